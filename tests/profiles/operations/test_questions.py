"""Somebody asks about their own case; staff answer once, and the answer is read in the account."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from iecsite import clock
from profiles.letters import words
from profiles.models import Letter, ProfileEntry, Question
from profiles.operations import closing, questions
from profiles.operations.questions import CannotAnswer, CannotAsk
from profiles.rules.answer_days import answer_by
from tests.factories import cast, people
from tests.journeys.walk import Browser
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(noon):
    return people.account(at=noon)


@pytest.fixture
def support(noon):
    return people.staff("Support", at=noon)


def ask(person, noon, text="Is my name right in the letter?"):
    return questions.ask(topic="letter", words=text, by=person, at=noon)


@pytest.mark.parametrize(
    ("asked_on", "by"),
    [
        (date(2026, 2, 2), date(2026, 2, 9)),  # Monday: Tuesday to Monday
        (date(2026, 2, 6), date(2026, 2, 13)),  # Friday
        (date(2026, 2, 7), date(2026, 2, 13)),  # Saturday
        (date(2026, 2, 8), date(2026, 2, 13)),  # Sunday
    ],
)
def test_five_working_days_are_counted_from_the_day_after(asked_on, by):
    assert answer_by(asked_on) == by


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_five_working_days_lie_between(day):
    last = answer_by(day)

    between = [day + timedelta(days=one) for one in range(1, (last - day).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == 5
    assert last.weekday() < 5


def test_the_day_is_the_one_in_ottawa(person):
    # Three in the morning in London on Tuesday, Monday evening in Ottawa.
    asked = ask(person, datetime(2026, 2, 3, 3, 0, tzinfo=UTC))

    assert asked.answer_by == date(2026, 2, 9)


def test_an_answer_is_written_of_without_its_words(person, support, noon):
    asked = ask(person, noon)
    questions.answer(question_id=asked.pk, words="It is right.", by=support, at=noon + timedelta(days=1))

    letter = Letter.objects.get(kind="profiles/question_answered")
    for language, said in (("en", asked.number), ("fr", f"votre question {asked.number}")):
        letter.language = language
        subject, body = words.compose(letter)
        assert said in subject
        assert "It is right" not in body
        assert f"/{language}/questions/" in body
    assert list(ProfileEntry.objects.filter(kind__startswith="question").values_list("kind", "actor")) == [
        ("question_asked", person.pk),
        ("question_answered", support.pk),
    ]


def test_a_question_is_answered_once(person, support, noon):
    asked = ask(person, noon)

    def answer(text):
        try:
            return questions.answer(question_id=asked.pk, words=text, by=support, at=noon).answer
        except CannotAnswer:
            return None

    found = at_the_same_moment(lambda: answer("One"), lambda: answer("Two"))

    assert found.count(None) == 1
    asked.refresh_from_db()
    assert asked.answer in found
    assert Letter.objects.filter(kind="profiles/question_answered").count() == 1


def test_what_cannot_be_asked_or_answered_gets_a_sentence(person, support, noon):
    with pytest.raises(CannotAsk, match="Write your question"):
        ask(person, noon, "  ")
    with pytest.raises(CannotAsk, match="candidates"):
        ask(support, noon)
    for _ in range(questions.MOST_OPEN):
        asked = ask(person, noon)
    with pytest.raises(CannotAsk, match="wait for an answer already"):
        ask(person, noon)
    with pytest.raises(CannotAnswer, match="Write the answer"):
        questions.answer(question_id=asked.pk, words=" ", by=support, at=noon)
    questions.answer(question_id=asked.pk, words="Yes.", by=support, at=noon)
    assert ask(person, noon).answered_at is None


def test_whoever_waits_for_an_answer_keeps_the_account_and_whoever_closes_it_asks_no_more(person, support, noon):
    asked = ask(person, noon)
    with pytest.raises(closing.CannotClose, match="waits for an answer"):
        closing.ask(by=person, early_disposal=False, at=noon)
    questions.answer(question_id=asked.pk, words="Yes.", by=support, at=noon)
    closing.ask(by=person, early_disposal=False, at=noon)

    with pytest.raises(CannotAsk, match="about to be closed"):
        ask(person, noon)


def test_an_answer_to_what_was_erased_meanwhile_is_refused(person, support, noon):
    asked = ask(person, noon)
    Question.objects.all().delete()

    with pytest.raises(CannotAnswer, match="erased"):
        questions.answer(question_id=asked.pk, words="Yes.", by=support, at=noon)


def test_a_person_asks_staff_answer_and_the_person_reads_it(person, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    theirs = Browser()
    theirs.client.force_login(person)
    page = theirs.open("/fr/questions/?about=money").send(words="Quand serai-je remboursé?")
    assert "Nous répondons au plus tard le 9 février 2026" in page.text
    asked = Question.objects.get()
    assert (asked.topic, asked.person) == ("money", person)

    desk = Browser()
    desk.client.force_login(cast.with_second_factor(people.staff("Support", at=noon)))
    listed = desk.open(reverse("admin:profiles_question_changelist"))
    assert asked.number in listed.html
    desk.open(reverse("admin:profiles_question_change", args=[asked.pk])).send(words="Dans huit semaines.")
    assert asked.number not in desk.open(reverse("admin:profiles_question_changelist")).html

    read = theirs.open("/fr/questions/")
    assert "Dans huit semaines." in read.text
    other = Browser()
    other.client.force_login(people.account(at=noon))
    assert "Dans huit semaines." not in other.open("/fr/questions/").text


def test_nothing_typed_is_lost_when_a_question_is_refused(person, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    for _ in range(questions.MOST_OPEN):
        ask(person, noon)
    theirs = Browser()
    theirs.client.force_login(person)

    page = theirs.open("/en/questions/").send(topic="other", words="A fourth that I typed with care")

    assert "wait for an answer already" in page.text
    assert "A fourth that I typed with care" in page.html
