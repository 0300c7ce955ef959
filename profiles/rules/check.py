"""
The check that anybody can make without an account: which questions it asks, in which order, and the facts that follow.

What was answered is a plain mapping in the JSON form of the facts that the command and the API take, so that the same answers
give the same verdicts everywhere. Money, insurance and the way home are not asked: they can be arranged by everybody, and the
result says that they are asked for later. Whoever has a way at all is asked five to eight questions: for the few of whom all
nine could be asked, since an organization's letter matters beside an agreement of their own, the result says that one comes
without dependants, and the question is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from profiles.rules import check_letter, facts_form
from profiles.rules.facts import CITIZENS_PASSPORT, COOP, YOUNG_PROFESSIONALS
from profiles.rules.malformed import MalformedFacts
from profiles.rules.person_predicates import MIN_FUNDS_CAD
from profiles.rules.problems import Code
from profiles.rules.sections import Section
from profiles.rules.streams import passports_asked
from profiles.rules.terms import ACTIVE, RO_ONLY, SUSPENDED, Terms


class Step(StrEnum):
    """A question of the check."""

    CITIZENSHIPS = "citizenships"
    BIRTH = "birth"
    RESIDENCE = "residence"
    PASSPORT = "passport"
    BEFORE = "before"
    ORGANIZATION = "organization"
    STUDY = "study"
    JOB = "job"
    FAMILY = "family"


# The keys that a step answers; a step is answered when its first key is there.
KEYS: Mapping[Step, tuple[str, ...]] = {
    Step.CITIZENSHIPS: ("citizenships",),
    Step.BIRTH: ("date_of_birth",),
    Step.RESIDENCE: ("residence", "mailing_country"),
    Step.PASSPORT: ("passport", "other_passports"),
    Step.BEFORE: ("participations",),
    Step.ORGANIZATION: ("recognized_organization",),
    Step.STUDY: ("student", "placement"),
    Step.JOB: ("job_offer",),
    Step.FAMILY: ("dependants_accompany",),
}

Told = Mapping[str, Any]
MOST = 8
# The steps whose answers stand, but were given before the citizenships were changed: each is asked once more, with its answer.
ASK_AGAIN = "ask_again"
HANG_ON_CITIZENSHIPS = (Step.PASSPORT, Step.BEFORE, Step.STUDY, Step.JOB)


def steps(told: Told, terms: Iterable[Terms], *, on: date, season: int | None = None) -> tuple[Step, ...]:
    """
    The questions that can change something for this person, in their order, those that are answered among them.

    :param terms: of every agreement row in force today, and of the pools of organizations
    :param on: the day as which the invitation is taken
    :param season: the one open on that day; None: none is, or it is not looked at whether they took part in it
    """
    if "citizenships" not in told:
        asked = (Step.BIRTH, Step.PASSPORT, Step.BEFORE, Step.STUDY, Step.JOB, Step.FAMILY)
        return (Step.CITIZENSHIPS, *asked)
    held, terms = told["citizenships"], tuple(terms)
    own = [one for one in terms if one.country in held and one.status == ACTIVE]
    through = check_letter.routes(held, terms)
    if not own and not through and not any(one.country in held and one.status == RO_ONLY for one in terms):
        return (Step.CITIZENSHIPS,)
    first = [Step.CITIZENSHIPS, Step.BIRTH]
    first += [Step.RESIDENCE] if any(one.residence_countries for one in own) else []
    first += [Step.PASSPORT] if passports_asked(held, terms) else []
    first += [Step.BEFORE]
    categories = {one.category for one in own}
    letter = not own or _letter_could_open(told, first, terms, on=on, season=season, open_yet=check_letter.STUDIES_AND_JOB)
    if letter:
        first.append(Step.ORGANIZATION)
        if told.get("recognized_organization"):
            categories |= {one.category for one in through}
    first += [Step.STUDY] if COOP in categories else []
    first += [Step.JOB] if YOUNG_PROFESSIONALS in categories else []
    if not letter and _all_told(told, first) and _letter_could_open(told, first, terms, on=on, season=season):
        # Their school or placement is none that the agreement takes, and organizations do not ask for one there.
        first.append(Step.ORGANIZATION)
    return tuple(first) if len(first) == MOST else (*first, Step.FAMILY)


def next_step(told: Told, terms: Iterable[Terms], *, on: date, season: int | None = None) -> Step | None:
    """The first question without an answer, or None when all are answered; see ``steps``."""
    again = told.get(ASK_AGAIN, ())
    asked = steps(told, terms, on=on, season=season)
    return next((step for step in asked if KEYS[step][0] not in told or step.value in again), None)


def answered(told: Told, step: Step, answers: Told) -> dict[str, Any]:
    """
    The answers with those of one step.

    Other citizenships than before change which passport, stays, studies and offers are asked for: those steps are asked once
    more, and a letter of an organization is no longer told.
    """
    again = {one for one in told.get(ASK_AGAIN, ()) if one != step.value}
    if step is Step.CITIZENSHIPS and "citizenships" in told and set(told["citizenships"]) != set(answers["citizenships"]):
        again |= {one.value for one in HANG_ON_CITIZENSHIPS if KEYS[one][0] in told}
        told = {key: value for key, value in told.items() if key not in KEYS[Step.ORGANIZATION]}
    found = {key: value for key, value in {**told, **answers}.items() if key != ASK_AGAIN}
    return found | {ASK_AGAIN: sorted(again)} if again else found


def facts(told: Told, terms: Iterable[Terms], *, on: date, season: int | None = None) -> dict[str, Any]:
    """
    The facts in the form that the command takes: what was told, with the declarations that everybody can make. An answer to a
    question that is not asked (any more) is left out.

    For the parameters see ``steps``.
    """
    terms = tuple(terms)
    return _facts(told, steps(told, terms, on=on, season=season), terms, on=on)


def _facts(told: Told, asked: Iterable[Step], terms: Iterable[Terms], *, on: date) -> dict[str, Any]:
    declared = {
        "funds_cad": int(MIN_FUNDS_CAD),
        "insurance_whole_stay": True,
        "departure_ticket_or_funds": True,
        "dependants_accompany": False,
    }
    keys = {key for step in asked for key in KEYS[step]}
    kept = {key: value for key, value in told.items() if key in keys}
    terms = tuple(terms)
    kept["participations"] = [
        one | {"recognized_organization": True} if _only_through_organizations(one.get("citizenship"), terms) else one
        for one in kept.get("participations") or ()
    ]
    # Who was not asked for a passport needs none of a certain country; that it is valid is said with the result.
    # Who is asked for citizenships alone is judged by them alone: any day of birth will do.
    return {"on": on.isoformat(), "date_of_birth": on.replace(year=on.year - 20, day=1).isoformat()} | declared | kept


def sections_of(told: Told, terms: Iterable[Terms], *, on: date, season: int | None = None) -> dict[Section, dict[str, Any]]:
    """
    The sections of a profile that the answers fill; the passport, which the check asks in part only, is left (``passports_of``),
    and so are answers to questions that it asks no more, from before the citizenships were changed.

    For the parameters see ``steps``.
    """
    terms = tuple(terms)
    told = _still_asked(told, terms, on=on, season=season)
    found: dict[Section, dict[str, Any]] = {}
    if told.get("citizenships"):
        found[Section.CITIZENSHIPS] = {"citizenships": list(told["citizenships"])}
    if "date_of_birth" in told:
        found[Section.BIRTH] = {"date_of_birth": date.fromisoformat(told["date_of_birth"])}
    if told.get("residence"):
        found[Section.RESIDENCE] = {"residence": told["residence"]}
    if "participations" in told and all(all(one.get(key) for key in WHOLE_STAY) for one in told["participations"] or ()):
        found[Section.PARTICIPATIONS] = {"participations": [_stay(one, terms) for one in told["participations"] or ()]}
    if told.get("recognized_organization") is not None:
        found[Section.ORGANIZATION] = {"recognized_organization": bool(told["recognized_organization"])}
    if "student" in told:
        student = told["student"] or {}
        found[Section.STUDY] = {
            "student_enrolled": bool(student.get("enrolled")),
            "student_country": student.get("country"),
            "student_training_centre": bool(student.get("training_centre")),
            "study_sector": student.get("sector") or "",
            "graduated_on": date.fromisoformat(student["graduated"]) if student.get("graduated") else None,
        }
    if "placement" in told:
        placement = told["placement"] or {}
        found[Section.PLACEMENT] = {
            "has_placement": bool(placement),
            "placement_required": placement.get("required_by_programme"),
            "placement_in_field": placement.get("in_field_of_study"),
            "placement_paid": placement.get("paid"),
            "placement_programme": placement.get("programme") or "",
        }
    if "job_offer" in told:
        job = told["job_offer"] or {}
        found[Section.JOB] = {
            "has_job_offer": bool(job),
            "job_paid": job.get("paid"),
            "job_self_employed": job.get("self_employed"),
            "job_teer": job.get("teer"),
            "job_post_secondary": job.get("post_secondary"),
            "job_programme": job.get("programme") or "",
        }
    return found


def passports_of(told: Told, terms: Iterable[Terms], *, on: date, season: int | None = None) -> list[dict[str, str]]:
    """
    What the answers tell of each passport: country, expiry (year-month-day) and kind. Its number and its issue are asked in the
    profile, so that these are what its page begins with.

    For the parameters see ``steps``.
    """
    told = _still_asked(told, tuple(terms), on=on, season=season)
    held = [one for one in (told.get("passport"), *(told.get("other_passports") or ())) if one]
    return [
        {"country": one["country"], "expires": one["expires"], "document": one.get("document") or CITIZENS_PASSPORT}
        for one in held
    ]


def _still_asked(told: Told, terms: Collection[Terms], *, on: date, season: int | None) -> dict[str, Any]:
    asked = {key for step in steps(told, terms, on=on, season=season) for key in KEYS[step]}
    return {key: value for key, value in told.items() if key in asked}


# A stay of which all this is told is the profile's own row.
WHOLE_STAY = ("citizenship", "category", "season", "permit_issued", "permit_expires")


def _stay(one: Told, terms: Iterable[Terms]) -> dict[str, Any]:
    through = _only_through_organizations(one["citizenship"], terms) or bool(one.get("recognized_organization"))
    return {
        "citizenship": one["citizenship"],
        "category": one["category"],
        "season": one["season"],
        "permit_issued_on": date.fromisoformat(one["permit_issued"]),
        "permit_expires_on": date.fromisoformat(one["permit_expires"]),
        "recognized_organization": through,
    }


def _only_through_organizations(country: str | None, terms: Iterable[Terms]) -> bool:
    """Whether citizens of a country could never come but through an organization: their earlier stays were through one too."""
    return not any(one.country == country and one.status in (ACTIVE, SUSPENDED) for one in terms)


def _all_told(told: Told, asked: Iterable[Step]) -> bool:
    return all(KEYS[step][0] in told for step in asked)


def _letter_could_open(
    told: Told, asked: Sequence[Step], terms: Iterable[Terms], *, on: date, season: int | None, open_yet: Collection[Code] = ()
) -> tuple[str, ...]:
    """
    The categories that the letter of an organization could open to somebody with agreements of their own.

    :param asked: the questions before the one about the letter; until all are answered it is known by the citizenships alone
    """
    terms = tuple(terms)
    if not _all_told(told, asked):
        return check_letter.without_a_row(told["citizenships"], terms)
    try:
        question = facts_form.question(_facts(told, asked, terms, on=on), season_on=lambda _day: season)
    except MalformedFacts:
        # Whoever shows the result says so.
        return ()
    return check_letter.could_open(question.facts, terms, on=on, season=season, open_yet=open_yet)
