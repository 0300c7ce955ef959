"""The columns of the agreements: how a cell of the reviewed file is read, and what must hold between the cells of a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from iecsite.csvfile import (
    BadCell,
    Reading,
    Row,
    day,
    free,
    maybe,
    number,
    one_of,
    several,
    text,
    up_to,
    yes_or_no,
)
from profiles.rules.facts import CATEGORIES, SECTORS
from profiles.rules.terms import (
    LEGACY_EFFECTS,
    ONE_FINAL,
    STATUSES,
    STREAMS,
    Legacy,
    Terms,
)

KINDS = ("partner", "suspended", "ro_only")
MOST_MONTHS = 60


def country(cell: str) -> str:
    """The two capital letters of a country or territory."""
    if not re.fullmatch(r"[A-Z]{2}", cell, re.ASCII):
        raise BadCell(
            f"{cell!r} is not a country in two capital letters, for example FR",
            f"{cell!r} n'est pas un pays en deux lettres majuscules, par exemple FR",
        )
    return cell


def months(cell: str) -> int:
    """A length in months that a permit or a gap can have."""
    read = number(cell)
    if read > MOST_MONTHS:
        raise BadCell(
            f"{cell!r} months is longer than any agreement allows ({MOST_MONTHS})",
            f"{cell!r} mois dépasse la durée que permet tout accord ({MOST_MONTHS})",
        )
    return read


def _list(reading: Reading) -> Reading:
    """Several values or none."""
    return lambda cell: several(reading)(cell) if cell else ()


COUNTRY: Mapping[str, Reading] = {
    "code": country,
    "name_en": text,
    "name_fr": text,
    "kind": one_of(*KINDS),
}

AGREEMENT: Mapping[str, Reading] = {
    "country_code": country,
    "category": one_of(*CATEGORIES),
    "stream": one_of(*STREAMS),
    "stream_name_en": free,
    "stream_name_fr": free,
    "status": one_of(*STATUSES),
    "min_age": maybe(up_to(120)),
    "max_age": maybe(up_to(120)),
    "max_stay_months": maybe(months),
    "second_stay_months": maybe(months),
    "combined_months": maybe(months),
    "participations_allowed": maybe(up_to(99)),
    "repeat_category": maybe(yes_or_no),
    "counts_with": _list(one_of(*CATEGORIES)),
    "discontinuance_months": maybe(months),
    "residence_countries": _list(country),
    "residence_certificate": yes_or_no,
    "passport_codes": _list(country),
    "school_countries": _list(country),
    "training_centre_accepted": yes_or_no,
    "graduates_accepted_months": maybe(months),
    "student_sectors": _list(one_of(*SECTORS)),
    "placement_paid_required": yes_or_no,
    "allowance_replaces_wage": yes_or_no,
    "asks_beyond_facts": yes_or_no,
    "changed_on": maybe(day),
    "earlier_stay_months": maybe(months),
    "earlier_participations_allowed": maybe(up_to(99)),
    "legacy_effect": one_of(*LEGACY_EFFECTS),
    "legacy_before_season": maybe(up_to(2200)),
    "legacy_launched_on": maybe(day),
    "legacy_max_participations": maybe(up_to(99)),
    "legacy_max_months": maybe(months),
    "legacy_final_stay_months": maybe(months),
    "since_season": maybe(up_to(2200)),
    "effective_from": maybe(day),
    "as_of": maybe(day),
    "note_en": free,
    "note_fr": free,
    "source_url": text,
}


def terms(values: Mapping[str, Any], *, country_en: str, country_fr: str) -> Terms:
    """The terms of one agreement from its columns, whether they come from the file or from its table."""
    return Terms(
        country=values["country_code"],
        country_en=country_en,
        country_fr=country_fr,
        legacy=_legacy(values),
        discontinuance_months=values["discontinuance_months"] or 0,
        counts_with=tuple(values["counts_with"]),
        residence_countries=tuple(values["residence_countries"]),
        passport_codes=tuple(values["passport_codes"]),
        school_countries=tuple(values["school_countries"]),
        student_sectors=tuple(values["student_sectors"]),
        **{column: values[column] for column in AS_THEY_ARE},
    )


AS_THEY_ARE = (
    "category",
    "stream",
    "stream_name_en",
    "stream_name_fr",
    "status",
    "min_age",
    "max_age",
    "max_stay_months",
    "second_stay_months",
    "combined_months",
    "participations_allowed",
    "repeat_category",
    "training_centre_accepted",
    "graduates_accepted_months",
    "placement_paid_required",
    "allowance_replaces_wage",
    "asks_beyond_facts",
    "changed_on",
    "earlier_stay_months",
    "earlier_participations_allowed",
    "since_season",
)


def _legacy(values: Mapping[str, Any]) -> Legacy | None:
    if not values["legacy_effect"]:
        return None
    return Legacy(
        effect=values["legacy_effect"],
        before_season=values["legacy_before_season"],
        launched_on=values["legacy_launched_on"],
        max_participations=values["legacy_max_participations"],
        max_months=values["legacy_max_months"],
        final_stay_months=values["legacy_final_stay_months"],
    )


def check(row: Row) -> None:
    """
    Holds the cells of one line against each other.

    :raises BadRow: for the cell that does not fit the others
    """
    low, high = row["min_age"], row["max_age"]
    if low is not None and high is not None and low > high:
        raise row.bad("max_age", f"{high} is below the lowest age, {low}", f"{high} est inférieur à l'âge minimal, {low}")
    if row["category"] in row["counts_with"]:
        raise row.bad("counts_with", "it names the category of its own line", "elle nomme la catégorie de sa propre ligne")
    if row["counts_with"] and row["repeat_category"] is not False:
        raise row.bad(
            "counts_with",
            "it is for categories that may not be repeated; repeat_category must be no",
            "elle vise les catégories qui ne peuvent pas être reprises; la reprise de la catégorie doit être no",
        )
    if bool(row["stream_name_en"]) != bool(row["stream_name_fr"]):
        raise row.bad(
            "stream_name_fr",
            "a stream is named in both languages or in none",
            "un volet porte un nom dans les deux langues ou dans aucune",
        )
    if bool(row["note_en"]) != bool(row["note_fr"]):
        raise row.bad(
            "note_fr", "a remark is in both languages or in none", "une remarque est dans les deux langues ou dans aucune"
        )
    if row["legacy_effect"] and row["legacy_before_season"] is None:
        raise row.bad(
            "legacy_before_season",
            "it is needed where legacy_effect is given",
            "elle est nécessaire lorsqu'un effet des séjours antérieurs est indiqué",
        )
    if row["legacy_effect"] and row["legacy_effect"] != ONE_FINAL and row["legacy_final_stay_months"] is None:
        raise row.bad(
            "legacy_final_stay_months",
            "a longer second stay needs its length",
            "un deuxième séjour plus long doit avoir sa durée",
        )
    earlier = row["earlier_stay_months"], row["earlier_participations_allowed"]
    if (row["changed_on"] is None) != (earlier == (None, None)):
        raise row.bad(
            "changed_on",
            "it stands together with what held before it, or both are empty",
            "elle va avec ce qui valait auparavant, ou les deux sont vides",
        )
