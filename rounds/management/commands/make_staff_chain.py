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
        if not 1 <= people <= 20:
            raise CommandError(f"--people {people}: 1 to 20 people type a line; two officers and an observer are three.")
        # Before the chain is made: its end is shown to nobody a second time.
        handle = None if escrow is None else _opened(escrow)
        try:
            words = [self._line(number) for number in range(1, people + 1)]
            chain, last = randomness.make_chain(season=season, length=length, words=words, by=None, at=clock.now())
        except BaseException as fault:
            if escrow is not None and handle is not None:
                os.close(handle)
                escrow.unlink(missing_ok=True)
            if isinstance(fault, CannotMakeChain):
                raise CommandError(str(fault)) from fault
            raise
        if handle is not None:
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


def _opened(escrow: Path) -> int:
    """
    A new file that its owner alone may read.

    :raises CommandError: when it cannot be made, or is there already
    """
    try:
        return os.open(escrow, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise CommandError(f"{escrow} is there already. Name a new file; nothing is overwritten.") from there
    except OSError as fault:
        raise CommandError(
            f"{escrow}: {fault.strerror}. Name a file in a folder that you may write to. No chain was made."
        ) from fault
