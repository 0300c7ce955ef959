"""A diploma that opens a pool to graduates grows too old: no list takes it on that day, and people leave the pool."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from iecsite import clock
from profiles.letters import words
from profiles.models import Letter
from profiles.operations import profiles
from profiles.rules.sections import Section
from profiles.states import ProfileState
from rounds import tasks
from rounds.models import Candidacy, Pool
from rounds.operations import candidacies, diplomas
from rounds.queries.frozen_list import judge
from rounds.states import CandidacyState, Departure
from tests.factories import rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db
GRADUATED = date(2025, 3, 10)
LAST = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AFTER = LAST + DAY


def graduate(noon, **person):
    code = Pool.objects.get(season=2026, country="AT", stream="at-exchange").code
    studies = {"student_enrolled": False, "student_country": None, "study_sector": "forestry", "graduated_on": GRADUATED}
    more = {"placement_programme": "at-exchange", "date_of_birth": date(2000, 5, 4)}
    return rounds.candidate(code, at=noon, citizenship="AT", **(studies | more | person))


@pytest.fixture
def pool(noon):
    graduate(noon)
    graduate(noon, graduated_on=GRADUATED + timedelta(days=1))
    graduate(noon, student_enrolled=True, student_country="AT")
    return Candidacy.objects.order_by("id")[0].pool


def test_the_list_leaves_out_whose_diploma_is_too_old_on_the_day_of_the_draw(pool):
    with transaction.atomic():
        found = {day: judge([pool], drawn_at=day)[pool.code] for day in (LAST, AFTER)}

    assert [(one.entries, one.left_out) for one in found.values()] == [(3, {}), (2, {"diploma": 1})]


def test_the_sweep_takes_people_out_on_the_day_after_and_writes_them_why(pool, monkeypatch):
    left = []
    for day in (LAST, AFTER):
        monkeypatch.setattr(clock, "now", lambda day=day: day)
        for _run in range(2):
            tasks.remove_old_diplomas(at_once=True)
        left.append(Candidacy.objects.filter(state=CandidacyState.REMOVED, reason=Departure.DIPLOMA_TOO_OLD).count())

    assert left == [0, 1]
    letter = Letter.objects.get(kind="rounds/diploma_too_old")
    assert letter.profile_id == Candidacy.objects.get(state=CandidacyState.REMOVED).profile_id
    for language, said in (("en", "You are in no pool now"), ("fr", "Vous n'êtes plus dans aucun bassin")):
        letter.language = language
        assert said in words.compose(letter)[1]


def told(day):
    return diplomas.tell_whose_diploma_ends(at=day)


def test_the_end_is_told_60_and_14_days_before_and_once_each(noon):
    profile = graduate(noon)

    assert [told(LAST - days * DAY) for days in (61, 60, 60, 15)] == [0, 1, 0, 0]
    assert [told(LAST - days * DAY) for days in (14, 14, 0)] == [1, 0, 0]

    first, second = Letter.objects.filter(profile=profile, kind="rounds/diploma_soon_too_old").order_by("id")
    assert first.context["last_on"] == second.context["last_on"] == "2026-03-10"
    for language, said in (("en", "counts until March 10, 2026"), ("fr", "compte jusqu'au 10 mars 2026")):
        first.language = language
        subject, body = words.compose(first)
        assert said in subject
        assert body.count("\n– ") == 1


def test_whoever_enters_on_the_last_days_is_told_once_and_a_student_or_who_left_never(noon):
    student = graduate(noon, student_enrolled=True, student_country="AT")
    gone = graduate(noon)
    candidacies.leave(profile_id=gone.pk, pool_id=Candidacy.objects.get(profile=gone).pool_id, by=gone.user, at=noon)
    late = graduate(noon)

    assert [told(LAST - 3 * DAY), told(LAST), told(AFTER)] == [1, 0, 0]

    letters = Letter.objects.filter(kind="rounds/diploma_soon_too_old")
    assert list(letters.values_list("profile_id", flat=True)) == [late.pk]
    assert student.state == ProfileState.ACTIVE


def test_a_newer_diploma_is_told_about_anew(noon):
    profile = graduate(noon)
    assert told(LAST - 14 * DAY) == 1
    profile.refresh_from_db()
    studies = {"student_enrolled": False, "student_country": None, "study_sector": "forestry"}
    profiles.save_section(
        profile_id=profile.pk,
        section=Section.STUDY,
        values=studies | {"graduated_on": GRADUATED + 30 * DAY},
        version=profile.version,
        by=profile.user,
        at=LAST - 14 * DAY,
    )

    assert [told(LAST), told(LAST + 16 * DAY)] == [1, 1]


def test_my_pool_says_until_when_the_diploma_counts(noon, client, monkeypatch):
    profile = graduate(noon)
    pool = Candidacy.objects.get(profile=profile).pool
    monkeypatch.setattr(clock, "now", lambda: noon)
    client.force_login(profile.user)

    page = client.get(reverse("my_pool", args=[2026, pool.code])).content.decode()

    assert "Your diploma counts here until" in page


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_and_take_out_once(noon):
    graduate(noon)

    at_the_same_moment(*[lambda: told(LAST - 10 * DAY)] * 2)
    assert Letter.objects.filter(kind="rounds/diploma_soon_too_old").count() == 1
    ends = at_the_same_moment(*[lambda: diplomas.remove_next_too_old(at=AFTER)] * 2)

    assert sorted(len(end) for end in ends) == [0, 1]
    assert Letter.objects.filter(kind="rounds/diploma_too_old").count() == 1
