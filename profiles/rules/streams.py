"""What the streams of a person's agreements ask besides, so that nobody else is asked for it (C01, C05, Y05, Y06)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from profiles.rules.facts import JOB_PROGRAMMES, PLACEMENT_PROGRAMMES, SECTORS
from profiles.rules.terms import ACTIVE, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    The questions of some citizenships: under which programmes an offer or a placement may be, which fields of study are asked
    for, in how many months before somebody may have graduated (None: graduates are not taken), and whether a training centre is
    taken in place of a school.
    """

    job: tuple[str, ...] = ()
    placement: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    graduates_months: int | None = None
    training_centre: bool = False


NOTHING = Asked()


def asked_of(citizenships: Collection[str], terms: Iterable[Terms]) -> Asked:
    """
    What has to be asked of somebody with these citizenships.

    :param terms: of every agreement row in force
    """
    theirs = [one for one in terms if one.country in citizenships and one.status == ACTIVE]
    streams = {one.stream for one in theirs if one.asks_beyond_facts}
    months = [one.graduates_accepted_months for one in theirs if one.graduates_accepted_months is not None]
    return Asked(
        job=tuple(one for one in JOB_PROGRAMMES if one in streams),
        placement=tuple(one for one in PLACEMENT_PROGRAMMES if one in streams),
        sectors=tuple(one for one in SECTORS if any(one in row.student_sectors for row in theirs)),
        graduates_months=max(months, default=None),
        training_centre=any(one.training_centre_accepted for one in theirs),
    )
