"""
The look for another account of the same person: at every sending, beside the five milliseconds that it may take; and over the
whole stock before a list is fixed, beside one bare reading of the names and numbers that it compares.
"""

import resource
import time

from django.db import connection, transaction

from iecsite.benchmarks.benchmark import Benchmark, Taken
from profiles.management.benchmarks.eligibility import judged_people
from profiles.models import Profile
from profiles.operations import duplicates as operations
from profiles.queries import duplicates

LOOKS, MOST, MEGABYTES = 200, 0.005, 300
# One in so many has a second account with the same passport, or the same names and birth under another passport.
TWINS = 1_000


def one_by_one(scale: float) -> Taken:
    """Two hundred people, each looked at as when they send their profile."""
    number = people_with_names(scale)
    people = list(Profile.objects.filter(family_name="Judged").order_by("id")[:LOOKS])
    began = time.perf_counter()
    found = sum(len(duplicates.others(one)) for one in people)
    each = (time.perf_counter() - began) / len(people)
    return Taken(each, MOST, f"{number:,} people, {each * 1000:.1f} ms each, {found} pairs", _held())


def all_at_once(scale: float) -> Taken:
    """Everybody's passports, names and births compared with everybody's, and what is found written down; taken back after."""
    number = people_with_names(scale)
    with connection.cursor() as cursor:
        began = time.perf_counter()
        for statement in _BARE:
            cursor.execute(statement)
            cursor.fetchall()
        floor = time.perf_counter() - began
    with transaction.atomic():
        began = time.perf_counter()
        found = operations.look_at_all(at=Profile.objects.latest("id").created_at)
        taken = time.perf_counter() - began
        transaction.set_rollback(True)
    return Taken(taken, floor, f"{number:,} people, {found:,} pairs found and written", _held())


def people_with_names(scale: float) -> int:
    """See to it that so many people are there whose names and births can be compared; returns how many."""
    number = judged_people(scale)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE profiles_profile DISABLE TRIGGER USER")
        for statement in _NAMES:
            cursor.execute(statement, {"twins": TWINS})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE profiles_profile ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE profiles_profile")
        cursor.execute("VACUUM ANALYZE profiles_passport")
    return number


def _held() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# Keys as the rule makes them, digests, so that index and comparison cost what they cost; one in a thousand is somebody's twin.
_NAMES = (
    """
    UPDATE profiles_profile AS profile
       SET identity_key = encode(sha256(convert_to('whole' || same.id, 'UTF8')), 'hex'),
           short_key = encode(sha256(convert_to('short' || same.id, 'UTF8')), 'hex')
      FROM (SELECT id AS of, id - (id %% %(twins)s = 0)::int AS id FROM profiles_profile WHERE identity_key = '') AS same
     WHERE profile.id = same.of
    """,
    """
    UPDATE profiles_passport AS passport SET country_id = twin.country_id, number = twin.number, number_key = twin.number_key
      FROM profiles_passport AS twin
     WHERE passport.id %% %(twins)s = 500 AND twin.id = passport.id - 1 AND twin.number_key LIKE 'J%%'
       AND passport.number_key LIKE 'J%%'
    """,
)

_BARE = (
    "SELECT count(*) FROM (SELECT identity_key FROM profiles_profile GROUP BY identity_key) AS one",
    "SELECT count(*) FROM (SELECT short_key FROM profiles_profile GROUP BY short_key) AS one",
    "SELECT count(*) FROM (SELECT country_id, number_key FROM profiles_passport GROUP BY country_id, number_key) AS one",
)

DUPLICATES = Benchmark(
    name="duplicates",
    floor="the five milliseconds that a look may take",
    limit=1.0,
    measure=one_by_one,
    most_megabytes=MEGABYTES,
)
DUPLICATES_OF_ALL = Benchmark(
    name="duplicates-of-all",
    floor="grouping the same columns and doing nothing with it",
    limit=5.0,
    measure=all_at_once,
    most_megabytes=MEGABYTES,
)
