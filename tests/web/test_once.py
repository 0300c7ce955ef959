"""An irreversible form is carried out once, however often it is posted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from iecsite import clock, once
from iecsite.models import IdempotencyKey
from profiles.models import Letter
from profiles.states import ProfileState
from tests.factories import people
from tests.races.together import at_the_same_moment

FORM = people.SIGNED | {"once": "a-key-of-one-form"}


@pytest.fixture
def at_noon(monkeypatch, noon):
    monkeypatch.setattr(clock, "now", lambda: noon)
    return noon


@pytest.fixture
def draft(at_noon):
    return people.draft_profile(at=at_noon)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def send(client, **changes):
    return client.post(reverse("profile_check"), {**FORM, **changes})


@pytest.mark.django_db(transaction=True)
class TestTwice:
    def test_second_post_shows_the_first_result_and_does_nothing(self, draft):
        client = signed_in(draft.user)
        first, second = send(client), send(client)

        assert (first.status_code, first["Location"]) == (302, reverse("profile_sent"))
        assert (second.status_code, second["Location"]) == (302, reverse("profile_sent"))
        assert Letter.objects.filter(kind="profiles/sent").count() == 1

    def test_same_key_with_other_answers_is_refused_in_a_sentence(self, draft):
        client = signed_in(draft.user)
        send(client)
        response = client.post(reverse("profile_check"), {**FORM, "declared_true": "yes"}, follow=True)

        assert "This form was already sent with other answers" in response.content.decode()
        assert Letter.objects.filter(kind="profiles/sent").count() == 1

    def test_form_that_was_not_valid_may_be_sent_again_with_its_key(self, draft):
        client = signed_in(draft.user)
        refused = client.post(reverse("profile_check"), {"once": FORM["once"]})

        assert refused.status_code == 200
        assert not IdempotencyKey.objects.exists()
        assert send(client)["Location"] == reverse("profile_sent")

    def test_key_of_another_person_is_another_key(self, draft, at_noon):
        other = people.draft_profile(at=at_noon)
        send(signed_in(draft.user))
        send(signed_in(other.user))

        other.refresh_from_db()
        assert other.state == ProfileState.ACTIVE

    def test_key_of_a_post_that_died_may_be_used_again_after_a_minute(self, draft, at_noon, monkeypatch):
        IdempotencyKey.objects.create(
            user=draft.user, key=FORM["once"], purpose="profile-send", digest="0" * 64, created_at=at_noon - timedelta(seconds=61)
        )
        assert send(signed_in(draft.user))["Location"] == reverse("profile_sent")

        draft.refresh_from_db()
        assert draft.state == ProfileState.ACTIVE

    def test_post_that_breaks_leaves_the_key_free(self, draft, monkeypatch):
        from profiles.operations import profiles

        def breaks(**_more):
            raise ZeroDivisionError

        client = signed_in(draft.user)
        client.raise_request_exception = False
        with monkeypatch.context() as broken:
            broken.setattr(profiles, "send", breaks)
            assert send(client).status_code == 500

        assert not IdempotencyKey.objects.exists()
        assert send(client).status_code == 302

    def test_keys_are_forgotten_after_two_days(self, draft, at_noon):
        IdempotencyKey.objects.create(key="old", purpose="x", digest="0" * 64, created_at=at_noon - timedelta(days=2, seconds=1))
        IdempotencyKey.objects.create(key="young", purpose="x", digest="0" * 64, created_at=at_noon - timedelta(days=1))
        send(signed_in(draft.user))

        assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"young", FORM["once"]}


@pytest.mark.django_db(transaction=True)
def test_eight_posts_at_once_are_one_act_and_one_answer(draft, monkeypatch):
    monkeypatch.setattr(once, "PAUSE", 0.02)
    clients = [signed_in(draft.user) for _ in range(8)]
    answers = at_the_same_moment(*[lambda client=client: send(client) for client in clients])

    assert [getattr(answer, "status_code", answer) for answer in answers] == [302] * 8
    assert {answer["Location"] for answer in answers} == {reverse("profile_sent")}
    assert Letter.objects.filter(kind="profiles/sent").count() == 1
