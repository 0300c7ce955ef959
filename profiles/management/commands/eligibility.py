"""`manage.py eligibility FACTS.json`: the verdict under every agreement row of a person's citizenships, as JSON."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from profiles.queries import agreements, organizations, programme_files, seasons
from profiles.rules.answer import answers
from profiles.rules.facts_form import SeasonOn, decode, questions
from profiles.rules.in_force import DatedTerms
from profiles.rules.malformed import MalformedFacts

MALFORMED = 2


class Command(BaseCommand):
    help = (
        "Say under which agreements a person may take part, and why not under the others. "
        "FACTS.json holds one object or a list; - reads standard input. Standard output carries the JSON alone."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("facts", metavar="FACTS.json", help="a file in UTF-8, or - for standard input")
        parser.add_argument("--remedies", action="store_true", help="say of each problem what can be done about it")

    def handle(self, *args: Any, facts: str, **options: Any) -> None:
        value = self._read(facts)
        dated_on, season_on, loaded = self._programme()
        try:
            asked = questions(value, season_on=season_on)
        except MalformedFacts as malformed:
            raise _refusal(facts, malformed) from malformed
        # The memoranda with organizations lie in the database alone.
        more: dict[str, Any] = {}
        if loaded:
            more["organizations_on"] = organizations.terms_of_organizations_by_day()
        found = answers(asked, dated_on, remedies=options["remedies"], **more)
        if isinstance(value, list):
            self._write_list(found)
        else:
            self._write(_json(next(found), self._ascii()) + "\n")

    def _read(self, facts: str) -> object:
        try:
            text = sys.stdin.buffer.read() if facts == "-" else Path(facts).read_bytes()
        except OSError as unreadable:
            raise CommandError(
                f"{facts}: this file cannot be read ({unreadable.strerror}). Check its name.\n"
                f"{facts}\u00a0: ce fichier ne peut pas être lu. Vérifiez son nom.",
                returncode=MALFORMED,
            ) from unreadable
        try:
            return decode(text)
        except MalformedFacts as malformed:
            raise _refusal(facts, malformed) from malformed

    def _programme(self) -> tuple[Callable[[date], Iterable[DatedTerms]], SeasonOn, bool]:
        """
        The terms and the calendar of the database; without a loaded programme, the terms of the reviewed files. And whether there
        is one.
        """
        try:
            held = agreements.terms_without_choices()
            if held:
                return agreements.chosen_by_day(held), seasons.calendar(), True
        except ProgrammingError:  # the tables are not there yet
            pass
        except OperationalError as away:
            raise CommandError(
                "The database does not answer. Start it and try again.\n"
                "La base de données ne répond pas. Démarrez-la et réessayez."
            ) from away
        self.stderr.write(
            "No programme is loaded yet: the reviewed files are used, and a season is known only where the facts name it. "
            "To load it: manage.py load_programme.\n"
            "Aucun programme n'est encore chargé\u00a0: les fichiers révisés servent, et la saison n'est connue que si les faits "
            "la nomment. Pour le charger\u00a0: manage.py load_programme."
        )
        reviewed = tuple(DatedTerms(terms) for terms in programme_files.terms_from_files())
        return lambda day: reviewed, lambda day: None, False

    def _write_list(self, found: Any) -> None:
        self._write("[")
        before = "\n"
        for one in found:
            self._write(before + _json(one, self._ascii()))
            before = ",\n"
        self._write("\n]\n" if before != "\n" else "]\n")

    def _write(self, text: str) -> None:
        self.stdout.write(text, ending="")

    def _ascii(self) -> bool:
        """Whether standard output cannot carry every letter."""
        return not (getattr(self.stdout, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf8")


def _json(one: dict[str, Any], ascii_only: bool) -> str:
    return json.dumps(one, ensure_ascii=ascii_only)


def _refusal(facts: str, malformed: MalformedFacts) -> CommandError:
    where = "standard input" if facts == "-" else facts
    return CommandError(f"{where}: {malformed.en}\n{where}\u00a0: {malformed.fr}", returncode=MALFORMED)
