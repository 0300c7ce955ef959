"""Writes the whole open-data tree as static files, for any web server or object store."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from iecsite import clock
from rounds.models import Round
from rounds.operations import kept_files
from rounds.publication import files, snapshot, tree, whole
from rounds.publication.files import NotTheSameBytes
from rounds.queries.rounds import UNFINISHED

NAMED = 10
"""How many of the files that are not of the tree are named."""


class Command(BaseCommand):
    help = "Write every public file under DIR, the same bytes as under /data/. Files that are right already are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="where the files go; it is made if it is not there")
        parser.add_argument(
            "--delete",
            action="store_true",
            help="remove files of the tree that are no longer published, but nothing of the last hour",
        )

    def handle(self, *args: Any, folder: Path, delete: bool, **options: Any) -> None:
        """Write, and say how much and what else lies there."""
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} is a file. Name a folder.")
        if delete:
            self._check_may_delete(folder)
        live = set(Round.objects.filter(state__in=UNFINISHED).values_list("code", flat=True))
        written = 0
        ours: set[str] = set()
        changed: set[Path] = set()
        try:
            damaged = kept_files.keep_what_lies()
            is_live = folder.resolve() == tree.live_folder().resolve()
            stay = {code for code in damaged if (folder / "rounds" / code).exists()}
            # Whatever is committed meanwhile: a result lies beside the chain that names it.
            with snapshot.one_moment():
                for name, content in whole.every_file(at=clock.now(), of_rounds=not is_live):
                    ours.add(name)
                    if tree.round_of(name) not in stay and files.exchange(folder / name, content):
                        written += 1
                        changed.add((folder / name).parent)
            # Once each: a disk takes as long over a folder as over a file.
            for one in changed:
                files.settle(one)
            if is_live:
                # Steps write there too: what counts is each round as it is now, held, and not as it was at that moment.
                done = kept_files.write_all_again()
                ours.update(done.names)
                written += done.number
            tree.sweep(folder, ours)
            others = tree.others(folder, ours)
            known = [name for name in others if tree.may_be_ours(name)]
            removed = tree.remove(folder, [name for name in known if tree.round_of(name) not in live]) if delete else []
        except NotTheSameBytes as fault:
            raise CommandError(
                f"The database no longer gives the bytes whose digest it keeps ({fault}). Nothing more was written; "
                "look at `manage.py verify_journal` and at the backups before anything is published."
            ) from fault
        except OSError as fault:
            raise CommandError(f"{fault.filename or folder}: {fault.strerror}. {written} files were written before.") from fault
        self.stdout.write(f"{folder}: {written} files written, {len(ours) - written} others of the tree lay there.")
        if damaged:
            self.stderr.write(
                f"The files of {', '.join(damaged)} in {files.rounds_folder()} are not as they were published, or are signed "
                "with another key than today's, and their first bytes were never kept. Nothing was written over them. "
                "Bring them back from a backup, or run this once with the TICKET_SECRET they were signed with; "
                "move such a folder away only to have it made anew, with other checksums."
            )
        self._tell("removed, which are not published (any more)", removed)
        left = [name for name in known if name not in set(removed)]
        kept = "left, which are of the last hour or of a round under way"
        self._tell(kept if delete else "not published (any more); --delete removes them", left)
        self._tell("left, which are no open data; look what they are", [name for name in others if name not in set(known)])

    def _check_may_delete(self, folder: Path) -> None:
        try:
            tree.check_may_delete(folder)
        except tree.NotATree as fault:
            raise CommandError(
                f"{fault}. Nothing was written or removed. Name the folder that `publish` fills and nothing else does; "
                "where that is a new one, run it once without --delete."
            ) from fault

    def _tell(self, what: str, names: list[str]) -> None:
        if names:
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            self.stdout.write(f"{len(names)} other files {what}: {', '.join(names[:NAMED])}{more}.")
