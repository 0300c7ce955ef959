"""Days, times and deadlines in words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iecsite import dates

NB = "\xa0"
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right")))


@pytest.mark.parametrize(
    ("on", "english", "french"),
    [
        (date(2027, 3, 3), "March 3, 2027", "3 mars 2027"),
        (date(2027, 3, 1), "March 1, 2027", "1er mars 2027"),
        (date(2027, 8, 11), "August 11, 2027", "11 août 2027"),
    ],
)
def test_day_is_written_in_words(on, english, french):
    assert dates.day(on, "en") == english
    assert dates.day(on, "fr") == french


def test_weekday_keeps_the_first_of_the_month_in_french():
    assert dates.weekday(date(2027, 3, 1), "en") == "Monday, March 1, 2027"
    assert dates.weekday(date(2027, 3, 1), "fr") == "lundi 1er mars 2027"


@pytest.mark.parametrize(
    ("hour", "minute", "english", "french"),
    [
        (23, 59, f"11:59{NB}pm", f"23{NB}h{NB}59"),
        (0, 5, f"12:05{NB}am", f"0{NB}h{NB}05"),
        (12, 0, f"12:00{NB}pm", f"12{NB}h{NB}00"),
        (9, 30, f"9:30{NB}am", f"9{NB}h{NB}30"),
    ],
)
def test_clock_time_in_both_languages(hour, minute, english, french):
    at = datetime(2027, 3, 3, hour, minute, 59, tzinfo=UTC)
    assert dates.clock_time(at, "en") == english
    assert dates.clock_time(at, "fr") == french


def test_deadline_names_the_place_and_adds_eastern_time():
    at = dates.day_end(date(2027, 3, 3), "Europe/Paris")

    assert str(dates.deadline(at, "Europe/Paris", "en")) == (
        f"Wednesday, March 3, 2027 at 11:59{NB}pm (Paris time) · 5:59{NB}pm Eastern"
    )
    assert str(dates.deadline(at, "Europe/Paris", "fr")) == (
        f"mercredi 3 mars 2027 à 23{NB}h{NB}59 (heure de Paris) · 17{NB}h{NB}59, heure de l'Est"
    )


def test_deadline_says_eastern_once_where_the_clocks_agree():
    at = dates.day_end(date(2027, 3, 3), "America/Toronto")

    assert str(dates.deadline(at, "America/Toronto", "en")) == f"Wednesday, March 3, 2027 at 11:59{NB}pm (Eastern time)"


def test_deadline_says_the_day_where_eastern_has_another():
    shown = dates.deadline(dates.day_end(date(2027, 3, 1), "Pacific/Honolulu"), "Pacific/Honolulu", "fr")

    assert shown.full == f"lundi 1er mars 2027 à 23{NB}h{NB}59 (heure d'Honolulu)"
    assert shown.eastern == f"mardi 2 mars 2027 à 4{NB}h{NB}59, heure de l'Est"


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Africa/Cairo", "Cairo time", "heure du Caire"),
        ("Europe/Oslo", "Oslo time", "heure d'Oslo"),
        ("Asia/Hong_Kong", "Hong Kong time", "heure de Hong Kong"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_zone_is_named_by_its_place(zone, english, french):
    assert dates.zone_name(zone, "en") == english
    assert dates.zone_name(zone, "fr") == french


@given(on=st.dates(date(2024, 1, 1), date(2030, 12, 31)), zone=st.sampled_from(ZONES))
def test_day_end_is_shown_as_the_day_it_was_asked_for_in_every_zone(on, zone):
    shown = dates.deadline(dates.day_end(on, zone), zone, "en")

    assert shown.day == dates.weekday(on, "en")
    assert shown.clock == f"11:59{NB}pm"


@given(seconds=st.integers(0, 59), zone=st.sampled_from(ZONES))
def test_no_deadline_is_shown_later_than_it_is(seconds, zone):
    at = datetime(2027, 3, 3, 22, 17, seconds, tzinfo=UTC)

    shown = datetime.fromisoformat(dates.deadline(at, zone, "en").iso)

    assert at - timedelta(minutes=1) < shown <= at


NOW = datetime(2027, 3, 1, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("ahead", "english", "french"),
    [
        (timedelta(days=3), "in 3 days", f"dans 3{NB}jours"),
        (timedelta(days=1, hours=11), "tomorrow", "demain"),
        (timedelta(hours=11), "in 11 hours", f"dans 11{NB}heures"),
        (timedelta(hours=1), "in 1 hour", f"dans 1{NB}heure"),
        (timedelta(minutes=12, seconds=50), "in 12 minutes", f"dans 12{NB}minutes"),
        (timedelta(seconds=20), "now", "maintenant"),
        (timedelta(hours=-2), "2 hours ago", f"il y a 2{NB}heures"),
        (timedelta(days=-1), "yesterday", "hier"),
        (timedelta(days=-40), "40 days ago", f"il y a 40{NB}jours"),
    ],
)
def test_time_left_is_counted_as_people_count(ahead, english, french):
    assert dates.until(NOW + ahead, NOW, "Europe/Paris", "en") == english
    assert dates.until(NOW + ahead, NOW, "Europe/Paris", "fr") == french


def test_the_same_hours_are_shown_on_both_sides_of_a_clock_change():
    # Paris moves its clocks on March 28, 2027, Toronto on March 14: between them they are five hours apart, not six.
    assert dates.deadline(dates.day_end(date(2027, 3, 20), "Europe/Paris"), "Europe/Paris", "en").eastern == (
        f"6:59{NB}pm Eastern"
    )
    assert dates.deadline(dates.day_end(date(2027, 3, 28), "Europe/Paris"), "Europe/Paris", "en").eastern == (
        f"5:59{NB}pm Eastern"
    )
