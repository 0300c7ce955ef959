"""British passports of people of Hong Kong from before their kind was asked: marked once, and told about once."""

import importlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from profiles import tasks
from profiles.letters import words
from profiles.models import AnswerChange, Letter, Passport, Profile
from profiles.operations import assumed_kinds, profiles
from profiles.rules.sections import Section
from tests.factories import people
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db
marks = importlib.import_module("profiles.migrations.0028_british_passports_still_to_be_told")
OVERSEAS = {"country": "GB", "document": "british_overseas"}


def migrated():
    with connection.cursor() as cursor:
        cursor.execute(marks.WAITING)
        cursor.execute(marks.MARKED)


def somebody(noon, *citizenships, **passport):
    return people.active_profile(at=noon, citizenship="HK", citizenships=[*citizenships], **passport)


def told():
    return dict(Letter.objects.filter(kind="profiles/passport_kind").values_list("profile", "context__overseas"))


def test_whoever_was_taken_for_one_of_a_kind_reads_it_once(noon):
    overseas = somebody(noon, "HK", **OVERSEAS)
    both = people.active_profile(at=noon, citizenship="GB", citizenships=["HK", "GB"])
    for other in ("HK", "FR", "GB"):
        people.active_profile(at=noon, citizenship=other)
    migrated()

    for _run in range(2):
        tasks.tell_of_assumed_kinds(at_once=True)

    assert told() == {overseas.pk: True, both.pk: False}
    assert not Passport.objects.filter(kind_assumed=True).exists()
    assert Passport.objects.get(profile=overseas).document == "british_overseas"
    letter = Letter.objects.get(profile=overseas, kind="profiles/passport_kind")
    for language, said in (("en", "We have taken yours for a British National"), ("fr", "Nous avons considéré le vôtre")):
        letter.language = language
        assert said in words.compose(letter)[1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_letter_says_what_another_kind_opens_and_that_both_may_be_told(noon, language):
    overseas = somebody(noon, "HK", **OVERSEAS)
    both = people.active_profile(at=noon, citizenship="GB", citizenships=["HK", "GB"])
    migrated()
    tasks.tell_of_assumed_kinds(at_once=True)
    said = {
        "en": ("no longer counts for the pools of Hong Kong", "If you hold both British passports"),
        "fr": ("ne comptera alors plus pour les bassins de Hong Kong", "Si vous avez les deux passeports britanniques"),
    }

    for profile, words_of_it in zip((overseas, both), said[language], strict=True):
        letter = Letter.objects.get(profile=profile, kind="profiles/passport_kind")
        letter.language = language
        assert words_of_it in words.compose(letter)[1]


def test_a_passport_that_was_told_anew_needs_no_letter(noon):
    profile = somebody(noon, "HK", **OVERSEAS)
    migrated()
    profile.refresh_from_db()
    values = people.answers("HK", **OVERSEAS)[Section.PASSPORT]
    profiles.save_section(
        profile_id=profile.pk, section=Section.PASSPORT, values=values, version=profile.version, by=profile.user, at=noon
    )

    assert assumed_kinds.tell_next(at=noon) == 1
    assert (told(), assumed_kinds.tell_next(at=noon)) == ({}, 0)


def test_a_profile_that_has_ended_is_written_about_when_its_answers_are_taken_over(noon):
    profile = somebody(noon, "HK", **OVERSEAS)
    migrated()
    profiles.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    assert assumed_kinds.tell_next(at=noon) == 0
    again = profiles.start(user_id=profile.user_id, by=profile.user, at=noon)
    assert assumed_kinds.tell_next(at=noon) == 1
    assert told() == {again.pk: True}


def waiting(profile, *, at, section="passport", **values):
    return AnswerChange.objects.create(profile=profile, section=section, before={}, values=values, state="waiting", asked_at=at)


@pytest.mark.parametrize(
    ("citizenships", "before", "wished", "found"),
    [
        (["HK"], True, {"country": "GB"}, "british_overseas"),
        (["HK"], True, {"country": "GB", "document": "passport"}, "british_overseas"),
        (["HK"], True, {"country": "GB", "document": "british_not_citizen"}, "british_not_citizen"),
        (["HK"], True, {"country": "HK", "document": "passport"}, "passport"),
        (["HK"], False, {"country": "GB", "document": "passport"}, "passport"),
        (["HK", "GB"], True, {"country": "GB", "document": "passport"}, "passport"),
    ],
)
def test_what_waits_from_before_is_taken_for_the_same_kind(noon, citizenships, before, wished, found):
    profile = somebody(noon, *citizenships)
    asked_at = noon if before else datetime.now(UTC) + timedelta(days=1)
    row = waiting(profile, at=asked_at, number="X1", **wished)

    migrated()
    migrated()

    row.refresh_from_db()
    assert row.values["document"] == found


def test_whoever_also_wishes_to_be_british_is_asked_by_nobody_for_another_kind(noon):
    profile = somebody(noon, "HK")
    row = waiting(profile, at=noon, country="GB", document="passport")
    waiting(profile, at=noon, section="citizenships", citizenships=["HK", "GB"])

    migrated()

    row.refresh_from_db()
    assert row.values["document"] == "passport"


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_once(noon):
    somebody(noon, "HK", **OVERSEAS)
    migrated()

    at_the_same_moment(*[lambda: assumed_kinds.tell_next(at=noon)] * 2)

    assert len(told()) == 1
    assert Profile.objects.count() == 1
