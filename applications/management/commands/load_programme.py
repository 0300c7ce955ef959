"""`manage.py load_programme`: the reviewed files of the programme into their dated tables."""

from pathlib import Path

import pycountry
from babel import Locale
from django.core.management.base import BaseCommand, CommandError

from applications.operations import programme
from applications.queries.programme_files import FEES, read_fees
from iecsite import clock
from iecsite.csvfile import BadRow
from profiles.queries.programme_files import AGREEMENTS, COUNTRIES, read_agreements, read_countries
from rounds.queries.programme_files import QUOTAS, SEASONS, read_quotas, read_seasons

FILES = {"countries": COUNTRIES, "agreements": AGREEMENTS, "seasons": SEASONS, "quotas": QUOTAS, "fees": FEES}


def read_files(**paths: Path) -> programme.ProgrammeFiles:
    """
    Read and check every file.

    :param paths: other places for `countries`, `agreements`, `seasons`, `quotas` or `fees`
    :raises BadRow: at the first line that is not as promised
    """
    places = FILES | paths
    return programme.ProgrammeFiles(
        countries=read_countries(places["countries"]),
        other_countries=other_countries(),
        agreements=read_agreements(places["agreements"]),
        seasons=read_seasons(places["seasons"]),
        quotas=read_quotas(places["quotas"]),
        fees=read_fees(places["fees"]),
    )


def other_countries() -> list[tuple[str, str, str]]:
    """Every country of ISO 3166 as (code, name in English, name in French)."""
    english, french = Locale("en", "CA").territories, Locale("fr", "CA").territories
    codes = [country.alpha_2 for country in pycountry.countries]
    return [(code, english[code], french[code]) for code in codes if code in english and code in french]


class Command(BaseCommand):
    help = "Load agreements, seasons, pools, quotas and fees from the reviewed files. Loading them again changes nothing."

    def add_arguments(self, parser) -> None:
        for name, path in FILES.items():
            parser.add_argument(f"--{name}", type=Path, default=path, help=f"another file of {name} (default: {path.name})")

    def handle(self, *args, **options) -> None:
        try:
            files = read_files(**{name: options[name] for name in FILES})
            loaded = programme.load(files, by=None, at=clock.now())
        except BadRow as refusal:
            raise CommandError(f"Nothing was loaded. {refusal}") from refusal
        except OSError as refusal:
            raise CommandError(f"Nothing was loaded. {refusal.filename} cannot be read: {refusal.strerror}.") from refusal
        for name, count in vars(loaded).items():
            self.stdout.write(f"{count:>6} {name}")
