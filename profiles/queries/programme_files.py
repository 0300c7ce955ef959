"""The reviewed files of the programme: what the tables of countries and agreements are loaded from."""

from collections.abc import Iterator
from pathlib import Path

from iecsite.csvfile import Row, read_rows
from profiles.rules import agreement_columns
from profiles.rules.terms import Terms

PROGRAMME = Path(__file__).resolve().parent.parent / "programme"
AGREEMENTS = PROGRAMME / "agreements.csv"
COUNTRIES = PROGRAMME / "countries.csv"


def read_agreements(path: Path = AGREEMENTS) -> tuple[Row, ...]:
    """
    Every line of the file of agreements, its cells held against each other.

    :raises BadRow: at the first line that is not as promised
    """
    rows = read_rows(path, agreement_columns.AGREEMENT, unique=("country_code", "category", "stream", "effective_from"))
    for row in rows:
        agreement_columns.check(row)
    return rows


def read_countries(path: Path = COUNTRIES) -> tuple[Row, ...]:
    """
    Every country and territory of the programme.

    :raises BadRow: at the first line that is not as promised
    """
    return read_rows(path, agreement_columns.COUNTRY, unique=("code",))


def terms_from_files() -> Iterator[Terms]:
    """The terms as the reviewed files have them, with the names of the countries."""
    names = {row["code"]: row for row in read_countries()}
    for row in read_agreements():
        name = names[row["country_code"]]
        yield agreement_columns.terms(row.values, country_en=name["name_en"], country_fr=name["name_fr"])
