"""Whether a reason stands for good, ends on a day, can be mended by the person, or lies in nobody's hands but the countries'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from profiles.rules.facts import JOB_PROGRAMMES, PLACEMENT_PROGRAMMES
from profiles.rules.problems import Code, Problem


class Remedy(StrEnum):
    FOR_GOOD = "for_good"
    FROM_A_DAY = "from_a_day"
    NEXT_SEASON = "next_season"
    MENDABLE = "mendable"
    NOT_YOURS = "not_yours"


_OF = {
    Code.CITIZENSHIP: Remedy.FOR_GOOD,
    Code.AGREEMENT_INACTIVE: Remedy.NOT_YOURS,
    Code.AGE_LOW: Remedy.FROM_A_DAY,
    Code.AGE_HIGH: Remedy.FOR_GOOD,
    Code.PASSPORT_COUNTRY: Remedy.MENDABLE,
    Code.PASSPORT_EXPIRED: Remedy.MENDABLE,
    Code.RESIDENCE: Remedy.MENDABLE,
    Code.PARTICIPATIONS_USED: Remedy.FOR_GOOD,
    Code.CATEGORY_USED: Remedy.FOR_GOOD,
    Code.DISCONTINUANCE: Remedy.FROM_A_DAY,
    Code.SAME_SEASON: Remedy.NEXT_SEASON,
    Code.STUDENT: Remedy.MENDABLE,
    Code.SCHOOL_COUNTRY: Remedy.MENDABLE,
    Code.PLACEMENT: Remedy.MENDABLE,
    Code.PLACEMENT_PAID: Remedy.MENDABLE,
    Code.JOB_OFFER: Remedy.MENDABLE,
    Code.JOB_LEVEL: Remedy.MENDABLE,
    Code.SELF_EMPLOYED: Remedy.MENDABLE,
    Code.UNPAID: Remedy.MENDABLE,
    Code.RECOGNIZED_ORGANIZATION: Remedy.FOR_GOOD,
    Code.DEPENDANTS: Remedy.MENDABLE,
    Code.FUNDS: Remedy.MENDABLE,
    Code.INSURANCE: Remedy.MENDABLE,
    Code.DEPARTURE: Remedy.MENDABLE,
    Code.SECTOR: Remedy.NOT_YOURS,
    Code.LETTER_OUT: Remedy.FROM_A_DAY,
}
# Where a wording of a code says something else than its plain one.
_OF_WORDING = {
    (Code.AGREEMENT_INACTIVE, "not_yet"): Remedy.NEXT_SEASON,
    (Code.AGREEMENT_INACTIVE, "ro_only"): Remedy.MENDABLE,
    (Code.RECOGNIZED_ORGANIZATION, "letter"): Remedy.MENDABLE,
    (Code.RECOGNIZED_ORGANIZATION, "other"): Remedy.MENDABLE,
    (Code.CITIZENSHIP, "organization"): Remedy.NOT_YOURS,
    **{(Code.SECTOR, asked): Remedy.MENDABLE for asked in ("field_of_study", *JOB_PROGRAMMES, *PLACEMENT_PROGRAMMES)},
}


@dataclass(frozen=True, slots=True)
class Way:
    """What can be done about a reason; ``day`` is the first on which it no longer stands, where that is known."""

    remedy: Remedy
    day: date | None = None


def way_out(problem: Problem) -> Way:
    """What can be done about a problem."""
    remedy = _OF_WORDING.get((problem.code, problem.wording), _OF[problem.code])
    day = problem.params.get("from") if remedy is Remedy.FROM_A_DAY else None
    return Way(remedy, day if isinstance(day, date) else None)
