"""What a candidacy and an invitation may become: the table, and the database that refuses every other step."""

import itertools

import pytest
from django.db import DatabaseError, connection, transaction

from rounds.models import Candidacy, Invitation
from rounds.rules import lifecycle
from rounds.states import IN_POOL, CandidacyState, InvitationState
from tests.factories import rounds

pytestmark = pytest.mark.django_db

# How the programme's rules say it; the table that the code follows is held against these.
CANDIDACY = {
    ("waiting", "invited"),
    ("waiting", "left"),
    ("waiting", "removed"),
    ("invited", "waiting"),
    ("invited", "left"),
    ("invited", "removed"),
    # A withdrawal that is taken back within a day.
    ("left", "waiting"),
    # Who was taken out after a list was fixed, and enters again before its round is over, goes on with the place in the list.
    ("removed", "waiting"),
}
INVITATION = {("issued", "accepted"), ("issued", "declined"), ("issued", "expired"), ("issued", "cancelled")}


def steps(states):
    return [(str(before), str(after)) for before, after in itertools.product(states, states) if before != after]


def set_candidacy(pk, state):
    left = state not in IN_POOL
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rounds_candidacy SET state = %s, left_at = CASE WHEN %s THEN entered_at END WHERE id = %s", [state, left, pk]
        )


def set_invitation(pk, state):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE rounds_invitation SET state = %s, answered_at = issued_at WHERE id = %s", [state, pk])


@pytest.mark.parametrize(("before", "after"), steps(CandidacyState))
def test_a_candidacy_takes_only_the_steps_of_its_table(noon, before, after):
    rounds.candidate("FR-WH", at=noon)
    candidacy = Candidacy.objects.get()
    if before != CandidacyState.WAITING:
        set_candidacy(candidacy.pk, before)

    allowed = (before, after) in CANDIDACY

    assert lifecycle.CANDIDACY.allows(before, after) is allowed
    if allowed:
        set_candidacy(candidacy.pk, after)
    else:
        with pytest.raises(DatabaseError, match="Invalid transition"):
            set_candidacy(candidacy.pk, after)
    candidacy.refresh_from_db()
    assert candidacy.state == (after if allowed else before)


@pytest.mark.parametrize(("before", "after"), steps(InvitationState))
def test_an_invitation_takes_only_the_steps_of_its_table(noon, before, after):
    invitation = rounds.invited("FR-WH", at=noon)
    if before != InvitationState.ISSUED:
        set_invitation(invitation.pk, before)

    allowed = (before, after) in INVITATION

    assert lifecycle.INVITATION.allows(before, after) is allowed
    if allowed:
        set_invitation(invitation.pk, after)
    else:
        with pytest.raises(DatabaseError, match="Invalid transition"):
            set_invitation(invitation.pk, after)
    invitation.refresh_from_db()
    assert invitation.state == (after if allowed else before)


@pytest.mark.parametrize("state", [CandidacyState.INVITED, CandidacyState.LEFT, CandidacyState.REMOVED])
def test_a_candidacy_begins_in_the_pool_only(noon, state):
    profile = rounds.candidate(at=noon)

    with pytest.raises(DatabaseError, match="may not begin"), transaction.atomic():
        Candidacy.objects.create(
            profile=profile,
            pool=rounds.pool("FR-WH"),
            state=state,
            entered_at=noon,
            left_at=None if state in IN_POOL else noon,
        )


@pytest.mark.parametrize("state", sorted(set(InvitationState) - {InvitationState.ISSUED, InvitationState.CANCELLED}))
def test_an_invitation_begins_unanswered_or_cancelled_only(noon, state):
    first = rounds.invited("FR-WH", at=noon)
    values = {field.attname: getattr(first, field.attname) for field in Invitation._meta.concrete_fields if not field.primary_key}

    with pytest.raises(DatabaseError, match="may not begin"), transaction.atomic():
        Invitation.objects.create(**values | {"state": state, "answered_at": noon})


def test_one_person_holds_one_open_invitation(noon):
    first = rounds.invited("FR-WH", at=noon)
    other = rounds.invited("FR-WH", at=noon)
    values = {field.attname: getattr(first, field.attname) for field in Invitation._meta.concrete_fields if not field.primary_key}

    with pytest.raises(DatabaseError, match="invitation_one_live_per_person"), transaction.atomic():
        Invitation.objects.create(**values | {"round_id": other.round_id})


def test_one_person_stands_once_in_a_pool(noon):
    profile = rounds.candidate("FR-WH", at=noon)

    with pytest.raises(DatabaseError, match="candidacy_one_per_pool"), transaction.atomic():
        Candidacy.objects.create(profile=profile, pool=rounds.pool("FR-WH"), entered_at=noon)
