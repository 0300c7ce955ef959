"""The site and `manage.py publish DIR` give the same files: what lies in one and not in the other fails, whatever is new."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from rounds.models import Pool, QuotaChange, Round, Season
from rounds.operations import time_stamps as operations
from rounds.operations import weeks
from rounds.publication import feeds, files, whole
from rounds.rules import time_stamps
from rounds.views.open_data import TYPES
from tests.authz.routes import walk
from tests.conftest import NOON
from tests.factories import draws, rounds
from tests.factories.authority import Authority

pytestmark = pytest.mark.django_db


def addresses() -> Iterator[str]:
    """Every address under /data/ that the site has a route for, about everything that there is."""
    pools = list(Pool.objects.values_list("season", "code"))
    known = {
        (): [()],
        ("name",): [(name,) for name in whole.tables_by_name()],
        ("season",): [(year,) for year in Season.objects.values_list("year", flat=True)],
        ("language",): [(language,) for language in feeds.LANGUAGES],
        ("season", "code"): pools,
        ("season", "code", "language"): [(*pool, language) for pool, language in product(pools, feeds.LANGUAGES)],
        ("code", "name"): list(product(Round.objects.values_list("code", flat=True), (*files.RESULT_FILES, *time_stamps.FILES))),
    }
    for name, pattern in walk(get_resolver().url_patterns):
        if str(pattern.pattern).startswith("data/"):
            # The page about the data is under another folder, that of its language.
            found = (reverse(name, args=values) for values in known[tuple(pattern.pattern.converters)])
            yield from (address for address in found if address.startswith("/data/"))


def test_what_the_site_serves_is_what_is_published(client, few_pools, tmp_path):
    for _n in range(3):
        rounds.candidate("FR-WH", at=NOON)
    weeks.announce_weeks(at=NOON)
    year_ago = NOON - timedelta(days=270)
    rounds.candidate("FR-WH", at=year_ago, season=2025)
    draws.carried_out({"FR-WH": 1}, at=year_ago, season=2025)
    Season.objects.filter(pk=2025).update(profiles_end_at=NOON - timedelta(days=60))
    draws.carried_out({"FR-WH": 1}, at=NOON)
    stamped = draws.public({"FR-WH": 1}, at=NOON)
    authority, question = Authority(), time_stamps.request_for(stamped.draw.manifest.encode())
    authority.at = NOON
    roots, token = time_stamps.certificates(authority.root), authority.answer(question)
    operations.keep(round_id=stamped.pk, authority="https://stamps.example.org", answer=token, roots=roots, at=NOON)
    operations.publish(round_id=stamped.pk)
    folder = tmp_path / "copy"
    call_command("publish", folder, stdout=StringIO())
    published = {f"/data/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    served = {}
    for address in sorted(set(addresses())):
        answer = client.get(address)
        if answer.status_code == 200:
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            served[address] = content
            assert answer["Content-Type"] == TYPES.get(Path(address).suffix, TYPES[".txt"]), address
            assert answer["Access-Control-Allow-Origin"] == "*", address
            if not answer.streaming:
                # The copy's bytes are all that the fingerprint is made of.
                assert answer["ETag"] == f'"{sha256(published[address]).hexdigest()[:32]}"', address
            again = client.get(address, headers={"if-none-match": answer["ETag"]})
            assert (again.status_code, again.content) == (304, b""), address
            assert again["ETag"] == answer["ETag"], address

    assert set(served) == set(published)
    assert "/data/seasons/2025/outcomes.csv" in served
    assert served[f"/data/rounds/{stamped.code}/manifest.tsr"] == token
    assert [address for address, content in served.items() if published[address] != content] == []


def asked():
    """How many questions the database is asked while every public file is made."""
    with CaptureQueriesContext(connection) as queries:
        assert dict(whole.every_file(at=NOON))
    return len(queries)


def test_many_pools_ask_the_database_no_more_than_one_of_each_season():
    of_all = asked()
    kept = list(Pool.objects.order_by("season_id").distinct("season_id"))
    QuotaChange.objects.exclude(pool__in=kept).delete()
    Pool.objects.exclude(pk__in=[pool.pk for pool in kept]).delete()

    assert asked() == of_all
