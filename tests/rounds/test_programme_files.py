"""The reviewed files of seasons and quotas: whole, typed, and fitting the agreements."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from iecsite import csvfile
from profiles.rules.facts import CATEGORIES

ROOT = Path(__file__).parents[2]


def quota(cell):
    return None if cell == "unlimited" else csvfile.number(cell)


SEASON_COLUMNS = {
    "season": csvfile.number,
    "opens_on": csvfile.day,
    "opens_confirmed": csvfile.yes_or_no,
    "first_round_week": csvfile.day,
    "closes_at": csvfile.maybe(csvfile.moment),
    "closes_confirmed": csvfile.yes_or_no,
    "note_en": csvfile.free,
    "note_fr": csvfile.free,
    "source_url": csvfile.text,
}
QUOTA_COLUMNS = {
    "season": csvfile.number,
    "country_code": csvfile.text,
    "category": csvfile.one_of(*CATEGORIES),
    "stream": csvfile.free,
    "effective_on": csvfile.day,
    "quota": quota,
    "confirmed": csvfile.yes_or_no,
    "reason_en": csvfile.text,
    "reason_fr": csvfile.text,
    "source_url": csvfile.text,
}
POOL = ("country_code", "category", "stream")

SEASONS = csvfile.read_rows(ROOT / "rounds/programme/seasons.csv", SEASON_COLUMNS, unique=["season"])
QUOTAS = csvfile.read_rows(ROOT / "rounds/programme/quotas.csv", QUOTA_COLUMNS, unique=["season", *POOL, "effective_on"])


def agreement_rows():
    with (ROOT / "profiles/programme/agreements.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {tuple(row[column] for column in POOL) for row in rows}


def series(season, *pool):
    return [
        (row["effective_on"], row["quota"])
        for row in QUOTAS
        if row["season"] == season and tuple(row[column] for column in POOL) == pool
    ]


def test_the_seasons_are_2023_to_2026_in_order():
    assert [row["season"] for row in SEASONS] == [2023, 2024, 2025, 2026]
    for row in SEASONS:
        assert row["opens_on"] < row["first_round_week"]
        assert row["first_round_week"].weekday() == 0
        assert bool(row["note_en"]) is bool(row["note_fr"])
        if row["closes_at"]:
            assert row["closes_at"].date() > row["first_round_week"]
    assert SEASONS[-1]["closes_at"] is None


def test_every_quota_belongs_to_a_row_of_the_agreements():
    assert {tuple(row[column] for column in POOL) for row in QUOTAS} <= agreement_rows()


def test_every_quota_holds_within_its_season():
    seasons = {row["season"]: row for row in SEASONS}
    for row in QUOTAS:
        season = seasons[row["season"]]
        assert row["effective_on"] >= season["opens_on"], row
        if season["closes_at"]:
            assert row["effective_on"] <= season["closes_at"].date(), row


def test_a_series_stands_in_the_order_of_its_days():
    days = defaultdict(list)
    for row in QUOTAS:
        days[row["season"], *(row[column] for column in POOL)].append(row["effective_on"])

    assert all(list_ == sorted(list_) for list_ in days.values())


@pytest.mark.parametrize(
    ("season", "pool", "expected"),
    [
        (2023, ("KR", "working_holiday", ""), [(date(2023, 2, 10), 4000), (date(2023, 2, 24), 6500)]),
        (2026, ("AU", "coop", ""), [(date(2026, 1, 12), None), (date(2026, 1, 23), 17)]),
        (2026, ("FR", "young_professionals", "vie"), [(date(2026, 1, 23), 650)]),
        (2026, ("ES", "young_professionals", "vives"), [(date(2026, 1, 23), 5)]),
        (2026, ("AT", "coop", "at-exchange"), [(date(2026, 1, 23), 4)]),
        (2025, ("GB", "working_holiday", ""), [(date(2024, 12, 16), 9000), (date(2025, 10, 20), 9660)]),
        (2025, ("FI", "coop", ""), [(date(2024, 12, 16), None)]),
    ],
)
def test_known_series(season, pool, expected):
    assert series(season, *pool) == expected


def test_a_day_that_is_not_in_the_source_is_said_to_be_so():
    unconfirmed = [row for row in QUOTAS if not row["confirmed"]]

    assert len(QUOTAS) == 332
    assert len(unconfirmed) == 16
    assert all("stands for it" in row["reason_en"] for row in unconfirmed)
