"""Writes the whole open-data tree as static files, for any web server or object store."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from iecsite import clock
from rounds.publication import files, snapshot, whole
from rounds.publication.files import NotTheSameBytes


class Command(BaseCommand):
    help = "Write every public file under DIR, the same bytes as under /data/. Files that are right already are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="where the files go; it is made if it is not there")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Write, and say how much."""
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} is a file. Name a folder.")
        written = alike = 0
        try:
            # Whatever is committed meanwhile: a result lies beside the chain that names it.
            with snapshot.one_moment():
                for name, content in whole.every_file(at=clock.now()):
                    if files.put(folder / name, content):
                        written += 1
                    else:
                        alike += 1
        except NotTheSameBytes as fault:
            raise CommandError(
                f"The database no longer gives the bytes whose digest it keeps ({fault}). Nothing more was written; "
                "look at `manage.py verify_journal` and at the backups before anything is published."
            ) from fault
        except OSError as fault:
            raise CommandError(f"{fault.filename or folder}: {fault.strerror}. {written} files were written before.") from fault
        self.stdout.write(f"{folder}: {written} files written, {alike} were right already.")
