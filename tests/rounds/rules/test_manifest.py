"""A manifest fixes a round's facts, or is refused with the first that breaks the protocol."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from rounds.rules import seeds
from rounds.rules.canonical import canonical_json
from rounds.rules.manifest import Manifest, ManifestRefused, PoolLine, manifest_file, parse_manifest, pool_lines
from rounds.rules.names import FORMAT, TEST_FORMAT

FROZEN = datetime(2026, 4, 17, 16, tzinfo=UTC)
DRAWN = datetime(2026, 4, 20, 16, tzinfo=UTC)
DRAND = seeds.drand_line(27965812)
FALLBACK = tuple(seeds.draws_line(f"lotto-{n}", date(2026, 4, 24)) for n in (1, 2, 3))

MANIFEST = Manifest(
    format=FORMAT,
    round="2026-017",
    frozen_at=FROZEN,
    draw_at=DRAWN,
    entries_count=3,
    entries_sha256="ab" * 32,
    merkle_root="cd" * 32,
    pools=(PoolLine("FR-IC", 1, 1), PoolLine("FR-WH", 2, 1)),
    beacons=(DRAND,),
    code="git:" + "0" * 40,
)
TEST = replace(MANIFEST, format=TEST_FORMAT, beacons=(seeds.TEST_SOURCE,))


@pytest.mark.parametrize(
    "manifest",
    [
        MANIFEST,
        TEST,
        replace(TEST, draw_at=FROZEN),
        replace(MANIFEST, staff_anchor="12" * 32, fallback=FALLBACK, previous_result="34" * 32),
        replace(MANIFEST, beacons=(DRAND, seeds.nist_line(2, 1234567))),
        replace(MANIFEST, entries_count=0, pools=()),
    ],
)
def test_a_manifest_reads_back_as_it_was_written(manifest):
    assert parse_manifest(manifest_file(manifest)) == manifest


def test_moments_are_written_in_utc():
    ottawa = timezone(timedelta(hours=-4))

    assert manifest_file(replace(MANIFEST, frozen_at=FROZEN.astimezone(ottawa))) == manifest_file(MANIFEST)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "IEC-DRAW/2"},
        {"round": "2026-17"},
        {"entries_count": 4},
        {"entries_count": True, "pools": (PoolLine("FR-IC", 1, 1),)},
        {"entries_sha256": "AB" * 32},
        {"merkle_root": "cd" * 31},
        {"pools": (PoolLine("FR-WH", 2, 1), PoolLine("FR-IC", 1, 1))},
        {"pools": (PoolLine("FR-IC", 1, 1), PoolLine("FR-IC", 2, 1))},
        {"pools": (PoolLine("FR-IC", 1, -1), PoolLine("FR-WH", 2, 1))},
        {"draw_at": FROZEN + timedelta(hours=23, minutes=59, seconds=59)},
        {"draw_at": DRAWN + timedelta(seconds=3)},
        {"frozen_at": FROZEN.replace(tzinfo=None)},
        {"frozen_at": FROZEN.replace(microsecond=1)},
        {"beacons": ()},
        {"beacons": (seeds.TEST_SOURCE,)},
        {"beacons": (DRAND, seeds.TEST_SOURCE)},
        {"beacons": (seeds.drand_line(27965811),)},
        {"beacons": (seeds.drand_line(27965812, chain="ab" * 32),)},
        {"beacons": (seeds.nist_line(2, 1),)},
        {"beacons": (DRAND, seeds.draws_line("lotto-649", date(2026, 4, 19)))},
        {"fallback": FALLBACK[:2]},
        {"fallback": (*FALLBACK[:2], FALLBACK[0])},
        {"fallback": (*FALLBACK[:2], seeds.draws_line("lotto-3", date(2026, 4, 23)))},
        {"fallback": (*FALLBACK[:2], "beacon draws lotto-3 2026-04-31")},
        {"fallback": (*FALLBACK, seeds.nist_line(2, 9))},
        {"staff_anchor": "x"},
        {"previous_result": ""},
        {"code": "git:main"},
    ],
)
def test_a_manifest_that_breaks_the_protocol_is_refused(change):
    with pytest.raises(ManifestRefused):
        manifest_file(replace(MANIFEST, **change))


@pytest.mark.parametrize("change", [{"beacons": (DRAND,)}, {"fallback": FALLBACK}, {"draw_at": FROZEN - timedelta(seconds=1)}])
def test_a_test_round_has_its_one_source_and_is_drawn_after_the_freeze(change):
    with pytest.raises(ManifestRefused):
        manifest_file(replace(TEST, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"season": "2025"},
        {"code": None},
        {"round": 7},
        {"frozen_at": "2026-04-17 16:00"},
        {"frozen_at": "2026-4-17T16:00:00Z"},
        {"beacons": DRAND},
        {"pools": {}},
        {"entries": 3},
    ],
)
def test_fields_that_the_protocol_does_not_know_are_refused(change):
    fields = {**json.loads(manifest_file(MANIFEST)), **change}
    with pytest.raises(ManifestRefused):
        parse_manifest(canonical_json(fields))


def test_a_missing_field_is_refused():
    fields = json.loads(manifest_file(MANIFEST))
    for field in fields:
        with pytest.raises(ManifestRefused):
            parse_manifest(canonical_json({name: value for name, value in fields.items() if name != field}))


def test_a_pool_without_entries_or_without_places_is_listed():
    assert pool_lines({"FR-WH": 2}, {"CL-IC": 3}) == (PoolLine("CL-IC", 0, 3), PoolLine("FR-WH", 2, 0))
