"""`manage.py try_time_stamps`: ask each time-stamp authority once, and say what it gave."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rounds.relays import time_stamps as authorities
from rounds.relays.asking import NoAnswer
from rounds.rules import time_stamps


class Command(BaseCommand):
    help = "Ask each authority of TIME_STAMP_AUTHORITIES to stamp a few random bytes, and say whether its answer would be kept."

    def handle(self, *args, **options) -> None:
        if not settings.TIME_STAMP_AUTHORITIES:
            raise CommandError("TIME_STAMP_AUTHORITIES is not set: lists carry no time stamp.")
        try:
            roots = time_stamps.certificates(Path(settings.TIME_STAMP_ROOTS).read_bytes())
        except (OSError, ValueError) as failure:
            raise CommandError(f"TIME_STAMP_ROOTS names no PEM file of root certificates: {failure}") from failure
        failed = 0
        for authority in settings.TIME_STAMP_AUTHORITIES:
            something = secrets.token_bytes(32)
            try:
                answer = authorities.fetch(authority, time_stamps.request_for(something))
                stamp = time_stamps.stamped(answer, something, roots=roots)
            except (NoAnswer, time_stamps.NotGenuine) as failure:
                failed += 1
                self.stdout.write(f"{authority}: {failure}")
                continue
            self.stdout.write(f"{authority}: good, signed by {stamp.signer} at {stamp.at:%Y-%m-%dT%H:%M:%SZ}")
        if failed:
            raise CommandError(f"{failed} of {len(settings.TIME_STAMP_AUTHORITIES)} gave no time stamp that would be kept.")
