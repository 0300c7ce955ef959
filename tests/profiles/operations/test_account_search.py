"""Somebody who forgot an account is told the way in at its own address; nobody else learns that there is one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from profiles import tasks
from profiles.letters import words
from profiles.models import AccountSearch, Letter
from profiles.operations import account_search
from profiles.rules.sections import Section
from tests.factories import people
from tests.races.together import at_the_same_moment

ME = {"family_name": "Müller", "given_names": "Zoé", "date_of_birth": date(2000, 5, 4)}
OTHER = {"family_name": "Nobody", "given_names": "Known", "date_of_birth": date(2000, 5, 4)}
DAY = timedelta(days=1)


def ask(at, **changes):
    return account_search.ask(**(ME | changes), by=None, at=at)


def answer(at):
    while account_search.answer_next(at=at):
        pass


def told():
    return list(Letter.objects.filter(kind="profiles/account_found").values_list("user", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes", [{}, {"family_name": "MUELLER", "given_names": "Zoe"}, {"family_name": "Zoe", "given_names": "Muller"}]
)
def test_the_account_is_written_to_whatever_the_spelling_and_the_state_of_its_profile(noon, changes):
    user = people.draft_profile(at=noon, **ME).user

    ask(noon, **changes)
    answer(noon)

    assert told() == [user.pk]
    assert AccountSearch.objects.count() == 0


@pytest.mark.django_db
def test_nobody_is_written_to_whose_birth_differs_whose_account_is_closed_or_who_is_unknown(noon):
    people.draft_profile(at=noon, **ME | {"date_of_birth": date(2000, 5, 5)})
    gone = people.draft_profile(at=noon, only={Section.NAMES: people.answers(**ME)[Section.NAMES]}).user
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    ask(noon)
    ask(noon, family_name="漢字", given_names="")
    answer(noon)

    assert told() == []


@pytest.mark.django_db
def test_an_account_is_written_to_once_a_day_however_often_somebody_asks(noon):
    people.draft_profile(at=noon, **ME)
    for at in (noon, noon, noon + DAY):
        ask(at)
        answer(at)

    assert len(told()) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_letter_says_the_way_in_and_not_who_asked(noon, language):
    user = people.draft_profile(at=noon, **ME).user
    ask(noon)
    answer(noon)
    letter = Letter.objects.get(user=user, kind="profiles/account_found")
    letter.language = language

    _subject, body = words.compose(letter)

    assert reverse("account_login").split("/")[-2] in body
    assert "Müller" not in body


@pytest.mark.django_db
def test_the_page_says_and_does_the_same_whether_there_is_an_account_or_not(client, noon):
    people.draft_profile(at=noon, **ME)
    answers, asked = [], []
    for who in (ME, OTHER):
        born = who["date_of_birth"]
        form = {key: who[key] for key in ("family_name", "given_names")}
        form |= {"date_of_birth_0": born.day, "date_of_birth_1": born.month, "date_of_birth_2": born.year}
        client.post(reverse("find_account"), form)  # what is asked once a process
        with CaptureQueriesContext(connection) as queries:
            response = client.post(reverse("find_account"), form)
        answers.append((response.status_code, response["Location"], client.get(response["Location"]).content))
        asked.append(len(queries))

    assert answers[0][:2] == answers[1][:2]
    assert asked[0] == asked[1]
    assert told() == []
    tasks.answer_account_searches(at_once=True)
    assert len(told()) == 1


@pytest.mark.django_db
def test_what_is_missing_gets_a_sentence_and_nothing_is_kept(client):
    page = client.post(reverse("find_account"), {"given_names": "Zoé"})

    assert page.status_code == 200
    assert "Enter your family name as it is printed in your passport." in page.content.decode()
    assert "Zoé" in page.content.decode()
    assert AccountSearch.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_answer_a_question_once(noon):
    people.draft_profile(at=noon, **ME)
    ask(noon)

    ends = at_the_same_moment(*[lambda: account_search.answer_next(at=noon)] * 2)

    assert len([one for one in ends if one is not None]) == 1
    assert len(told()) == 1
