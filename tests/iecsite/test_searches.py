"""Staff search by a name or a passport, and neither comes to stand in an address."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from iecsite import tasks
from tests.factories import applications, cast, people

pytestmark = pytest.mark.django_db
QUEUE = "admin:applications_application_changelist"


@pytest.fixture
def officer(client, noon):
    applications.submitted(at=noon, family_name="Durand")
    applications.submitted(at=noon, family_name="Tremblay")
    client.force_login(cast.with_second_factor(people.staff("Officers", at=noon)))
    return client


def names(response):
    return {row.family_name for row in response.context["cl"].result_list}


def test_words_of_a_search_stay_out_of_the_address(officer):
    answer = officer.post(reverse(QUEUE), {"q": " Tremblay "})

    assert answer.status_code == 302
    assert "Tremblay" not in answer["Location"]
    shown = officer.get(answer["Location"])
    assert names(shown) == {"Tremblay"}
    assert 'value="Tremblay"' in shown.content.decode()
    assert shown.content.decode().count("q=Tremblay") == 0


def test_filters_stay_and_narrow_the_search(officer):
    answer = officer.post(reverse(QUEUE), {"q": "Tremblay", "pool__category__exact": "coop"})

    assert "pool__category__exact=coop" in answer["Location"]
    assert names(officer.get(answer["Location"])) == set()


def test_search_without_words_shows_all(officer):
    answer = officer.post(reverse(QUEUE), {"q": ""})

    assert answer["Location"] == reverse(QUEUE) + "?"
    assert names(officer.get(answer["Location"])) == {"Durand", "Tremblay"}


def test_key_of_another_session_finds_nothing(officer, noon):
    key = officer.post(reverse(QUEUE), {"q": "Tremblay"})["Location"]
    officer.force_login(cast.with_second_factor(people.staff("Officers", at=noon)))

    assert names(officer.get(key)) == set()


def test_the_last_twenty_searches_are_kept(officer):
    first, *_others, last = [officer.post(reverse(QUEUE), {"q": "Tremblay"})["Location"] for _time in range(21)]

    assert names(officer.get(last)) == {"Tremblay"}
    assert names(officer.get(first)) == set()


def test_who_may_not_see_a_list_may_not_search_it(client, noon):
    client.force_login(cast.with_second_factor(people.staff("Round planners", at=noon)))

    assert client.post(reverse(QUEUE), {"q": "Tremblay"}).status_code == 403


def test_words_go_with_the_session_that_has_ended(officer, noon):
    officer.post(reverse(QUEUE), {"q": "Tremblay"})
    ended = Session.objects.get(pk=officer.session.session_key)
    Session.objects.filter(pk=ended.pk).update(expire_date=ended.expire_date - timedelta(days=1))
    type(officer)().force_login(people.account(at=noon))

    for _time in range(2):
        tasks.forget_ended_sessions(at_once=True)

    assert not Session.objects.filter(pk=ended.pk).exists()
    assert Session.objects.count() == 1
