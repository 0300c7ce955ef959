"""People are told 60 and 14 days before the birthday that ends their stay in a pool."""

from datetime import date, timedelta

import pytest

from profiles.letters import words
from profiles.models import Letter
from rounds.operations import birthdays, candidacies
from tests.factories import rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# 35 is the limit for France; the 36th birthday is on 10 May 2026.
BORN = date(1990, 5, 10)


def told(profile):
    return list(Letter.objects.filter(profile=profile, kind="rounds/soon_too_old").order_by("id"))


def run(noon, day):
    return birthdays.tell_who_grows_too_old(at=noon + (day - noon.date()))


def test_a_birthday_is_told_60_and_14_days_before_and_once_each(noon):
    profile = rounds.candidate("FR-WH", "FR-YP", at=noon, date_of_birth=BORN)
    birthday = date(2026, 5, 10)

    assert run(noon, birthday - 61 * DAY) == 0
    assert [run(noon, birthday - days * DAY) for days in (60, 60, 59, 15)] == [1, 0, 0, 0]
    assert [run(noon, birthday - days * DAY) for days in (14, 14, 1, 0)] == [1, 0, 0, 0]

    first, second = told(profile)
    assert first.context["from_on"] == second.context["from_on"] == "2026-05-10"
    assert len(first.context["pools"]) == 2
    assert first.event_key != second.event_key


def test_a_late_run_writes_the_second_letter_alone(noon):
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=BORN)

    assert run(noon, date(2026, 5, 3)) == 1
    assert [letter.event_key.rsplit("/", 1)[1] for letter in told(profile)] == ["14"]


def test_who_left_the_pool_is_not_told(noon):
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=BORN)
    candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)

    assert run(noon, date(2026, 5, 3)) == 0


@pytest.mark.parametrize(("language", "text"), [("en", "May 10, 2026"), ("fr", "10 mai 2026")])
def test_the_letter_names_the_day(noon, language, text):
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=BORN)
    run(noon, date(2026, 5, 3))
    [letter] = told(profile)
    letter.language = language

    subject, body = words.compose(letter)

    assert text in subject
    assert text in body
