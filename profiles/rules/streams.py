"""What the streams of a person's agreements ask besides, so that nobody else is asked for it (C01, C05, Y05, Y06)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from profiles.rules import check_letter
from profiles.rules.facts import JOB_PROGRAMMES, PLACEMENT_PROGRAMMES, SECTORS
from profiles.rules.terms import ACTIVE, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    The questions of some citizenships: under which programmes an offer or a placement may be, which fields of study are asked
    for, in how many months before somebody may have graduated (None: graduates are not taken), whether a training centre is
    taken in place of a school, and for which of the citizenships a passport is asked.
    """

    job: tuple[str, ...] = ()
    placement: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    graduates_months: int | None = None
    training_centre: bool = False
    passports: tuple[str, ...] = ()


NOTHING = Asked()

# What is held where it is not asked.
UNTOLD: Mapping[str, Any] = {
    "student_training_centre": False,
    "study_sector": "",
    "graduated_on": None,
    "placement_programme": "",
    "job_programme": "",
}


def no_longer_asked(told: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """
    What has to be held instead of answers to questions that are asked no more: only what differs.

    :param told: the answers of the profile, those of `UNTOLD` among them
    """
    counts = {
        "student_training_centre": asked.training_centre,
        "study_sector": told["study_sector"] in asked.sectors,
        "graduated_on": asked.graduates_months is not None,
        "placement_programme": told["placement_programme"] in asked.placement,
        "job_programme": told["job_programme"] in asked.job,
    }
    found = {key: empty for key, empty in UNTOLD.items() if told[key] != empty and not counts[key]}
    if "student_training_centre" in found:
        # For everybody else a training centre is no school.
        found |= {"student_enrolled": False, "student_country_id": None}
    return found


def asked_of(citizenships: Collection[str], terms: Iterable[Terms]) -> Asked:
    """
    What has to be asked of somebody with these citizenships.

    :param terms: of every agreement row in force; with those of organizations, the passports are told that these ask for
    """
    terms = tuple(terms)
    theirs = [one for one in terms if one.country in citizenships and one.status == ACTIVE]
    streams = {one.stream for one in theirs if one.asks_beyond_facts}
    months = [one.graduates_accepted_months for one in theirs if one.graduates_accepted_months is not None]
    return Asked(
        job=tuple(one for one in JOB_PROGRAMMES if one in streams),
        placement=tuple(one for one in PLACEMENT_PROGRAMMES if one in streams),
        sectors=tuple(one for one in SECTORS if any(one in row.student_sectors for row in theirs)),
        graduates_months=max(months, default=None),
        training_centre=any(one.training_centre_accepted for one in theirs),
        passports=passports_asked(citizenships, terms),
    )


def passports_asked(citizenships: Collection[str], terms: Iterable[Terms]) -> tuple[str, ...]:
    """
    For which of somebody's citizenships a passport is asked: those whose agreement in force names one, and those by which an
    organization takes them, that of the United States among them.

    :param terms: of every agreement row in force, and of the pools of organizations
    """
    terms = tuple(terms)
    asked = {one.country for one in terms if one.status == ACTIVE and one.passport_codes}
    through = (partner for one in check_letter.routes(citizenships, terms) for partner in one.partners)
    asked |= {one.country for one in through if check_letter.takes(one, citizenships)}
    return tuple(one for one in citizenships if one in asked)
