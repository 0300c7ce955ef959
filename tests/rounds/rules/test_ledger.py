"""The ledger as values: what balances, and what is left of a quota."""

import pytest

from rounds.rules.ledger import LOST, STAGES, UNDER_WAY, Ledger
from rounds.rules.places import Places


def places(quota=10, *, unlimited=False, approved=0):
    return Places(quota=quota, unlimited=unlimited, approved=approved)


def test_it_balances_when_every_invitation_stands_in_one_stage():
    assert Ledger(issued=3, unanswered=1, approved=1, declined=1).balances
    assert not Ledger(issued=3, unanswered=1).balances
    assert not Ledger(issued=0, unanswered=1, accepted=-1).balances


@pytest.mark.parametrize("stage", STAGES)
def test_who_is_under_way_or_has_a_letter_holds_a_place_and_who_is_lost_does_not(stage):
    book = Ledger(issued=1, **{stage: 1})

    assert book.unused(places()) == (10 if stage in LOST else 9)
    assert book.under_way == (stage in UNDER_WAY)
    assert book.lost == (stage in LOST)


def test_more_under_way_than_places_is_below_nothing():
    assert Ledger(issued=12, unanswered=12).unused(places()) == -2


@pytest.mark.parametrize("no_number", [places(None), places(None, unlimited=True)])
def test_without_a_number_nothing_is_said(no_number):
    assert Ledger(issued=1, unanswered=1).unused(no_number) is None


def test_differences_name_the_count_and_both_numbers():
    assert Ledger(issued=1, unanswered=1).differences(Ledger(issued=1, accepted=1)) == {"unanswered": (1, 0), "accepted": (0, 1)}
