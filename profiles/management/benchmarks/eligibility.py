"""Everybody judged anew when terms change: 250,000 profiles under terms with another age limit, in one streamed pass."""

import dataclasses
import resource
import time
from datetime import UTC, date, datetime

from django.core.management import call_command
from django.db import connection, transaction

from iecsite.benchmarks.benchmark import Benchmark, Taken
from profiles.models import Profile
from profiles.queries import agreements, judged

PEOPLE, MOST, MEGABYTES = 250_000, 60.0, 300
AT, ON, SEASON = datetime(2026, 3, 2, 17, tzinfo=UTC), date(2026, 3, 2), 2026


def measure(scale: float) -> Taken:
    """Write the people, change every age limit, and judge all of them."""
    number = judged_people(scale)
    changed = [dataclasses.replace(one, max_age=one.max_age and one.max_age - 1) for one in agreements.terms_in_force(ON)]
    began = time.perf_counter()
    with transaction.atomic():
        found = judged.counts(changed, on=ON, season=SEASON)
    taken = time.perf_counter() - began
    verdicts = sum(sum(counted.values()) for counted in found.values())
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Taken(taken, MOST * scale, f"{number:,} people under {len(found)} rows, {verdicts:,} answers", held)


def judged_people(scale: float) -> int:
    """See to it that so many people are there who told everything; returns how many."""
    number = max(1000, round(PEOPLE * scale))
    call_command("load_programme", verbosity=0, stdout=_Silence())
    if Profile.objects.filter(family_name="Judged").count() >= number:
        return number
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE profiles_profile DISABLE TRIGGER USER")
        for statement in _PEOPLE:
            cursor.execute(statement, {"number": number, "at": AT})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE profiles_profile ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return number


# Each a citizen of one partner, some of two; every tenth was here before; ages of 17 to 38.
_PEOPLE = (
    """
    INSERT INTO profiles_user
           (email, password, preferred_name, language, time_zone, is_staff, is_superuser, is_active, early_disposal, date_joined)
    SELECT 'judged-' || n || '@example.org', '!', '', 'en', 'Europe/Paris', false, false, true, false, %(at)s
      FROM generate_series(1, %(number)s::int) AS n
    """,
    """
    INSERT INTO profiles_profile
           (uuid, user_id, state, version, family_name, given_names, one_name_only, date_of_birth, phone, residence_id,
            student_enrolled, has_job_offer, job_paid, job_self_employed, job_teer, job_post_secondary, has_placement,
            recognized_organization, past_participations_told, dependants_accompany, funds_cad, insurance_whole_stay,
            departure_ticket_or_funds, identity_key, created_at, changed_at, sent_at, removal, address)
    SELECT md5('judged' || account.id)::uuid, account.id, 'active', 2, 'Judged', 'Person ' || account.id, false,
           date '1988-01-01' + (account.id * 37 %% 7600)::int, '', country.code, account.id %% 3 = 0, account.id %% 4 = 0, true,
           false, (account.id %% 6)::int, true, false, false, true, false, 3000, true, true, '', %(at)s, %(at)s, %(at)s, '', '{}'
      FROM profiles_user AS account
      JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS turn, count(*) OVER () AS all_of_them
              FROM profiles_country WHERE is_partner) AS country ON account.id %% country.all_of_them = country.turn
     WHERE account.email LIKE 'judged-%%'
    """,
    """
    INSERT INTO profiles_citizenship (profile_id, country_id)
    SELECT profile.id, profile.residence_id FROM profiles_profile AS profile WHERE profile.family_name = 'Judged'
     UNION ALL
    SELECT profile.id, 'FR' FROM profiles_profile AS profile
     WHERE profile.family_name = 'Judged' AND profile.id %% 5 = 0 AND profile.residence_id <> 'FR'
    """,
    """
    INSERT INTO profiles_passport (profile_id, country_id, number, number_key, expires_on, lines_reason)
    SELECT id, residence_id, 'J' || id, 'J' || id, date '2035-01-01', '' FROM profiles_profile WHERE family_name = 'Judged'
    """,
    """
    INSERT INTO profiles_participation
           (profile_id, citizenship_id, category, season, permit_issued_on, permit_expires_on, recognized_organization)
    SELECT id, residence_id, 'working_holiday', 2023, date '2023-05-01', date '2024-04-30', false
      FROM profiles_profile WHERE family_name = 'Judged' AND id %% 10 = 0
    """,
)


class _Silence:
    """Where the programme's own account of its loading goes."""

    def write(self, words: str) -> None:
        """Say nothing."""


ELIGIBILITY = Benchmark(
    name="eligibility",
    floor="the minute that everybody's verdicts may take",
    limit=1.0,
    measure=measure,
    most_megabytes=MEGABYTES,
)
