"""Makes a season's sealed staff chain, with people in the room."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from iecsite import clock, dates
from rounds.models import Season
from rounds.operations import randomness
from rounds.operations.randomness import CannotMakeChain
from rounds.rules.staff_chain import LENGTH


class Command(BaseCommand):
    help = (
        "Make a season's sealed staff chain. Two officers and an observer each type a line; the anchor is published, the end is "
        "stored sealed, and a copy for the independent office is written with --escrow."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("season", type=int, help="the season, such as 2026")
        parser.add_argument("--length", type=int, default=LENGTH, help="how many rounds it is enough for (default: %(default)s)")
        parser.add_argument("--escrow", type=Path, help="a new file, readable by you alone, for the independent office")
        parser.add_argument("--people", type=int, default=3, help="how many people type a line (default: %(default)s)")

    def handle(self, *args: Any, season: int, length: int, escrow: Path | None, people: int, **options: Any) -> None:
        """Ask, make, print the anchor."""
        if not Season.objects.filter(pk=season).exists():
            raise CommandError(f"There is no season {season}. Load the programme first: manage.py load_programme")
        if not 1 <= length <= 5000:
            raise CommandError(f"--length {length}: a chain has 1 to 5000 links.")
        if escrow is not None and escrow.exists():
            raise CommandError(f"{escrow} is there already. Name a new file; nothing is overwritten.")
        words = [self._line(number) for number in range(1, people + 1)]
        try:
            chain, last = randomness.make_chain(season=season, length=length, words=words, by=None, at=clock.now())
        except CannotMakeChain as refusal:
            raise CommandError(str(refusal)) from refusal
        if escrow is not None:
            handle = os.open(escrow, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"season {season}\nanchor {chain.anchor}\nlength {length}\nend {last}\n")
            self.stdout.write(f"The escrow copy is in {escrow}. Hand it to the independent office and delete it here.")
        usable = dates.moment(chain.usable_from, dates.EASTERN, "en")
        self.stdout.write(f"Lists that are fixed from {usable} on name it, and none before: the anchor lies open for seven days.")
        self.stdout.write(f"The anchor of season {season}, to be published now (it stands in /data/rounds/seasons.csv):")
        self.stdout.write(chain.anchor)

    def _line(self, number: int) -> str:
        if sys.stdin.isatty():
            self.stdout.write(f"Person {number}: type anything you like, then Enter.")
        return sys.stdin.readline().strip()
