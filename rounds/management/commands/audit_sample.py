"""Writes the auditor's sample of a round: who really stands behind the entries that chance chose for it."""

import csv
import os
from argparse import ArgumentParser
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from iecsite import clock
from rounds.operations import audits
from rounds.queries.audit import Sampled


class Command(BaseCommand):
    help = (
        "Write the entries of a round with the lowest audit numbers, and the persons behind them, to a new file for the auditor. "
        "Ghost entries (one in a hundred) are found in 300 entries with 95 %. The journal of the round notes it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="ROUND", help="the round, such as 2026-017")
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file, readable by you alone")
        parser.add_argument("--size", type=int, default=300, help="how many entries (default: %(default)s)")

    def handle(self, *args: Any, code: str, file: Path, size: int, **options: Any) -> None:
        """Open the sample and write it as CSV."""
        if not 1 <= size <= 10_000:
            raise CommandError(f"--size {size}: a sample has 1 to 10000 entries.")
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            raise CommandError(f"{file}: {fault.strerror}. Name a new file; nothing is overwritten.") from fault
        try:
            found = audits.open_sample(code=code, size=size, at=clock.now())
        except audits.CannotOpen as refusal:
            os.close(handle)
            file.unlink()
            raise CommandError(str(refusal)) from refusal
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            lines = csv.writer(stream, lineterminator="\n")
            lines.writerow(field.name for field in fields(Sampled))
            lines.writerows(astuple(one) for one in found)
        self.stdout.write(f"{len(found)} entries in {file}. It names persons: hand it to the auditor and delete it here.")
