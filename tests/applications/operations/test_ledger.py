"""The ledger of places: every act moves it in its own transaction, and no commit leaves it out of balance."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from applications.models import Application
from applications.operations import decisions, expiry, intake, withdrawal
from applications.queries.recount import recount
from applications.states import ApplicationState
from rounds.models import Invitation, LedgerLine, Pool
from rounds.operations import invitations
from rounds.operations import ledger as operations
from rounds.queries import pool_numbers
from rounds.queries.ledger import ledger
from rounds.rules.ledger import Ledger
from rounds.rules.places import Places
from tests.factories import cases, draws, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def of(code="FR-WH"):
    return ledger(rounds.pool(code).pk)


def commit_checks():
    """What a commit checks, checked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def committed(rows, **changes):
    """Change rows past every operation, and try to commit that."""
    with transaction.atomic():
        rows.update(**changes)
        commit_checks()


def test_an_invitation_is_followed_to_the_letter(noon):
    rounds.pool("FR-WH", quota=10)
    officer = cases.officer(at=noon)
    application = cases.received("FR-WH", at=noon)
    assert of() == Ledger(issued=1, applied=1)

    decisions.take(application_id=application.pk, by=officer, at=noon)
    assert of() == Ledger(issued=1, applied=1)
    decisions.approve(application_id=application.pk, by=officer, at=noon)

    assert of() == Ledger(issued=1, approved=1)
    commit_checks()


@pytest.mark.parametrize("answer", ["accepted", "declined", "expired"])
def test_each_answer_moves_an_open_invitation(noon, answer):
    invitation = rounds.invited("FR-WH", at=noon)
    user = invitation.profile.user
    assert of() == Ledger(issued=1, unanswered=1)

    if answer == "accepted":
        intake.accept_invitation(invitation_id=invitation.pk, by=user, at=noon)
    elif answer == "declined":
        invitations.decline(invitation_id=invitation.pk, by=user, at=noon)
    else:
        invitations.expire_next(at=noon + 20 * DAY)

    assert of() == Ledger(issued=1, **{answer: 1})


def test_an_application_that_ends_without_a_letter_gives_its_place_back_at_once(noon):
    pool = rounds.pool("FR-WH", quota=3)
    quota = Places(quota=3, unlimited=False, approved=0)
    officer = cases.officer(at=noon)
    lapsing = intake.accept_invitation(**_answer(rounds.invited("FR-WH", at=noon), noon))
    assert ledger(pool.pk).unused(quota) == 2
    expiry.lapse_next(at=lapsing.due_at)
    assert of() == Ledger(issued=1, lapsed=1)

    refused = cases.in_review("FR-WH", by=officer, at=noon)
    assert ledger(pool.pk).unused(quota) == 2
    decisions.refuse(application_id=refused.pk, reason_codes=["age"], note="Too old.", by=officer, at=noon)
    withdrawn = intake.accept_invitation(**_answer(rounds.invited("FR-WH", at=noon), noon))
    withdrawal.withdraw(application_id=withdrawn.pk, by=withdrawn.profile.user, at=noon)

    assert of() == Ledger(issued=3, lapsed=1, refused=1, withdrawn=1)
    assert ledger(pool.pk).unused(quota) == 3


def test_what_the_public_is_told_of_a_pool_is_its_ledger_and_agrees_with_the_invitations(noon):
    officer = cases.officer(at=noon)
    rounds.pool("FR-WH", quota=5)
    _open, accepted, declined, _expired = (rounds.invited("FR-WH", at=noon - n * DAY) for n in (0, 1, 2, 20))
    invitations.expire_next(at=noon)
    invitations.decline(**_answer(declined, noon))
    intake.accept_invitation(**_answer(accepted, noon))
    for decide in (decisions.approve, None, withdrawal.withdraw):
        case = cases.in_review("FR-WH", by=officer, at=noon)
        if decide is decisions.approve:
            decide(application_id=case.pk, by=officer, at=noon)
        elif decide is not None:
            decide(application_id=case.pk, by=case.profile.user, at=noon)

    (told,) = pool_numbers.of_pools([rounds.pool("FR-WH")])

    states = Counter(Invitation.objects.filter(pool__code="FR-WH").values_list("state", flat=True))
    assert states == {"issued": 1, "accepted": 4, "declined": 1, "expired": 1}
    assert (told.invitations, told.accepted, told.open_invitations) == (states.total(), states["accepted"], states["issued"])
    assert told.spots == told.ledger.unused(Places(quota=5, unlimited=False, approved=1)) + told.ledger.under_way == 4


def test_a_draw_writes_one_line_a_pool(noon):
    for _person in range(3):
        rounds.candidate("FR-WH", "FR-YP", at=noon)

    draws.carried_out({"FR-YP": 1, "FR-WH": 2}, at=noon)

    assert (of("FR-YP"), of("FR-WH")) == (Ledger(issued=1, unanswered=1), Ledger(issued=2, unanswered=2))
    assert LedgerLine.objects.count() == 2


def test_who_withdrew_between_list_and_draw_has_a_cancelled_invitation(noon):
    from rounds.operations import candidacies
    from rounds.states import RoundState

    profile = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.CHECKED)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    draws.carry_on(round_, at=noon)

    assert of() == Ledger(issued=1, cancelled=1)


def test_a_line_that_does_not_balance_is_refused():
    with pytest.raises(IntegrityError, match="ledger_line_balances"), transaction.atomic():
        LedgerLine.objects.create(pool=rounds.pool("FR-WH"), issued=2, unanswered=1)


def test_a_letter_that_took_no_place_cannot_be_committed(noon):
    officer = cases.officer(at=noon)
    application = cases.in_review("FR-WH", by=officer, at=noon)

    with pytest.raises(IntegrityError, match="counts 0 letters, its ledger 1"):
        committed(Application.objects.filter(pk=application.pk), state=ApplicationState.APPROVED)


def test_a_place_that_no_letter_took_cannot_be_committed():
    pool = rounds.pool("FR-WH", quota=10)

    with pytest.raises(IntegrityError, match="counts 1 letters, its ledger 0"):
        committed(Pool.objects.filter(pk=pool.pk), approved=1)


def test_folding_leaves_the_ledger_as_it_is_and_one_line_a_pool(noon):
    rounds.pool("FR-WH", quota=10)
    officer = cases.officer(at=noon)
    for _person in range(3):
        rounds.invited("FR-WH", at=noon)
    application = cases.in_review("FR-WH", by=officer, at=noon)
    decisions.approve(application_id=application.pk, by=officer, at=noon)
    before = of()

    folded = [operations.fold(at=noon) for _run in range(2)]

    assert folded[0] > 4
    assert folded[1] == 0
    assert (of(), LedgerLine.objects.count()) == (before, 1)
    commit_checks()


def test_the_recount_says_the_same_by_another_road(noon):
    rounds.pool("FR-WH", quota=10)
    officer = cases.officer(at=noon)
    decisions.approve(application_id=cases.in_review("FR-WH", by=officer, at=noon).pk, by=officer, at=noon)
    invitations.decline(**_answer(rounds.invited("FR-WH", at=noon), noon))
    rounds.invited("FR-YP", at=noon)

    for written, counted, letters in recount().values():
        assert written == counted
        assert written.approved == letters
        assert written.balances


def _answer(invitation, at):
    return {"invitation_id": invitation.pk, "by": invitation.profile.user, "at": at}
