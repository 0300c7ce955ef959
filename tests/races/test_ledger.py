"""The ledger while many act at once: it is folded, answered into and drawn into, and stays true."""

import threading

import pytest
from django.db import connection, transaction

from applications.operations import decisions, given_back, intake
from applications.queries.recount import recount
from applications.states import ApplicationState
from profiles.models import Letter
from rounds.models import CalendarWeek, LedgerLine, RoundEntry
from rounds.operations import final_rounds, invitations, weeks
from rounds.operations import ledger as operations
from rounds.queries.ledger import ledger
from tests.factories import cases, people, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def assert_true():
    for written, counted, letters in recount().values():
        assert written == counted
        assert written.approved == letters


def answering(act, invitation, at):
    return lambda: act(invitation_id=invitation.pk, by=invitation.profile.user, at=at)


def test_answers_of_one_pool_and_two_folders_at_once_lose_nothing(noon):
    invited = [rounds.invited("FR-WH", at=noon) for _ in range(12)]
    acts = [answering(intake.accept_invitation, one, noon) for one in invited[:6]]
    acts += [answering(invitations.decline, one, noon) for one in invited[6:]]

    results = at_the_same_moment(*acts, *[lambda: operations.fold(at=noon)] * 2)

    assert not [one for one in results if isinstance(one, Exception)]
    book = ledger(rounds.pool("FR-WH").pk)
    assert (book.issued, book.accepted, book.declined, book.unanswered) == (12, 6, 6, 0)
    operations.fold(at=noon)
    assert LedgerLine.objects.count() == 1
    assert_true()


def test_who_answers_does_not_wait_for_a_draw_that_is_being_written(noon):
    waiting = rounds.invited("FR-WH", at=noon)
    pool = rounds.pool("FR-WH")

    answered = threading.Event()

    def draw():
        # What issue does to the ledger of a pool, in a transaction that stays open until the other has answered.
        with transaction.atomic():
            LedgerLine.objects.create(pool=pool, issued=1, unanswered=1)
            assert answered.wait(timeout=60)

    def answer():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20s'")
        invitations.decline(invitation_id=waiting.pk, by=waiting.profile.user, at=noon)
        answered.set()

    results = at_the_same_moment(draw, answer)

    assert results == [None, None]
    assert ledger(pool.pk).declined == 1
    LedgerLine.objects.all().delete()


def test_a_place_given_back_while_others_are_approved_goes_to_who_waits(noon):
    officer = cases.officer(at=noon)
    rounds.pool("FR-WH", quota=1, approved=0)
    holder, waiting, *others = (cases.in_review("FR-WH", by=officer, at=noon) for _ in range(6))
    for one in (holder, waiting):
        decisions.approve(application_id=one.pk, by=officer, at=noon)

    results = at_the_same_moment(
        lambda: given_back.give_back(application_id=holder.pk, note="Tried.", by=officer, at=noon),
        *[lambda one=one: decisions.approve(application_id=one.pk, by=officer, at=noon) for one in others],
        lambda: decisions.give_next_place(at=noon),
    )
    assert not [one for one in results if isinstance(one, Exception)]
    while decisions.give_next_place(at=noon):
        pass

    for one in (holder, waiting, *others):
        one.refresh_from_db()
    assert (holder.state, waiting.state) == (ApplicationState.WITHDRAWN, ApplicationState.APPROVED)
    assert {one.state for one in others} == {ApplicationState.AWAITING_PLACE}
    assert_true()


def test_a_letter_given_back_by_two_officers_at_once_frees_one_place(noon):
    officers = [cases.officer(at=noon) for _ in range(2)]
    rounds.pool("FR-WH", quota=5, approved=0)
    one, other = (cases.in_review("FR-WH", by=officers[0], at=noon) for _ in range(2))
    for case in (one, other):
        decisions.approve(application_id=case.pk, by=officers[0], at=noon)

    at_the_same_moment(
        *[lambda by=by: given_back.give_back(application_id=one.pk, note="Tried.", by=by, at=noon) for by in officers]
    )

    assert rounds.pool("FR-WH").approved == 1
    assert_true()


def test_a_final_round_announced_twice_at_once_is_told_once(noon):
    rounds.candidate("FR-WH", at=noon)
    pool, by = rounds.pool("FR-WH"), people.staff("Programme", at=noon)
    on = noon.date().replace(day=20)

    at_the_same_moment(*[lambda: final_rounds.announce(pool_ids=[pool.pk], on=on, by=by, at=noon)] * 2)

    assert Letter.objects.filter(kind="rounds/final_round").count() == 1


def test_two_beats_announce_each_week_and_write_each_plan_once(noon):
    rounds.candidate("FR-WH", at=noon)
    at_the_same_moment(*[lambda: weeks.announce_weeks(at=noon)] * 2)
    at_the_same_moment(*[lambda: weeks.propose_next(at=noon)] * 2)

    assert CalendarWeek.objects.count() == 7
    assert RoundEntry.objects.filter(kind="week_proposed").count() == 1
