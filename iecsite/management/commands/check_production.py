"""`manage.py check_production`: Django's deployment checks on the production settings, with made-up values."""

import os
import subprocess
import sys

from django.core.management.base import BaseCommand, CommandError

EXAMPLE = {
    "IECSITE_ENV": "production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_" * 2,
    "ALLOWED_HOSTS": "iec.example.org",
    "SITE_URL": "https://iec.example.org",
    "TICKET_SECRET": "ab" * 32,
    "DATABASE_URL": "postgresql://iec:made-up@localhost:5432/iec",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_HOST": "mail.example.org",
    "IECSITE_COMMIT": "ab" * 20,
}


class Command(BaseCommand):
    help = "Run Django's deployment checks on the production settings; a warning fails."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        run = subprocess.run(words, env=os.environ | EXAMPLE, check=False)  # noqa: S603 (our own command, fixed words)
        if run.returncode:
            raise CommandError("The production settings do not pass; see above.")
