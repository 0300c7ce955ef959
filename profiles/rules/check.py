"""
The check that anybody can make without an account: which questions it asks, in which order, and the facts that follow.

What was answered is a plain mapping in the JSON form of the facts that the command and the API take, so that the same answers
give the same verdicts everywhere. Money, insurance and the way home are not asked: they can be arranged by everybody, and the
result says that they are asked for later. Whoever has a way at all is asked five to eight questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from profiles.rules.facts import COOP, YOUNG_PROFESSIONALS
from profiles.rules.person_predicates import MIN_FUNDS_CAD
from profiles.rules.sections import Section
from profiles.rules.terms import ACTIVE, RO_ONLY, SUSPENDED, Partner, Terms


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
    Step.PASSPORT: ("passport",),
    Step.BEFORE: ("participations",),
    Step.ORGANIZATION: ("recognized_organization",),
    Step.STUDY: ("student", "placement"),
    Step.JOB: ("job_offer",),
    Step.FAMILY: ("dependants_accompany",),
}

Told = Mapping[str, Any]
# The steps whose answers stand, but were given before the citizenships were changed: each is asked once more, with its answer.
ASK_AGAIN = "ask_again"
HANG_ON_CITIZENSHIPS = (Step.PASSPORT, Step.BEFORE, Step.STUDY, Step.JOB)


def steps(told: Told, terms: Iterable[Terms]) -> tuple[Step, ...]:
    """
    The questions that can change something for this person, in their order, those that are answered among them.

    :param terms: of every agreement row in force today, and of the pools of organizations
    """
    held = told.get("citizenships", ())
    terms = tuple(terms)
    usable = [one for one in terms if one.country in held and one.status == ACTIVE]
    without_agreement = not usable
    if without_agreement:
        # They may come through an organization that nominates citizens of their country.
        usable = [one for one in terms if one.country in held and one.status == RO_ONLY]
        usable += [one for one in terms if one.organization and any(_takes(partner, held) for partner in one.partners)]
    asked = [Step.CITIZENSHIPS]
    if "citizenships" not in told:
        return (*asked, Step.BIRTH, Step.PASSPORT, Step.BEFORE, Step.STUDY, Step.JOB, Step.FAMILY)
    if not usable:
        return tuple(asked)
    categories = {one.category for one in usable if one.status == ACTIVE or one.organization}
    wanted = {
        Step.BIRTH: True,
        Step.RESIDENCE: any(one.residence_countries for one in usable),
        Step.PASSPORT: any(one.passport_codes for one in usable)
        or any(partner.passport_codes for one in usable for partner in one.partners if _takes(partner, held)),
        Step.BEFORE: True,
        Step.ORGANIZATION: without_agreement,
        Step.STUDY: COOP in categories,
        Step.JOB: YOUNG_PROFESSIONALS in categories,
        Step.FAMILY: True,
    }
    return (*asked, *(step for step, needed in wanted.items() if needed))


def next_step(told: Told, terms: Iterable[Terms]) -> Step | None:
    """The first question without an answer, or None when all are answered."""
    again = told.get(ASK_AGAIN, ())
    return next((step for step in steps(told, terms) if KEYS[step][0] not in told or step.value in again), None)


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


def facts(told: Told, terms: Iterable[Terms], *, on: date) -> dict[str, Any]:
    """
    The facts in the form that the command takes: what was told, with the declarations that everybody can make.

    :param terms: as for ``steps``
    :param on: the day as which the invitation is taken
    """
    terms = tuple(terms)
    declared = {
        "funds_cad": int(MIN_FUNDS_CAD),
        "insurance_whole_stay": True,
        "departure_ticket_or_funds": True,
        "dependants_accompany": False,
    }
    kept = {key: value for key, value in told.items() if key in {key for keys in KEYS.values() for key in keys}}
    if Step.ORGANIZATION not in steps(told, terms):
        # An answer from before the citizenships were changed.
        kept.pop("recognized_organization", None)
    kept["participations"] = [
        one | {"recognized_organization": True} if _only_through_organizations(one.get("citizenship"), terms) else one
        for one in kept.get("participations") or ()
    ]
    # Who was not asked for a passport needs none of a certain country; that it is valid is said with the result.
    # Who is asked for citizenships alone is judged by them alone: any day of birth will do.
    return {"on": on.isoformat(), "date_of_birth": on.replace(year=on.year - 20, day=1).isoformat()} | declared | kept


def sections_of(told: Told, terms: Iterable[Terms]) -> dict[Section, dict[str, Any]]:
    """
    The sections of a profile that the answers fill; what the check asks in part only (the passport, earlier stays) is left, and
    so are answers to questions that it asks no more, from before the citizenships were changed.

    :param terms: as for ``steps``
    """
    asked = {key for step in steps(told, terms) for key in KEYS[step]}
    told = {key: value for key, value in told.items() if key in asked}
    found: dict[Section, dict[str, Any]] = {}
    if told.get("citizenships"):
        found[Section.CITIZENSHIPS] = {"citizenships": list(told["citizenships"])}
    if "date_of_birth" in told:
        found[Section.BIRTH] = {"date_of_birth": date.fromisoformat(told["date_of_birth"])}
    if told.get("residence"):
        found[Section.RESIDENCE] = {"residence": told["residence"]}
    if told.get("participations") == []:
        found[Section.PARTICIPATIONS] = {"participations": []}
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
            "recognized_organization": bool(told.get("recognized_organization")),
        }
    return found


def _takes(partner: Partner, citizenships: Iterable[str]) -> bool:
    return partner.country in citizenships and partner.status != SUSPENDED


def _only_through_organizations(country: str | None, terms: Iterable[Terms]) -> bool:
    """Whether citizens of a country could never come but through an organization: their earlier stays were through one too."""
    return not any(one.country == country and one.status in (ACTIVE, SUSPENDED) for one in terms)
