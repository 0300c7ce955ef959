"""Whoever will have waited in pools for 365 days is told 60 and 14 days before, once each."""

from datetime import date, timedelta

import pytest

from iecsite.models import DatedSetting
from profiles.letters import words
from profiles.models import Letter
from profiles.states import ProfileState
from rounds import tasks
from rounds.models import Season
from rounds.operations import season_end
from rounds.operations.longest_wait import tell_who_has_waited_long
from tests.factories import rounds
from tests.races.together import at_the_same_moment

DAY = timedelta(days=1)


def told():
    return Letter.objects.filter(kind="rounds/soon_waited").count()


@pytest.mark.django_db
def test_the_letters_come_60_and_14_days_before_once_each_and_name_the_day(noon, monkeypatch):
    profile = rounds.candidate("FR-WH", at=noon)
    found = {}
    for days in (304, 305, 350, 351, 364):
        monkeypatch.setattr("iecsite.clock.now", lambda days=days: noon + days * DAY)
        for _run in range(2):
            tasks.tell_who_has_waited_long(at_once=True)
        found[days] = told()

    assert found == {304: 0, 305: 1, 350: 1, 351: 2, 364: 2}
    letter = Letter.objects.filter(kind="rounds/soon_waited").latest("id")
    for letter.language, subject in (("en", "February 2, 2027"), ("fr", "2 f\u00e9vrier 2027")):
        assert subject in words.compose(letter)[0]
    season_end.close_next_waited(at=noon + 365 * DAY + timedelta(seconds=1))
    profile.refresh_from_db()
    assert profile.state == ProfileState.REMOVED


@pytest.mark.django_db
def test_nobody_is_told_where_the_setting_of_that_day_lets_profiles_wait_for_the_end_of_the_season(noon):
    rounds.candidate("FR-WH", at=noon)
    DatedSetting.objects.create(
        name="longest_wait", effective_on=date(2027, 1, 1), value="season_end", note_en="Decided", note_fr="Décidé"
    )

    assert tell_who_has_waited_long(at=noon + 310 * DAY) == 0


@pytest.mark.django_db
def test_nobody_is_told_of_a_day_after_the_end_of_the_season(noon):
    rounds.candidate("FR-WH", at=noon)
    Season.objects.filter(pk=2026).update(closes_at=noon + 300 * DAY, profiles_end_at=noon + 330 * DAY)

    assert tell_who_has_waited_long(at=noon + 310 * DAY) == 0


@pytest.mark.django_db
def test_who_is_no_candidate_any_more_is_not_told(noon):
    rounds.invited("FR-WH", at=noon)

    assert tell_who_has_waited_long(at=noon + 310 * DAY) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_each_person_once(noon):
    for _ in range(3):
        rounds.candidate("FR-WH", at=noon)

    at_the_same_moment(*[lambda: tell_who_has_waited_long(at=noon + 310 * DAY)] * 2)

    assert told() == 3
