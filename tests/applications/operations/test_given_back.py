"""A letter that will not be used is given back: its place is free at once, for those who wait first, then for a round."""

from datetime import timedelta

import pytest

from applications.models import Application, Decision, Refund
from applications.operations import decisions, given_back, refunds, withdrawal
from applications.operations.given_back import CannotGiveBack
from applications.operations.refunds import CannotRefund
from applications.operations.withdrawal import CannotWithdraw
from applications.rules.refunds import Ending
from applications.states import ApplicationState
from profiles.letters import words
from profiles.models import Letter
from profiles.states import ProfileState
from rounds.queries.ledger import ledger
from rounds.rules.ledger import Ledger
from tests.factories import cases, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def officer(noon):
    return cases.officer(at=noon)


def approved(officer, noon, **more):
    application = cases.in_review("FR-WH", by=officer, at=noon, **more)
    decisions.approve(application_id=application.pk, by=officer, at=noon)
    return application


def give_back(application, officer, at, note="Told by web form."):
    return given_back.give_back(application_id=application.pk, note=note, by=officer, at=at)


def test_the_place_is_free_at_once_and_the_letter_no_longer_holds(officer, noon):
    rounds.pool("FR-WH", quota=1, approved=0)
    application = approved(officer, noon)

    give_back(application, officer, noon + DAY)

    application = Application.objects.get(pk=application.pk)
    assert application.state == ApplicationState.WITHDRAWN
    assert application.profile.state == ProfileState.ENDED
    assert rounds.pool("FR-WH").approved == 0
    assert ledger(application.pool_id) == Ledger(issued=1, withdrawn=1)
    decision = Decision.objects.get(application=application)
    assert (decision.given_back_at, decision.given_back_note, decision.letter_due_at) == (noon + DAY, "Told by web form.", None)


def test_the_open_permit_fee_goes_back_and_no_more_can_be_asked_for(officer, noon):
    rounds.pool("FR-WH", quota=1, approved=0)
    application = approved(officer, noon)
    give_back(application, officer, noon + DAY)

    assert [refund.line.code for refund in Refund.objects.select_related("line")] == ["OWP_HOLDER_FEE"]
    subject, body = words.compose(Letter.objects.get(kind="applications/given_back"))
    assert application.reference in subject
    assert "do not travel with it" in body
    # What goes back of an application that was withdrawn before its letter does not go back of this one.
    with pytest.raises(CannotRefund, match="does not fit"):
        refunds.refund(
            application_id=application.pk, ending=Ending.WITHDRAWN_BEFORE_LETTER, by=cases.cashier(at=noon), at=noon + DAY
        )


def test_who_was_approved_first_gets_it_and_nobody_who_is_approved_now(officer, noon):
    rounds.pool("FR-WH", quota=1, approved=0)
    holder = approved(officer, noon)
    first, second = (approved(officer, noon + minutes * timedelta(minutes=1)) for minutes in (1, 2))
    give_back(holder, officer, noon + DAY)
    later = approved(officer, noon + DAY)

    assert decisions.give_next_place(at=noon + DAY) == first
    assert decisions.give_next_place(at=noon + DAY) is None
    states = dict(Application.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (first, second, later)] == [
        ApplicationState.APPROVED,
        ApplicationState.AWAITING_PLACE,
        ApplicationState.AWAITING_PLACE,
    ]


def test_a_place_given_back_can_be_drawn_by_the_next_round(officer, noon):
    from rounds.queries import weeks

    rounds.pool("FR-WH", quota=1, approved=0)
    application = approved(officer, noon)
    rounds.candidate("FR-WH", at=noon)
    day = (noon + DAY).date()
    before = {one.pool.code: one for one in weeks.looked_at(2026, drawn_on=day)}["FR-WH"]

    give_back(application, officer, noon + DAY)

    after = {one.pool.code: one for one in weeks.looked_at(2026, drawn_on=day)}["FR-WH"]
    assert (before.why_not, before.unused) == ("no_places", 0)
    assert (after.why_not, after.unused, after.invite) == (None, 1, 1)


def test_it_takes_an_officer_a_note_and_a_letter(officer, noon):
    rounds.pool("FR-WH", quota=5, approved=0)
    application = approved(officer, noon)
    waiting = cases.received("FR-WH", at=noon)

    with pytest.raises(CannotGiveBack, match="who told us so"):
        give_back(application, officer, noon, note=" ")
    with pytest.raises(CannotGiveBack, match="role of officer"):
        give_back(application, cases.cashier(at=noon), noon)
    with pytest.raises(CannotGiveBack, match="no letter that could be given back"):
        give_back(waiting, officer, noon)
    give_back(application, officer, noon)
    with pytest.raises(CannotGiveBack, match="no letter that could be given back"):
        give_back(application, officer, noon)
    assert rounds.pool("FR-WH").approved == 0


def test_the_applicant_cannot_withdraw_a_decided_application_by_the_other_road(officer, noon):
    rounds.pool("FR-WH", quota=5, approved=0)
    application = approved(officer, noon)

    with pytest.raises(CannotWithdraw, match="decided"):
        withdrawal.withdraw(application_id=application.pk, by=application.profile.user, at=noon)


def test_the_case_page_asks_for_a_note_and_says_what_was_done(client, noon):
    from django.urls import reverse

    from tests.factories import cast

    officer = cases.officer(at=noon)
    rounds.pool("FR-WH", quota=5, approved=0)
    application = approved(officer, noon)
    client.force_login(cast.with_second_factor(officer))
    page = reverse("admin:applications_application_change", args=[application.pk])
    assert "The person will not use the letter" in client.get(page).content.decode()

    refused = client.post(page, {"act": "give_back", "note": ""}, follow=True).content.decode()
    done = client.post(page, {"act": "give_back", "note": "By web form."}, follow=True).content.decode()

    assert "Write in the note who told us so, and when." in refused
    assert "its place is free" in done
    assert "Letter given back" in done
