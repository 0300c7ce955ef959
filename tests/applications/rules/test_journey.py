"""The way from the first answer to the decision."""

import pytest

from applications.rules.journey import Stands, Step, journey
from applications.states import ENDED, ApplicationState
from profiles.states import LIVE


@pytest.mark.parametrize(
    ("profile", "application", "now"),
    [
        ("", "", Step.PROFILE),
        ("draft", "", Step.PROFILE),
        ("draft", "refused", Step.PROFILE),
        ("active", "", Step.POOLS),
        ("invited", "lapsed", Step.INVITATION),
        ("applicant", "in_progress", Step.APPLICATION),
        ("applicant", "submitted", Step.DECISION),
        ("applicant", "in_review", Step.DECISION),
        ("applicant", "awaiting_place", Step.DECISION),
    ],
)
def test_the_step_that_somebody_is_at(profile, application, now):
    assert [step for step, stands in journey(profile, application) if stands == Stands.NOW] == [now]


@pytest.mark.parametrize("application", sorted(ENDED))
def test_a_way_that_came_to_its_end_is_not_shown(application):
    assert journey("", application) == []


def test_what_lies_before_is_done_and_what_lies_behind_comes_later():
    for profile in ["", *sorted(LIVE)]:
        for application in ["", *ApplicationState]:
            order = [stands for _step, stands in journey(profile, application)]
            assert order == sorted(order, key=[Stands.DONE, Stands.NOW, Stands.LATER].index)
