"""
What people and officers are assumed to do, as shares and weeks. All of it is assumption, and every report repeats it.

The product of the three yields, 0.64, is what published figures of 2023 and 2026 show (quota less spots, over invitations:
0.62 to 0.71; domain facts e.6, read 2026-11-23); how it falls on the stages is not published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

COLUMNS = (
    "accept",
    "decline",
    "submit",
    "approve",
    "leave_each_week",
    "answer_weeks",
    "submit_weeks",
    "decide_weeks",
    "drift_worth",
    "entrants_per_place",
    "entrants_if_unlimited",
    "also_in_working_holiday",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """
    Of the invited, `accept` say yes and `decline` no; the others are silent. Of the accepted `submit` send an application,
    of those `approve` are approved. `leave_each_week` of the waiting leave a pool.

    Answers are known `answer_weeks` after the round (10 days), applications `submit_weeks` after the answer (20 x 24 h),
    decisions `decide_weeks` after the application (the standard is 56 days). No season is like the last: the true share of a
    season is drawn from a Beta distribution around the stated one, worth `drift_worth` people. `entrants_per_place` people
    enter a pool over the season for each place, or `entrants_if_unlimited` where no number is set; of the entrants of the other
    categories `also_in_working_holiday` are also in the country's Working Holiday pool.
    """

    accept: float
    decline: float
    submit: float
    approve: float
    leave_each_week: float
    answer_weeks: int
    submit_weeks: int
    decide_weeks: int
    drift_worth: int
    entrants_per_place: float
    entrants_if_unlimited: int
    also_in_working_holiday: float

    def __post_init__(self) -> None:
        shares = (self.accept, self.decline, self.submit, self.approve, self.leave_each_week, self.also_in_working_holiday)
        if not all(0 <= share <= 1 for share in shares) or self.accept + self.decline > 1:
            raise ValueError("shares lie between 0 and 1, and those who accept and decline are no more than all")
        if min(self.answer_weeks, self.submit_weeks, self.decide_weeks) < 1:
            raise ValueError("each stage takes at least a week")

    @property
    def share(self) -> float:
        """The stated share of the invited who end approved."""
        return self.accept * self.submit * self.approve

    def told(self) -> dict[str, Any]:
        """As the report says it."""
        return {column: getattr(self, column) for column in COLUMNS}


# By (country, category), (``""``, category) for a category in all countries.
Behaviours = Mapping[tuple[str, str], Behaviour]


def behaviour_of(behaviours: Behaviours, country: str, category: str) -> Behaviour:
    """What is assumed for a pool: its own line, or else that of its category."""
    return behaviours.get((country, category)) or behaviours["", category]
