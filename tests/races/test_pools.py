"""One person in two windows, and two sweeps over the pools."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from profiles.models import Letter
from rounds.models import Candidacy, Invitation, RoundEntry
from rounds.operations import candidacies
from rounds.operations import draws as steps
from rounds.operations.candidacies import CannotEnter, CannotLeave
from rounds.states import IN_POOL, CandidacyState, Departure, InvitationState, RoundState
from tests.factories import draws, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_entering_a_pool_from_two_windows_enters_it_once(noon):
    profile, pool = rounds.candidate(at=noon), rounds.pool("FR-WH")

    def enter():
        return candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon)

    results = at_the_same_moment(enter, enter)

    assert sum(isinstance(result, Candidacy) for result in results) == 1
    assert sum(isinstance(result, CannotEnter) for result in results) == 1
    assert Candidacy.objects.filter(state__in=sorted(IN_POOL)).count() == 1
    assert Letter.objects.filter(kind="rounds/in_pool").count() == 1


def test_entering_and_withdrawing_at_once_leave_nobody_in_a_pool(noon):
    profile, pool = rounds.candidate("FR-YP", at=noon), rounds.pool("FR-WH")

    entered, withdrawn = at_the_same_moment(
        lambda: candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon),
        lambda: candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon),
    )

    assert isinstance(entered, Candidacy | CannotEnter)
    assert isinstance(withdrawn, list)
    assert not Candidacy.objects.filter(state__in=sorted(IN_POOL)).exists()


def test_leaving_and_growing_too_old_at_once_end_a_candidacy_once(noon):
    profile, pool = rounds.candidate("FR-WH", at=noon, date_of_birth=date(1990, 2, 10)), rounds.pool("FR-WH")
    later = noon + timedelta(days=10)

    left, removed = at_the_same_moment(
        lambda: candidacies.leave(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=later),
        lambda: candidacies.remove_next_too_old(at=later),
    )

    if isinstance(left, CannotLeave):
        assert isinstance(removed, Candidacy)
    else:
        assert (left.state, removed) == (CandidacyState.LEFT, None)
    assert RoundEntry.objects.filter(kind="pool_left").count() == 1


def test_two_sweeps_take_each_person_out_once(noon):
    for _ in range(4):
        rounds.candidate("FR-WH", "FR-YP", at=noon, date_of_birth=date(1990, 2, 10))
    later = noon + timedelta(days=10)

    def sweep():
        removed = []
        while (one := candidacies.remove_next_too_old(at=later)) is not None:
            removed.append(one.pk)
        return removed

    first, second = at_the_same_moment(sweep, sweep)
    # A worker that finds everything held by the other stops; what is left waits for the next run.
    rest = sweep()

    assert len({*first, *second, *rest}) == len(first) + len(second) + len(rest) == 8
    assert Letter.objects.filter(kind="rounds/too_old").count() == 8


def test_coming_back_into_a_pool_while_its_round_is_issued_is_before_or_after_it(noon):
    profile, pool = rounds.candidate("FR-WH", at=noon), rounds.pool("FR-WH")
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    listed = removed(profile, at=noon)
    draws.carry_on(round_, at=noon, until=RoundState.CHECKED)

    came, _issued = at_the_same_moment(
        lambda: candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon),
        lambda: steps.advance(round_id=round_.pk, at=noon),
    )

    invitation = Invitation.objects.get()
    assert isinstance(came, Candidacy)
    assert (came.pk == listed.pk) == (invitation.state == InvitationState.ISSUED)
    assert Candidacy.objects.filter(state__in=sorted(IN_POOL)).count() == 1


def removed(profile, *, at):
    """The person's candidacy, ended as by the sweep of passports."""
    with transaction.atomic():
        (ended,) = candidacies.of_people([profile.pk])
        candidacies.end_for([ended], reason=Departure.PASSPORT_EXPIRED, at=at)
    return ended
