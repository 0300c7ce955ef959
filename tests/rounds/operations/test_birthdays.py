"""People are told 60 and 14 days before the birthday that ends their stay in a pool."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iecsite import clock
from iecsite.models import DatedSetting
from profiles.letters import words
from profiles.models import Agreement, Letter, Profile, User
from profiles.rules.calendar import birthday
from rounds import tasks
from rounds.models import Candidacy
from rounds.operations import birthdays, candidacies
from rounds.queries.frozen_list import judge
from rounds.states import CandidacyState, Departure
from tests.factories import rounds
from tests.races.together import at_the_same_moment

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


def limit(profile):
    return Candidacy.objects.get(profile=profile).too_old_on


def with_limit(years, country="FR"):
    Agreement.objects.filter(country=country, category="working_holiday", stream="").update(max_age=years)


def test_a_raised_limit_keeps_people_in_their_pool_and_a_lowered_one_takes_them_out(noon, monkeypatch):
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=BORN)
    assert limit(profile) == date(2026, 5, 10)

    with_limit(40)
    assert [birthdays.renew_limits(at=noon), birthdays.renew_limits(at=noon)] == [1, 0]
    assert limit(profile) == date(2031, 5, 10)
    assert run(noon, date(2026, 5, 3)) == 0

    with_limit(30)
    monkeypatch.setattr(clock, "now", lambda: noon)
    for _run in range(2):
        tasks.remove_too_old(at_once=True)
    assert Candidacy.objects.get(profile=profile).state == CandidacyState.REMOVED
    assert Letter.objects.filter(profile=profile, kind="rounds/too_old").count() == 1


def test_a_limit_that_is_gone_leaves_no_day(noon):
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=BORN)
    with_limit(None)

    birthdays.renew_limits(at=noon)

    assert limit(profile) is None


@given(
    born=st.dates(date(1986, 1, 1), date(2007, 12, 31))
    | st.sampled_from([date(1988, 2, 29), date(1996, 2, 29), date(2000, 2, 29)]),
    years=st.integers(25, 45),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_database_reckons_birthdays_as_the_rule_does(noon, born, years):
    profile = _once(noon)
    Profile.objects.filter(pk=profile.pk).update(date_of_birth=born)
    with_limit(years)

    birthdays.renew_limits(at=noon)

    assert limit(profile) == birthday(born, years + 1)


def _once(noon):
    return Profile.objects.first() or rounds.candidate("FR-WH", at=noon, date_of_birth=BORN)


@pytest.mark.parametrize(
    ("born", "leaves_on"),
    [
        pytest.param(date(1990, 2, 28), date(2026, 2, 28), id="born on the 28th"),
        pytest.param(date(1990, 3, 1), date(2026, 3, 1), id="born on the 1st of March"),
        # The 36th birthday of 1988 lies in the leap year 2024; that of a later leap day would in a common year be 1 March.
        pytest.param(date(1992, 2, 29), date(2028, 2, 29), id="leap day, leap year"),
    ],
)
def test_the_day_on_which_somebody_leaves(noon, born, leaves_on):
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=born)

    assert limit(profile) == leaves_on


def test_a_leap_day_ends_on_the_first_of_march_in_a_common_year(noon):
    with_limit(37)  # the 38th birthday of somebody born on 29 February 1988 is in 2026
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=date(1988, 2, 29))
    assert limit(profile) == date(2026, 3, 1)

    # In Ottawa the first of March begins at five in the morning of Greenwich, wherever the person lives.
    for zone in ("Pacific/Auckland", "America/Vancouver"):
        User.objects.filter(pk=profile.user_id).update(time_zone=zone)
        assert candidacies.remove_next_too_old(at=datetime(2026, 3, 1, 4, 59, 59, tzinfo=UTC)) is None
    assert candidacies.remove_next_too_old(at=datetime(2026, 3, 1, 5, 0, tzinfo=UTC)) is not None


def test_the_day_of_a_list_and_the_day_of_the_sweep_are_one_day(noon):
    """Drawn a minute before midnight in Ottawa, somebody is of an age whom a draw two minutes later leaves out."""
    rounds.candidate("FR-WH", at=noon, date_of_birth=date(1990, 2, 10))
    pool = rounds.pool("FR-WH")
    midnight = datetime(2026, 2, 10, 5, 0, tzinfo=UTC)
    with transaction.atomic():
        before = judge([pool], drawn_at=midnight - timedelta(minutes=1))["FR-WH"]
        after = judge([pool], drawn_at=midnight)["FR-WH"]

    assert (before.entries, after.left_out) == (1, {"age_high": 1})


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_a_birthday_once_and_take_out_once(noon):
    profile = rounds.candidate("FR-WH", "FR-YP", at=noon, date_of_birth=BORN)

    at_the_same_moment(*[lambda: run(noon, date(2026, 5, 1))] * 2)
    assert len(told(profile)) == 1

    def sweep():
        at = noon + (date(2026, 5, 10) - noon.date())
        birthdays.renew_limits(at=at)
        return list(iter(lambda: candidacies.remove_next_too_old(at=at), None))

    ends = at_the_same_moment(sweep, sweep)
    assert sorted(one.pool.code for end in ends for one in end) == ["FR-WH", "FR-YP"]
    assert Letter.objects.filter(profile=profile, kind="rounds/too_old").count() == 2


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        pytest.param(date(1993, 5, 4), Departure.TERMS_CHANGED, id="over the new limit for years"),
        pytest.param(date(1995, 4, 2), Departure.AGED_OUT, id="the birthday comes after the choice"),
    ],
)
def test_a_choice_that_lowers_the_limit_is_told_as_new_terms_of_its_day(noon, born, reason):
    chosen_on = date(2026, 4, 1)
    profile = rounds.candidate("LU-WH", at=noon, citizenship="LU", date_of_birth=born)
    DatedSetting.objects.create(
        name="luxembourg_max_age", value="list_2023", effective_on=chosen_on, note_en="Decided.", note_fr="Décidé."
    )
    at = noon + (date(2026, 4, 2) - noon.date())

    birthdays.renew_limits(at=at)
    assert candidacies.remove_next_too_old(at=at) is not None

    assert Candidacy.objects.get(profile=profile).reason == reason
    letter = Letter.objects.get(profile=profile, kind__in=["rounds/terms_changed", "rounds/too_old"])
    if reason == Departure.TERMS_CHANGED:
        assert letter.context["left_on"] == "2026-04-01"
        for language, said in (("en", "30 or younger"), ("fr", "30 ans ou moins")):
            letter.language = language
            assert said in words.compose(letter)[1]
    else:
        assert letter.context["from_on"] == "2026-04-02"
