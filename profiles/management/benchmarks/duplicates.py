"""The look for another account of the same person, at every sending, beside a bare look-up by the same keys."""

import time

from django.db import connection, transaction

from iecsite.benchmarks.benchmark import Benchmark, Taken
from profiles.management.benchmarks.eligibility import judged_people
from profiles.models import Profile
from profiles.queries import duplicates

LOOKS, MOST = 200, 0.005


def measure(scale: float) -> Taken:
    """Two hundred people, each looked at as when they send their profile."""
    number = judged_people(scale)
    people = list(Profile.objects.filter(family_name="Judged").order_by("id")[:LOOKS])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE profiles_profile SET identity_key = encode(sha256(id::text::bytea), 'hex') WHERE identity_key = ''"
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE profiles_profile")
    for one in people:
        one.refresh_from_db()
    began = time.perf_counter()
    found = sum(len(duplicates.others(one)) for one in people)
    each = (time.perf_counter() - began) / len(people)
    return Taken(each, MOST, f"{number:,} people, {each * 1000:.1f} ms each, {found} pairs")


DUPLICATES = Benchmark(name="duplicates", floor="the five milliseconds that a look may take", limit=1.0, measure=measure)
