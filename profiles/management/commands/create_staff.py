"""Make a staff account: its address, its roles, and how it is entered."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from iecsite import clock
from iecsite.roles import ROLES
from profiles.operations import accounts


class Command(BaseCommand):
    help = "Make a staff account. Its owner sets a password by e-mail (Forgot your password?), then a second factor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", action="append", default=[], metavar="ROLE", help="once for each: " + ", ".join(ROLES))

    def handle(self, *, email: str, role: list[str], **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        if not role:
            raise CommandError("Name at least one role with --role. The roles are: " + ", ".join(ROLES) + ".")
        try:
            user = accounts.create_staff(email=email, password=None, roles=role, by=None, at=clock.now())
        except accounts.CannotCreate as refusal:
            raise CommandError(refusal.en) from refusal
        self.stdout.write(
            f"{user.email} may sign in after setting a password by e-mail; the staff site asks for a second factor."
        )
