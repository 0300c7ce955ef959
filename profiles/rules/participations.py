"""How many participations a person has behind them, and what is left under one agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from profiles.rules.calendar import add_months, months_begun
from profiles.rules.facts import Facts, Participation
from profiles.rules.terms import LONGER_SECOND, ONE_FINAL, Legacy, Terms

# Two in a lifetime over all recognized organizations together, apart from the bilateral count (PDI-EL, read 2026-11-23).
RECOGNIZED_ORGANIZATION_PARTICIPATIONS = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What earlier participations leave under one agreement row.

    ``used`` of ``allowed`` participations (None: unknown); ``category_used``: this category may not be taken again;
    ``months``: the longest stay of the next one, None when unknown; ``months_run_out``: the combined length is used up.
    """

    used: int
    allowed: int | None
    category_used: bool
    months: int | None
    months_run_out: bool = False

    @property
    def all_used(self) -> bool:
        return self.allowed is not None and self.used >= self.allowed


def took_place(participation: Participation) -> bool:
    """
    Whether a participation counts at all: only with a work permit issued at entry; a letter never used does not.

    Since 2023-01-09, and for those before it (PDU-23a, PDI-EL, read 2026-11-23).
    """
    return participation.permit_issued is not None


def counted(facts: Facts, terms: Terms) -> tuple[Participation, ...]:
    """The participations that an agreement counts: of its own citizenship, outside recognized organizations (E08)."""
    return tuple(
        participation
        for participation in facts.participations
        if took_place(participation) and participation.citizenship == terms.country and not participation.recognized_organization
    )


def through_recognized_organizations(facts: Facts) -> int:
    """How many participations went through recognized organizations, whatever the citizenship (E11)."""
    return sum(took_place(one) and one.recognized_organization for one in facts.participations)


def standing(facts: Facts, terms: Terms, *, on: date) -> Standing:
    """
    What is left under an agreement for a person invited on a day, by the bilateral count (E08; PDI-AG, read 2026-11-23).

    The length of a permit whose expiry is not told is not held against the person: the officer checks it.
    """
    behind = counted(facts, terms)
    earlier = tuple(one for one in behind if terms.legacy is not None and _is_earlier(one, terms.legacy))
    if terms.legacy is not None and terms.legacy.effect == ONE_FINAL and earlier:
        return _one_final(terms, terms.legacy, earlier, since=len(behind) - len(earlier), on=on)

    taken = sum(terms.shares_a_participation_with(one.category) for one in behind)
    months, months_run_out = _months(terms, behind, earlier, on=on)
    return Standing(
        used=len(behind),
        allowed=terms.participations_on(on),
        category_used=terms.repeat_category is False and taken > 0,
        months=months,
        months_run_out=months_run_out,
    )


def free_again_on(facts: Facts, terms: Terms) -> date | None:
    """
    The first day on which a next stay may begin: the latest expiry of a counted permit and the gap after it (E09).

    None when the agreement asks for no gap, or no expiry is known. Two stays under the same citizenship alone (PDI-AG,
    PDI-EL, read 2026-11-23). Which day of the next stay is compared is not stated: a dated setting (`gap_compared_with`)
    chooses, and stands in the terms.
    """
    if not terms.discontinuance_months or not facts.participations:
        return None
    expiries = [one.permit_expires for one in counted(facts, terms) if one.permit_expires is not None]
    if not expiries:
        return None
    return add_months(max(expiries), terms.discontinuance_months)


def in_season(facts: Facts, season: int | None) -> bool:
    """
    Whether a permit was already issued for a season, under any citizenship and by any route (E10).

    At most one participation a season (PDI-EL, read 2026-11-23).
    """
    return season is not None and any(took_place(one) and one.season == season for one in facts.participations)


def _is_earlier(participation: Participation, legacy: Legacy) -> bool:
    """By the season it was applied for; by the day of the permit where the season is not told."""
    if participation.season is not None:
        return participation.season < legacy.before_season
    launched_on = legacy.launched_on or date(legacy.before_season, 1, 1)
    return participation.permit_issued is not None and participation.permit_issued < launched_on


def _one_final(
    terms: Terms,
    legacy: Legacy,
    earlier: tuple[Participation, ...],
    *,
    since: int,
    on: date,
) -> Standing:
    too_many = legacy.max_participations is not None and len(earlier) > legacy.max_participations
    too_long = legacy.max_months is not None and sum(_length(one) or 0 for one in earlier) > legacy.max_months
    return Standing(
        used=len(earlier) + since,
        allowed=len(earlier) + (0 if too_many or too_long else 1),
        category_used=False,
        months=legacy.final_stay_months or terms.stay_on(on),
    )


def _months(
    terms: Terms,
    behind: tuple[Participation, ...],
    earlier: tuple[Participation, ...],
    *,
    on: date,
) -> tuple[int | None, bool]:
    """The longest next stay, and whether a combined length is used up."""
    months = terms.stay_on(on)
    if months is None or not behind:
        return months, False
    if terms.combined_months is not None:
        lengths = [_length(one) for one in behind]
        left = terms.combined_months - sum(length for length in lengths if length is not None)
        if left <= 0:
            return 0, True
        return (None if None in lengths else min(months, left)), False
    if terms.second_stay_months is None:
        return months, False
    return _second_stay(terms, terms.second_stay_months, earlier), False


def _second_stay(terms: Terms, months: int, earlier: tuple[Participation, ...]) -> int:
    legacy = terms.legacy
    if legacy is None or legacy.effect != LONGER_SECOND or legacy.final_stay_months is None or len(earlier) != 1:
        return months
    length = _length(earlier[0])
    short = length is not None and legacy.max_months is not None and length <= legacy.max_months
    return legacy.final_stay_months if short else months


def _length(participation: Participation) -> int | None:
    if participation.permit_issued is None or participation.permit_expires is None:
        return None
    return months_begun(participation.permit_issued, participation.permit_expires)
