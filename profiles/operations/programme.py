"""Loads countries and agreements from reviewed rows. Inside the caller's transaction."""

import unicodedata
from collections.abc import Sequence

from iecsite.csvfile import Row
from profiles.models import Agreement, Country
from profiles.rules import agreement_columns

LISTS = {"counts_with", "residence_countries", "passport_codes", "school_countries", "student_sectors"}


def load_countries(rows: Sequence[Row]) -> int:
    """
    Write the programme's countries and territories; a code that is known is brought up to date.

    One that became a partner since the file was written, by first terms that were approved, stays one.
    """
    # All are locked, so that nobody approves first terms in between.
    known = Country.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", "is_partner")
    partners = {code for code, partner in known if partner}
    countries = [
        Country(
            code=row["code"],
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            sort_en=sort_key(row["name_en"]),
            sort_fr=sort_key(row["name_fr"]),
            is_partner=row["kind"] == "partner" or row["code"] in partners,
        )
        for row in rows
    ]
    fields = ["name_en", "name_fr", "sort_en", "sort_fr", "is_partner"]
    Country.objects.bulk_create(countries, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    return len(countries)


def load_other_countries(names: Sequence[tuple[str, str, str]]) -> int:
    """
    Write the countries outside the programme, for citizenships and residences; what the programme's file says stands.

    :param names: (code, name in English, name in French)
    """
    Country.objects.bulk_create(
        (
            Country(code=code, name_en=english, name_fr=french, sort_en=sort_key(english), sort_fr=sort_key(french))
            for code, english, french in names
        ),
        ignore_conflicts=True,
    )
    return len(names)


def load_agreements(rows: Sequence[Row]) -> int:
    """
    Write the agreements; the row of a country, category, stream and first day that is known is brought up to date.

    :raises BadRow: for a country that the programme's countries do not hold
    """
    known = set(Country.objects.values_list("code", flat=True))
    columns = [column for column in agreement_columns.AGREEMENT if column != "country_code"]
    agreements = []
    for row in rows:
        if row["country_code"] not in known:
            raise row.bad("country_code", f"{row['country_code']} is not in the file of countries")
        values = {column: list(row[column]) if column in LISTS else row[column] for column in columns}
        agreements.append(Agreement(country_id=row["country_code"], **values))
    keys = ["country", "category", "stream", "effective_from"]
    Agreement.objects.bulk_create(
        agreements,
        update_conflicts=True,
        unique_fields=keys,
        update_fields=[column for column in columns if column not in keys],
    )
    return len(agreements)


def sort_key(name: str) -> str:
    """A name without accents, case and marks, so that a database of any locale sorts it as a reader expects."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
