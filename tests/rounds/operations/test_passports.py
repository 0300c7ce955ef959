"""People in pools are told before their passport ends, and leave on the day after its last."""

from datetime import UTC, date, datetime, timedelta

import pytest

from iecsite import clock
from profiles.letters import words
from profiles.models import Letter
from profiles.operations import profiles
from profiles.rules.sections import Section
from rounds import tasks
from rounds.models import Candidacy
from rounds.operations import candidacies, passports
from rounds.states import CandidacyState, Departure
from tests.factories import people, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LAST = date(2026, 6, 30)


def run(noon, day):
    return passports.tell_whose_passport_ends(at=noon + (day - noon.date()))


def renewed(profile, at, expires_on=date(2036, 6, 1)):
    values = {"number": "NEW12345", "country": "FR", "issued_on": date(2026, 1, 5), "expires_on": expires_on}
    profile.refresh_from_db()
    profiles.save_section(
        profile_id=profile.pk, section=Section.PASSPORT, values=values, version=profile.version, by=profile.user, at=at
    )


def test_the_end_is_told_60_and_14_days_before_and_once_each(noon):
    profile = rounds.candidate("FR-WH", "FR-YP", at=noon, expires_on=LAST)

    assert [run(noon, LAST - days * DAY) for days in (61, 60, 60, 15)] == [0, 1, 0, 0]
    assert [run(noon, LAST - days * DAY) for days in (14, 14, 0)] == [1, 0, 0]

    first, second = Letter.objects.filter(profile=profile, kind="rounds/soon_passport_expired").order_by("id")
    assert first.context["last_on"] == second.context["last_on"] == "2026-06-30"
    assert len(first.context["pools"]) == 2


def test_who_has_a_new_passport_is_neither_told_nor_taken_out(noon):
    profile = rounds.candidate("FR-WH", at=noon, expires_on=LAST)
    renewed(profile, noon)

    assert run(noon, LAST - 14 * DAY) == 0
    assert passports.remove_next_expired(at=noon + (LAST + DAY - noon.date())) == []


def test_the_sweep_takes_people_out_of_every_pool_on_the_day_after(noon, monkeypatch):
    gone = [rounds.candidate("FR-WH", "FR-YP", at=noon, expires_on=LAST) for _ in range(2)]
    stays = rounds.candidate("FR-WH", at=noon, expires_on=LAST + DAY)
    left = {}
    for day in (LAST, LAST + DAY):
        monkeypatch.setattr(clock, "now", lambda day=day: noon + (day - noon.date()))
        for _run in range(2):
            tasks.remove_expired_passports(at_once=True)
        left[day] = Candidacy.objects.filter(state=CandidacyState.REMOVED, reason=Departure.PASSPORT_EXPIRED).count()

    assert left == {LAST: 0, LAST + DAY: 4}
    assert Candidacy.objects.get(profile=stays).state == CandidacyState.WAITING
    letters = Letter.objects.filter(kind="rounds/passport_expired")
    assert sorted(letters.values_list("profile_id", flat=True)) == sorted(one.pk for one in gone)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_letter_names_the_pools_and_the_way_back(noon, language):
    profile = rounds.candidate("FR-WH", "FR-YP", at=noon, expires_on=LAST)
    passports.remove_next_expired(at=noon + (LAST + DAY - noon.date()))
    letter = Letter.objects.get(profile=profile, kind="rounds/passport_expired")
    letter.language = language

    _subject, body = words.compose(letter)

    assert body.count("\n– ") == 2
    assert ("/fr/profil/passeport/" if language == "fr" else "/en/profile/passport/") in body


def test_with_a_new_passport_the_pools_are_open_again(noon):
    profile = rounds.candidate("FR-WH", at=noon, expires_on=LAST)
    later = noon + (LAST + DAY - noon.date())
    passports.remove_next_expired(at=later)
    renewed(profile, later)

    entered = candidacies.enter(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=later)

    assert entered.state == CandidacyState.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_and_take_out_once(noon):
    profile = rounds.candidate("FR-WH", "FR-YP", at=noon, expires_on=LAST)

    at_the_same_moment(*[lambda: run(noon, LAST - 10 * DAY)] * 2)
    ends = at_the_same_moment(*[lambda: passports.remove_next_expired(at=noon + (LAST + DAY - noon.date()))] * 2)

    assert sorted(len(end) for end in ends) == [0, 2]
    told = Letter.objects.filter(profile=profile, kind__in=["rounds/soon_passport_expired", "rounds/passport_expired"])
    assert told.count() == 2


@pytest.mark.parametrize(
    ("moment", "gone"),
    [
        pytest.param(datetime(2026, 7, 1, 3, 59, 59, tzinfo=UTC), 0, id="the last second of the last day in Ottawa"),
        pytest.param(datetime(2026, 7, 1, 4, 0, tzinfo=UTC), 1, id="the next day begins there"),
    ],
)
def test_a_passport_is_valid_through_its_last_day_in_ottawa(noon, moment, gone):
    rounds.candidate("FR-WH", at=noon, expires_on=LAST)

    assert len(passports.remove_next_expired(at=moment)) == gone


@pytest.fixture
def of_both(noon):
    """French and Irish, in four pools; the French passport ends first and the Irish one ten days later."""
    draft = people.draft_profile(at=noon, citizenships=["FR", "IE"])
    for country, expires_on in (("FR", LAST), ("IE", LAST + 10 * DAY)):
        values = {"number": f"{country}123456", "country": country, "issued_on": date(2023, 1, 5), "expires_on": expires_on}
        draft.refresh_from_db()
        profiles.save_section(
            profile_id=draft.pk, section=Section.PASSPORT, values=values, version=draft.version, by=draft.user, at=noon
        )
    profiles.send(profile_id=draft.pk, by=draft.user, at=noon)
    ids = [rounds.pool(code).pk for code in ("FR-YP", "IE-YP", "FR-WH", "IE-WH")]
    candidacies.enter_many(profile_id=draft.pk, pool_ids=ids, by=draft.user, at=noon)
    return draft


def named(profile, kind):
    """Last day -> the codes of the pools that the letter of this kind names, in its order."""
    letters = Letter.objects.filter(profile=profile, kind=kind)
    return {one.context["last_on"]: [pool["pool_code"] for pool in one.context["pools"]] for one in letters}


@pytest.mark.parametrize("days", [60, 14])
def test_of_two_passports_that_end_each_letter_names_every_pool_of_its_own(noon, of_both, days):
    told = run(noon, LAST + 10 * DAY - days * DAY if days == 60 else LAST - 4 * DAY)

    assert told == 2
    assert named(of_both, "rounds/soon_passport_expired") == {
        "2026-06-30": ["FR-YP", "FR-WH"],
        "2026-07-10": ["IE-YP", "IE-WH"],
    }


def test_two_passports_that_ended_while_nothing_ran_are_told_with_their_own_days(noon, of_both):
    ended = passports.remove_next_expired(at=noon + (LAST + 20 * DAY - noon.date()))

    assert len(ended) == 4
    assert named(of_both, "rounds/passport_expired") == {"2026-06-30": ["FR-YP", "FR-WH"], "2026-07-10": ["IE-YP", "IE-WH"]}
