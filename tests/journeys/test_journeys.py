"""The whole way through the pages: candidates on the portal, staff on their site, letters in the mail."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from applications.gateway import local
from applications.models import Application, Refund
from applications.operations import decision_letters, refunds
from applications.rules.refusals import Kind, reasons_for
from iecsite.clock import HOME_ZONE
from profiles.models import Letter, User
from profiles.operations import delivery
from rounds import tasks
from rounds.models import Candidacy, Invitation, Pool, Round
from rounds.operations import draws as steps
from rounds.operations import invitations
from tests.conftest import NOON
from tests.journeys.people import complete_application, fill_profile, pay, signed_up
from tests.journeys.walk import Browser

pytestmark = pytest.mark.django_db(transaction=True)


def enter_pool(person: Browser, code: str = "FR-WH", *, language: str = "en") -> Browser:
    """Chooses a pool on the page of pools and confirms where the page asks."""
    person.open("/fr/bassins/" if language == "fr" else "/en/pools/")
    person.send(pools=code)
    return person


def held_round(staff, moment) -> Round:
    """One person plans a round of one invitation on the staff site, another approves it, its steps are carried out."""
    translation.activate("en")
    planner, approver = staff("Round planners"), staff("Round approvers")
    pool = Pool.objects.get(season=2026, code="FR-WH")
    plan = {
        "source": "test",
        "note": "A round of one.",
        "draw_at": f"{moment.astimezone(HOME_ZONE):%Y-%m-%d %H:%M}",
        f"pool_{pool.pk}": 1,
    }
    planner.open(reverse("admin:rounds_round_plan")).send(**plan)
    assert "Confirm this plan" in planner.text
    planner.send(press="confirm")
    round_ = Round.objects.latest("id")
    assert round_.state == "planned"

    approver.open(reverse("admin:rounds_round_change", args=[round_.pk])).send(press="act=approve")
    for _step in range(12):
        steps.advance(round_id=round_.pk, at=moment)
    round_.refresh_from_db()
    assert (round_.state, round_.last_error) == ("closed", "")
    planner.open(planner.url)
    assert "Closed" in planner.text
    return round_


def mailed(moment) -> list[str]:
    """Sends what waits to be sent and returns the subjects, oldest first."""
    mail.outbox.clear()
    while delivery.deliver_due(at=moment):
        pass
    return [message.subject for message in mail.outbox]


def candidate(email: str, *, language: str = "en") -> Browser:
    """Signed up by the mail's link, profile filled in and sent, in one pool."""
    person = fill_profile(signed_up(email, language=language), language=language)
    return enter_pool(person, language=language)


def invited(staff, at, email: str = "zoe@example.org", *, language: str = "en") -> tuple[Browser, Invitation]:
    """The same, drawn by a round."""
    person = candidate(email, language=language)
    held_round(staff, NOON)
    invitation = Invitation.objects.get(profile__user__email=email)
    assert any("invit" in subject.lower() for subject in mailed(NOON))
    return person, invitation


def applicant(staff, at) -> tuple[Browser, Application]:
    """The same, who said yes, filled everything in and paid."""
    person, invitation = invited(staff, at)
    at(NOON + timedelta(days=2))
    person.open(reverse("invitation", args=[invitation.pk])).follow("yes").send()
    complete_application(person)
    pay(person)
    application = Application.objects.get()
    assert application.state == "submitted"
    assert application.reference in person.text
    return person, application


def case(staff, at, application: Application) -> Browser:
    """An officer who took the case from the queue."""
    at(NOON + timedelta(days=9))
    officer = staff("Officers")
    officer.open(reverse("admin:applications_application_changelist"))
    assert application.reference in officer.html
    officer.open(reverse("admin:applications_application_change", args=[application.pk]))
    officer.send(press="act=take")
    return officer


def test_from_signing_up_to_a_letter_of_introduction(staff, at):
    person, application = applicant(staff, at)
    officer = case(staff, at, application)

    officer.open(reverse("admin:applications_application_decide", args=[application.pk, "approve"])).send(press="confirm")
    moment = at(NOON + timedelta(days=9, hours=1))
    while decision_letters.write_next_letter(at=moment):
        pass
    subjects = mailed(moment)

    application.refresh_from_db()
    assert application.state == "approved"
    assert Pool.objects.get(season=2026, code="FR-WH").approved == 1
    assert subjects
    person.open("/en/home/").follow("Read the decision")
    letter = person.open(reverse("decision_letter", args=[application.reference]))
    assert letter.response["Content-Type"] == "application/pdf"
    assert b"".join(letter.response.streaming_content if letter.response.streaming else [letter.response.content])[:5] == b"%PDF-"


def test_refused_and_paid_back(staff, at):
    person, application = applicant(staff, at)
    officer = case(staff, at, application)

    reason = next(one for one in reasons_for("working_holiday", Kind.REFUSAL) if not one.needs_second_officer)
    officer.open(reverse("admin:applications_application_decide", args=[application.pk, "refuse"]))
    officer.send(reasons=reason.code, note="The documents do not show it.")
    assert "The documents do not show it." in officer.text
    officer.send(press="confirm")
    moment = at(NOON + timedelta(days=9, hours=1))
    while decision_letters.write_next_letter(at=moment):
        pass
    while refunds.send_next_refund(at=moment):
        pass

    application.refresh_from_db()
    assert application.state == "refused"
    assert {refund.state for refund in Refund.objects.filter(application=application)} == {"sent"}
    assert Pool.objects.get(season=2026, code="FR-WH").approved == 0
    person.open("/en/home/").follow("Read the decision")
    assert "refused" in person.text


def test_no_thanks_goes_back_into_the_pool(staff, at):
    person, invitation = invited(staff, at)

    person.open(reverse("invitation", args=[invitation.pk])).follow("no")
    person.send()

    invitation.refresh_from_db()
    assert invitation.state == "declined"
    assert Candidacy.objects.get(profile=invitation.profile).state == "waiting"
    assert "nothing to do" in person.open("/en/home/").text


def test_silence_ends_an_invitation_and_the_profile_can_be_sent_again(staff, at):
    person, invitation = invited(staff, at)

    moment = at(invitation.lapses_at + timedelta(minutes=1))
    person.open(reverse("invitation", args=[invitation.pk]))
    while invitations.expire_next(at=moment):
        pass

    invitation.refresh_from_db()
    assert invitation.state == "expired"
    assert mailed(moment)
    person.open("/en/profile/")
    assert "start a new one" in person.text


def test_a_refused_card_loses_nothing_and_another_one_works(staff, at):
    person, invitation = invited(staff, at)
    person.open(reverse("invitation", args=[invitation.pk])).follow("yes").send()
    complete_application(person)

    pay(person, local.REFUSED)
    assert "Your card was refused. Nothing was taken." in person.text
    person.send()
    pay(person)

    assert Application.objects.get().state == "submitted"


def test_the_whole_way_in_french(staff, at):
    person, invitation = invited(staff, at, language="fr")
    assert User.objects.get(email="zoe@example.org").language == "fr"
    person.open(f"/fr/invitation/{invitation.pk}/")
    assert "France – Vacances-travail" in person.text
    person.follow("Accepter").send()
    complete_application(person, language="fr")
    pay(person)

    assert Application.objects.get().state == "submitted"
    assert {letter.language for letter in Letter.objects.filter(profile__user__email="zoe@example.org")} == {"fr"}
    assert "/fr/" in person.url


def test_a_season_ends_kindly_and_its_answers_are_offered_again(staff, at):
    person = candidate("zoe@example.org")
    programme = staff("Programme").open(reverse("admin:rounds_season_change", args=[2026]))
    programme.send(closes_at="2026-02-20 12:00", profiles_end_at="2026-02-27 12:00")

    moment = at(datetime(2026, 2, 27, 17, 1, tzinfo=UTC))
    tasks.close_profiles(at_once=True)

    assert any("season" in subject for subject in mailed(moment))
    assert "The season is over." in person.open("/en/pools/").text
    person.open("/en/profile/")
    assert "Your last profile was removed: the season closed." in person.text
    assert "Take part again with these answers" in person.text
