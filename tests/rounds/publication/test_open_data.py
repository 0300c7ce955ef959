"""Open data: the tables, the feed that existing programs read, and how both are served."""

import csv
import io
import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from iecsite.clock import home_date
from rounds.models import Forecast, LedgerLine, QuotaChange, Season
from rounds.publication import selections, tables
from rounds.rules.banding import banded
from rounds.states import PoolStatus, RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held():
    for _n in range(5):
        rounds.candidate("FR-WH", at=NOON)
    return draws.carried_out({"FR-WH": 2}, at=NOON)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def test_pools_in_csv_and_json_say_the_same(held):
    files = tables.files(at=NOON)
    rows = read(files["pools.csv"])
    mine = next(row for row in rows if (row["season"], row["pool"]) == ("2026", "FR-WH"))

    assert files["pools.csv"].decode().splitlines()[0] == ",".join(tables.POOLS)
    assert (mine["candidates"], mine["invitations"], mine["accepted"], mine["approved"]) == ("3", "2", "<10", "<10")
    assert (mine["quota"], mine["spots"], mine["chance"], mine["rating"]) == (
        mine["spots"],
        mine["quota"],
        "0.666667",
        "very_good",
    )
    assert [{key: str(value) for key, value in row.items()} for row in json.loads(files["pools.json"])] == rows


def test_pools_without_a_number_say_so(held):
    rounds.pool("FR-YP", quota=None)

    row = next(row for row in tables.pool_rows(on=date(2026, 2, 2)) if (row["season"], row["pool"]) == (2026, "FR-YP"))

    assert (row["quota"], row["spots"], row["chance"], row["rating"]) == ("to_be_announced", "to_be_announced", "", "not_rated")


def test_a_first_round_is_told_as_the_monday_of_its_week_whichever_day_was_announced(client, held):
    pool = rounds.pool("FR-WH", first_round_on=date(2026, 1, 22), final_round_on=date(2026, 3, 4), final_announced_at=NOON)

    row = next(row for row in tables.pool_rows(on=date(2026, 2, 2)) if (row["season"], row["pool"]) == (2026, "FR-WH"))
    page = client.get(reverse("pool_page", args=[2026, pool.code])).content.decode().replace("\u00a0", " ")

    assert (row["first_round"], row["final_round"]) == ("2026-01-19", "2026-03-02")
    assert "Week of January 19, 2026" in page


def test_spots_never_betray_a_small_number_of_approvals(held):
    rounds.pool("FR-WH", quota=100, approved=3)
    few = next(row for row in tables.pool_rows(on=date(2026, 2, 2)) if (row["season"], row["pool"]) == (2026, "FR-WH"))
    rounds.pool("FR-WH", approved=30)
    many = next(row for row in tables.pool_rows(on=date(2026, 2, 2)) if (row["season"], row["pool"]) == (2026, "FR-WH"))

    assert (few["approved"], few["spots"]) == ("<10", 100)
    assert (many["approved"], many["spots"]) == ("30", 70)


def test_rounds_table(held):
    rows = read(tables.files(at=NOON)["rounds.csv"])

    assert list(rows[0]) == tables.ROUNDS
    assert [(row["round"], row["state"], row["pool"], row["entries"], row["invited"]) for row in rows] == [
        (held.code, "closed", "FR-WH", "5", "2")
    ]
    assert len(rows[0]["cutoff_key"]) == 64
    assert (rows[0]["country"], rows[0]["category"]) == ("FR", "working_holiday")


def test_rounds_table_tells_what_was_true_at_each_draw_and_nothing_of_another_day(held):
    pool, drawn = held.pools.get().pool, home_date(held.draw_at)
    pool.quota_changes.all().delete()
    for days, quota in ((-30, 500), (-1, 600), (1, 700)):
        QuotaChange.objects.create(pool=pool, effective_on=drawn + timedelta(days=days), quota=quota)
    for days, chance in ((-9, 0.9), (-1, 0.25), (1, 0.75)):
        at = held.draw_at + timedelta(days=days)
        Forecast.objects.create(
            pool=pool, kind="next_round", kept_on=home_date(at), kept_at=at, candidates=4, invitations=1, chance=chance
        )
    (row,) = read(tables.files(at=NOON)["rounds.csv"])

    assert (row["quota"], row["chance"], row["rating"]) == ("600", "0.250000", "low")
    assert (row["approved"], row["awaiting"], row["spots"]) == ("<10", "<10", "600")


def test_rounds_table_keeps_the_places_as_the_draw_noted_them():
    pool = rounds.pool("FR-WH", approved=30)
    LedgerLine.objects.create(pool=pool, issued=12, awaiting=12)
    for _n in range(3):
        rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 2}, at=NOON)
    then = next(row for row in tables.round_rows(at=NOON) if row["round"] == round_.code)
    rounds.pool("FR-WH", approved=45)
    LedgerLine.objects.create(pool=pool, issued=5, awaiting=5)

    assert (then["approved"], then["awaiting"], then["spots"]) == ("30", "12", then["quota"] - 30)
    assert then == next(row for row in tables.round_rows(at=NOON) if row["round"] == round_.code)


def test_places_at_the_draw_are_not_told_beside_the_outcomes_of_their_season(held):
    rounds.pool("FR-WH", approved=30)
    for days, told in ((300, True), (302, False)):
        at = held.draw_at + timedelta(days=days)
        Season.objects.filter(pk=2026).update(profiles_end_at=held.draw_at + timedelta(days=301))
        row = next(row for row in tables.round_rows(at=at) if row["round"] == held.code)
        assert bool(row["approved"] and row["awaiting"] and row["spots"]) is told


def test_places_at_the_draw_are_told_only_with_the_final_result():
    rounds.pool("FR-WH", approved=30)
    for _n in range(3):
        rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carry_on(draws.approved({"FR-WH": 2}, at=NOON), at=NOON, until=RoundState.ISSUED)
    assert round_.pools.get().approved == 30
    row = next(row for row in tables.round_rows(at=NOON) if row["round"] == round_.code)

    assert (row["approved"], row["awaiting"], row["spots"]) == ("", "", "")


def test_quotas_table():
    rows = read(tables.files(at=NOON)["quotas.csv"])

    assert list(rows[0]) == tables.QUOTAS
    assert {row["confirmed"] for row in rows} <= {"yes", "no"}
    assert {row["season"] for row in rows} >= {"2023", "2024", "2025", "2026"}


def test_the_feed_has_the_form_that_programs_expect(held):
    rounds.pool("FR-WH", quota=9285)
    text = selections.selections(2026, on=date(2026, 2, 13)).decode("utf-8")
    root = ElementTree.fromstring(text)  # our own text
    countries = root.findall("country")
    france = {one.get("category"): one for one in countries if one.get("location") == "France"}

    assert root.tag == "temp"
    assert "<chancesdate><![CDATA[February 13, 2026]]></chancesdate>" in text
    assert set(france) == {"wh", "yp", "coop"}
    assert france["wh"].get("code") == "fr"
    assert [child.tag for child in france["wh"]] == ["quota", "first", "second", "invitations", "candidates", "spots", "chances"]
    assert france["wh"].findtext("quota") == "9,285"
    assert (france["wh"].findtext("invitations"), france["wh"].findtext("candidates")) == ("2", "3")
    assert france["wh"].findtext("chances") == "2"
    sub = france["yp"].find("sub")
    assert sub.get("txt") == "Volontariat international en entreprise (VIE)"
    assert [child.tag for child in sub] == ["quota", "first", "second", "invitations", "candidates", "spots", "chances"]
    order = [(one.get("location"), one.get("category")) for one in countries]
    assert order == sorted(order)
    assert {one.get("code") for one in countries if one.get("location") in ("Andorra", "Luxembourg")} == {"an", "lb"}


@pytest.mark.parametrize(
    ("pool", "quota", "spots", "rounds_to_come"),
    [
        ({"quota": None, "status": PoolStatus.OPEN}, "To be announced", "To be announced", "To be announced"),
        (
            {"quota": None, "status": PoolStatus.NOT_ACCEPTING},
            "Not accepting applicants",
            "Not accepting applicants",
            "Not Applicable",
        ),
        ({"quota": 1200, "status": PoolStatus.NOT_ACCEPTING}, "1,200", "1,200", "Not Applicable"),
        ({"quota": None, "unlimited": True, "status": PoolStatus.OPEN}, "Unlimited", "Unlimited", "To be announced"),
    ],
)
def test_the_feed_says_of_a_pool_without_a_number_what_the_official_one_says(pool, quota, spots, rounds_to_come):
    rounds.pool("FR-WH", **pool, final_round_on=None)
    root = ElementTree.fromstring(selections.selections(2026, on=date(2026, 2, 13)))
    (found,) = (one for one in root.findall("country") if (one.get("code"), one.get("category")) == ("fr", "wh"))

    assert (found.findtext("quota"), found.findtext("spots"), found.findtext("second")) == (quota, spots, rounds_to_come)


@pytest.mark.parametrize("name", ["pools.csv", "pools.json", "rounds.csv", "rounds.json", "quotas.csv"])
def test_tables_are_served_to_any_program(client, held, name):
    url = reverse("open_data", args=[name])
    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first["ETag"]})

    assert first.status_code == 200
    assert first.content == tables.files(at=NOON)[name]
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "public" in first["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")


def test_feed_and_history_are_served(client, held):
    assert client.get(reverse("selections"))["Content-Type"].startswith("application/xml")
    assert b"2026,FR-WH," in client.get(reverse("pool_history", args=[2026, "FR-WH"])).content
    assert client.get(reverse("pool_history", args=[2026, "XX-WH"])).status_code == 404
    assert client.get("/data/nothing.csv").status_code == 404


@pytest.mark.parametrize(("number", "told"), [(0, "<10"), (9, "<10"), (10, "10"), (11, "11")])
def test_banded(number, told):
    assert banded(number, under=10) == told
