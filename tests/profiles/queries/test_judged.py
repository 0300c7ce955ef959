"""The pass over everybody gives what is said to each alone."""

from datetime import date
from decimal import Decimal

import pytest

from profiles.operations import profiles
from profiles.queries import agreements, judged
from profiles.queries.profiles import facts_of, verdicts_of, whole
from profiles.queries.rows_of_facts import SELECT, facts_of_row
from profiles.rules.sections import Section
from tests.factories import people

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 2)
BEFORE = {
    "citizenship": "FR",
    "category": "working_holiday",
    "season": 2023,
    "permit_issued_on": date(2023, 4, 1),
    "permit_expires_on": date(2024, 3, 31),
    "recognized_organization": False,
}


def crowd(noon):
    people.active_profile(at=noon)
    people.active_profile(at=noon, citizenship="IE", has_job_offer=False, has_placement=False, funds_cad=Decimal("2600.50"))
    people.active_profile(at=noon, citizenships=["FR", "DE"], participations=[BEFORE])
    people.active_profile(at=noon, citizenship="IT", student_enrolled=False, student_country=None)
    people.active_profile(at=noon, citizenship="BE", residence="ES", mailing_address={"country": "BE", "city": "Gent"})
    people.active_profile(
        at=noon, citizenship="AT", student_enrolled=False, study_sector="tourism", graduated_on=date(2025, 9, 1)
    )
    people.active_profile(at=noon, student_training_centre=True, job_programme="vie")
    people.active_profile(at=noon, citizenship="AU", placement_programme="au-interinst")
    people.draft_profile(at=noon)
    two_kinds(noon)


def two_kinds(noon):
    """Somebody who holds both British passports, and another one of each before."""
    profile = people.active_profile(at=noon, citizenship="GB", citizenships=["GB", "HK"])
    for number, kind in enumerate(["british_overseas", "passport", "british_overseas"]):
        profile.refresh_from_db()
        values = people.answers("GB", document=kind, number=f"70000000{number}")[Section.PASSPORT]
        profiles.save_section(
            profile_id=profile.pk, section=Section.PASSPORT, values=values, version=profile.version, by=profile.user, at=noon
        )


def test_the_facts_of_a_row_are_those_of_the_profile(noon):
    from django.db import connection

    crowd(noon)
    with connection.cursor() as cursor:
        cursor.execute(SELECT)
        by_row = {row[0]: facts_of_row(row) for row in cursor.fetchall()}

    assert by_row == {profile.pk: facts_of(profile) for profile in whole()}
    assert len(by_row) == 10
    both = by_row[max(by_row)]
    assert [both.passport.document, *(one.document for one in both.other_passports)] == ["british_overseas", "passport"]


def test_everybody_hears_the_same_as_alone(noon):
    crowd(noon)
    terms = agreements.terms_in_force(ON)

    found = sorted(judged.judged(terms, on=ON, season=2026))

    alone = sorted(
        (profile.pk, one.country, one.category, one.stream, tuple(str(problem.code) for problem in one.problems))
        for profile in whole().filter(state="active")
        for one in verdicts_of(profile, on=ON, season=2026, terms=terms)
    )
    assert found == alone
    assert len(found) > 10
    may = {(country, stream) for _profile, country, _category, stream, codes in found if stream and not codes}
    assert may == {("AT", "at-exchange"), ("FR", "vie"), ("AU", "au-interinst")}


def test_counts_say_how_many_may_and_what_keeps_the_others(noon):
    crowd(noon)

    found = judged.counts(agreements.terms_in_force(ON), on=ON, season=2026)

    assert found["FR", "working_holiday", ""] == {"": 2, "category_used": 1}
    assert found["IE", "young_professionals", ""]["job_offer"] == 1


def test_a_profile_without_facts_is_passed_over(noon):
    user = people.account(at=noon)
    profile = profiles.start(user_id=user.pk, by=user, at=noon)

    assert facts_of(profile) is None
    assert judged.counts((), on=ON, season=2026) == {}
