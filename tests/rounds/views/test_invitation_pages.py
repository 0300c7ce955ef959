"""The pages of an invitation."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from iecsite import clock
from rounds.models import Invitation
from rounds.operations import invitations
from rounds.states import InvitationState
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch, noon):
    """Sets the clock of the site."""

    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    put(noon)
    return put


@pytest.fixture
def invitation(noon, at):
    user = people.account(at=noon, time_zone="Europe/Paris")
    return rounds.invited("FR-WH", others=("FR-YP",), at=noon, user=user)


def url(name, invitation, language="en"):
    with override(language):
        return reverse(name, args=[invitation.pk])


def text(response):
    return " ".join(response.content.decode().split())


def test_the_invitation_says_what_until_when_and_what_each_answer_means(client, invitation):
    client.force_login(invitation.profile.user)

    page = text(client.get(url("invitation", invitation)))

    assert "France – Working Holiday" in page
    assert "Thursday, February 12, 2026" in page
    assert "11:59\xa0pm (Paris time)" in client.get(url("invitation", invitation)).content.decode()
    assert "5:59" in page
    for words in ("If you say yes", "If you say no", "If you do nothing", "exactly 20 days", "leaves every pool"):
        assert words in page


def test_the_invitation_in_french(client, invitation):
    client.force_login(invitation.profile.user)

    page = text(client.get(url("invitation", invitation, "fr")))

    assert "jeudi 12 février 2026" in page
    assert "Si vous dites oui" in page
    assert "say yes" not in page


def test_reading_the_invitation_notes_the_first_time(client, invitation, noon, at):
    client.force_login(invitation.profile.user)
    client.get(url("invitation", invitation))
    at(noon + timedelta(days=1))
    client.get(url("invitation", invitation))

    invitation.refresh_from_db()
    assert invitation.opened_at == noon


@pytest.mark.parametrize("name", ["invitation", "invitation_decline"])
def test_somebody_elses_invitation_is_not_found(client, invitation, noon, name):
    client.force_login(people.person(at=noon))

    assert client.get(url(name, invitation)).status_code == 404


def test_home_promises_no_way_back_into_a_pool_that_a_no_may_not_lead_to(client, invitation):
    client.force_login(invitation.profile.user)

    pages = []
    for language in ("en", "fr"):
        with override(language):
            pages.append(text(client.get(reverse("home"))))
    english, french = pages

    assert "Saying no costs nothing; the invitation tells what it leads to." in english
    assert "you go back into the pool" not in english
    assert "vous retournez dans le bassin" not in french


def test_saying_no_is_asked_once_more(client, invitation):
    client.force_login(invitation.profile.user)

    page = text(client.get(url("invitation_decline", invitation)))

    assert "It cannot be taken back" in page
    assert "Your other pool is no longer paused." in page
    assert Invitation.objects.get().state == InvitationState.ISSUED


def test_saying_no_declines(client, invitation):
    client.force_login(invitation.profile.user)

    answer = client.post(url("invitation_decline", invitation), {"once": "key"}, follow=True)

    assert Invitation.objects.get().state == InvitationState.DECLINED
    assert "You said no to the invitation." in text(answer)


def test_saying_no_twice_shows_the_first_result(client, invitation):
    client.force_login(invitation.profile.user)
    client.post(url("invitation_decline", invitation), {"once": "key"}, follow=True)

    again = client.post(url("invitation_decline", invitation), {"once": "key"}, follow=True)
    other = client.post(url("invitation_decline", invitation), {"once": "another"}, follow=True)

    assert "There is a problem" not in text(again)
    assert "You said no to this invitation before" in text(other)


def test_a_deadline_that_passed_between_page_and_click_is_said_plainly(client, invitation, at):
    client.force_login(invitation.profile.user)
    client.get(url("invitation_decline", invitation))
    at(invitation.lapses_at)

    answer = client.post(url("invitation_decline", invitation), {"once": "key"}, follow=True)

    page = text(answer)
    assert "The time to answer ended on Thursday, February 12, 2026" in page
    assert "Friday, February 13, 2026 at 1:00" in page
    assert "by our clock" in page
    assert Invitation.objects.get().state == InvitationState.ISSUED


def test_an_expired_invitation_shows_the_way_back(client, invitation, at):
    client.force_login(invitation.profile.user)
    at(invitation.lapses_at)
    before_the_sweep = text(client.get(url("invitation", invitation)))
    invitations.expire_next(at=invitation.lapses_at)

    after = text(client.get(url("invitation", invitation)))

    for page in (before_the_sweep, after):
        assert "The time to answer is over" in page
        assert "You were not refused" in page


@pytest.mark.parametrize(
    ("state", "words"), [("accepted", "You said yes"), ("declined", "You said no"), ("cancelled", "does not hold")]
)
def test_an_answered_invitation_says_how_it_ended(client, invitation, noon, state, words):
    if state == "accepted":
        with transaction.atomic():
            invitations.accept(invitation_id=invitation.pk, by=invitation.profile.user, at=noon)
    elif state == "declined":
        invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=noon)
    else:
        Invitation.objects.filter(pk=invitation.pk).update(state=InvitationState.CANCELLED, answered_at=noon)
    client.force_login(invitation.profile.user)

    page = text(client.get(url("invitation", invitation)))

    assert words in page
    assert "Answer by" not in page
