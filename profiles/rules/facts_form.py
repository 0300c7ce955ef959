"""Reads facts from JSON, in the form that the command and the API share, and refuses what it cannot read by its key."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from profiles.rules.cells import SEASONS, Cells, country_code
from profiles.rules.facts import (
    CATEGORIES,
    CITIZENS_PASSPORT,
    DOCUMENTS,
    JOB_PROGRAMMES,
    PLACEMENT_PROGRAMMES,
    SECTORS,
    Facts,
    JobOffer,
    Participation,
    Passport,
    Placement,
    Student,
)
from profiles.rules.malformed import MalformedFacts

FACTS_KEYS = frozenset(
    [
        "id",
        "on",
        "season",
        "date_of_birth",
        "citizenships",
        "residence",
        "mailing_country",
        "passport",
        "other_passports",
        "participations",
        "student",
        "job_offer",
        "placement",
        "recognized_organization",
        "organization",
        "dependants_accompany",
        "funds_cad",
        "insurance_whole_stay",
        "departure_ticket_or_funds",
    ]
)
PARTICIPATION_KEYS = frozenset(
    [
        "citizenship",
        "category",
        "season",
        "permit_issued",
        "permit_expires",
        "recognized_organization",
    ]
)
PASSPORT_KEYS = frozenset(["country", "expires", "document"])
TEER_LEVELS = range(6)

SeasonOn = Callable[[date], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One person's facts with the day of the invitation and the season; ``id`` comes back in the answer as it came."""

    id: str | int | None
    on: date
    season: int | None
    facts: Facts


def decode(text: str | bytes) -> object:
    """
    JSON as Python values.

    :raises MalformedFacts: when the text is no JSON, repeats a key, or has a number that is none
    """
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_not_a_number)
    except json.JSONDecodeError as wrong:
        raise MalformedFacts(
            "",
            f"This is not JSON: line {wrong.lineno}, column {wrong.colno}.",
            f"Ceci n'est pas du JSON\u00a0: ligne {wrong.lineno}, colonne {wrong.colno}.",
        ) from wrong
    except UnicodeDecodeError as wrong:
        raise MalformedFacts("", "This is not text in UTF-8.", "Ceci n'est pas du texte en UTF-8.") from wrong
    except (RecursionError, ValueError) as wrong:
        if isinstance(wrong, MalformedFacts):
            raise
        raise MalformedFacts(
            "",
            "This JSON is nested too deeply, or has a number too long to read.",
            "Ce JSON est imbriqué trop profondément ou contient un nombre trop long.",
        ) from wrong


def questions(value: object, *, season_on: SeasonOn) -> list[Question]:
    """
    The questions of a decoded JSON value: one object, or a list of them.

    ``season_on`` names the season open on a day, for facts that name none.

    :raises MalformedFacts: with the first key that cannot be read
    """
    if isinstance(value, list):
        return [question(one, season_on=season_on, path=f"[{number}]") for number, one in enumerate(value)]
    return [question(value, season_on=season_on)]


def question(value: object, *, season_on: SeasonOn, path: str = "") -> Question:
    """
    One question.

    :raises MalformedFacts: with the key that cannot be read
    """
    cells = Cells(value, path, FACTS_KEYS)
    on, date_of_birth = cells.required_day("on"), cells.required_day("date_of_birth")
    if cells.get("citizenships") is None:
        raise cells.missing("citizenships")
    if date_of_birth > on:
        raise MalformedFacts(
            cells.where("date_of_birth"),
            f"is after the day of the invitation ({on}). Check both.",
            f"est après le jour de l'invitation ({on}). Vérifiez les deux.",
        )
    season = cells.whole("season", SEASONS)
    return Question(
        id=_id(cells),
        on=on,
        season=season_on(on) if season is None else season,
        facts=_facts(cells, date_of_birth),
    )


def _facts(cells: Cells, date_of_birth: date) -> Facts:
    where = cells.where("citizenships")
    citizenships = [country_code(one, f"{where}[{number}]") for number, one in enumerate(cells.items("citizenships"))]
    participations = [
        _participation(one, f"{cells.where('participations')}[{number}]")
        for number, one in enumerate(cells.items("participations"))
    ]
    where = cells.where("other_passports")
    others = (
        _passport(Cells(one, f"{where}[{number}]", PASSPORT_KEYS)) for number, one in enumerate(cells.items("other_passports"))
    )
    other_passports = [one for one in others if one is not None]
    letter, organization = cells.flag("recognized_organization"), cells.organization("organization")
    if organization is not None and not letter:
        raise MalformedFacts(
            cells.where("organization"),
            "counts only with its letter. Add recognized_organization: true, or leave it out.",
            "ne compte qu'avec sa lettre. Ajoutez recognized_organization\u00a0: true, ou enlevez cette clé.",
        )
    return Facts(
        date_of_birth=date_of_birth,
        citizenships=tuple(dict.fromkeys(citizenships)),
        residence=cells.country("residence"),
        mailing_country=cells.country("mailing_country"),
        passport=_passport(_inner(cells, "passport", PASSPORT_KEYS)),
        other_passports=tuple(other_passports),
        participations=tuple(participations),
        student=_student(cells),
        job_offer=_job_offer(cells),
        placement=_placement(cells),
        recognized_organization=letter,
        organization=organization,
        dependants_accompany=cells.flag("dependants_accompany"),
        funds_cad=cells.amount("funds_cad"),
        insurance_whole_stay=cells.flag("insurance_whole_stay"),
        departure_ticket_or_funds=cells.flag("departure_ticket_or_funds"),
    )


def _participation(value: object, path: str) -> Participation:
    cells = Cells(value, path, PARTICIPATION_KEYS)
    issued, expires = cells.day("permit_issued"), cells.day("permit_expires")
    if issued is not None and expires is not None and expires < issued:
        raise MalformedFacts(
            cells.where("permit_expires"),
            f"is before the permit was issued ({issued}). Check both.",
            f"est avant la délivrance du permis ({issued}). Vérifiez les deux.",
        )
    return Participation(
        citizenship=cells.country("citizenship"),
        category=cells.choice("category", CATEGORIES),
        season=cells.whole("season", SEASONS),
        permit_issued=issued,
        permit_expires=expires,
        recognized_organization=cells.flag("recognized_organization"),
    )


def _passport(inner: Cells | None) -> Passport | None:
    if inner is None:
        return None
    document = inner.choice("document", DOCUMENTS) or CITIZENS_PASSPORT
    return Passport(country=inner.country("country"), expires=inner.day("expires"), document=document)


def _student(cells: Cells) -> Student | None:
    inner = _inner(cells, "student", {"enrolled", "country", "training_centre", "sector", "graduated"})
    if inner is None:
        return None
    return Student(
        enrolled=inner.flag("enrolled"),
        country=inner.country("country"),
        training_centre=inner.flag("training_centre"),
        sector=inner.choice("sector", SECTORS) or "",
        graduated=inner.day("graduated"),
    )


def _job_offer(cells: Cells) -> JobOffer | None:
    inner = _inner(cells, "job_offer", {"paid", "self_employed", "teer", "post_secondary", "programme"})
    if inner is None:
        return None
    return JobOffer(
        paid=inner.flag("paid"),
        self_employed=inner.flag("self_employed"),
        teer=inner.whole("teer", TEER_LEVELS),
        post_secondary=inner.flag("post_secondary"),
        programme=inner.choice("programme", JOB_PROGRAMMES) or "",
    )


def _placement(cells: Cells) -> Placement | None:
    inner = _inner(cells, "placement", {"required_by_programme", "in_field_of_study", "paid", "programme"})
    if inner is None:
        return None
    return Placement(
        required_by_programme=inner.flag("required_by_programme"),
        in_field_of_study=inner.flag("in_field_of_study"),
        paid=inner.flag("paid"),
        programme=inner.choice("programme", PLACEMENT_PROGRAMMES) or "",
    )


def _inner(cells: Cells, key: str, allowed: Collection[str]) -> Cells | None:
    """An object inside; missing, null and empty are none."""
    value = cells.get(key)
    return None if value is None or value == {} else Cells(value, cells.where(key), allowed)


def _id(cells: Cells) -> str | int | None:
    value = cells.get("id")
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool) and _writable(value)):
        return value
    raise MalformedFacts(cells.where("id"), "must be a text or a whole number.", "doit être un texte ou un nombre entier.")


def _writable(value: str | int) -> bool:
    """Whether the answer can repeat it: half of a surrogate pair is no text."""
    return isinstance(value, int) or value == value.encode(errors="replace").decode()


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise MalformedFacts(key, "is there twice. Keep one.", "y est deux fois. Gardez-en une.")
        found[key] = value
    return found


def _not_a_number(constant: str) -> NoReturn:
    raise MalformedFacts(
        "",
        f"{constant} is not a number that JSON knows.",
        f"{constant} n'est pas un nombre que JSON connaît.",
    )
