"""`manage.py simulate_season`: its report, its refusals, and weekly rows of a real season."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

POOL_KEYS = {
    "pool", "country", "category", "stream", "quota", "entered", "invited", "approved", "fill", "week_99", "gate_met", "weeks",
}  # fmt: skip
KEYS = {"season", "seed", "weeks", "pools", "officer_cases_per_week"}
HEAD = "season,report_date,country,category,quota,candidates_in_pool,invitations_issued_total,spots_available\n"


def played(tmp_path, *arguments):
    out = io.StringIO()
    call_command("simulate_season", *arguments, "--report", str(tmp_path / "report.json"), stdout=out)
    return json.loads((tmp_path / "report.json").read_text()), out.getvalue()


def test_the_report_has_every_pool_and_week(tmp_path):
    told, said = played(tmp_path, "--season", "2026", "--seed", "5", "--weeks", "12")

    assert set(told) == KEYS
    assert (told["season"], told["seed"], told["weeks"], len(told["officer_cases_per_week"])) == (2026, 5, 12, 12)
    assert len(told["pools"]) > 80
    for pool in told["pools"]:
        assert set(pool) == POOL_KEYS
        assert set(pool["weeks"][0]) == {"week", "candidates", "invited", "approved", "spots"}
        assert [week["week"] for week in pool["weeks"]] == list(range(1, 13))
        assert (pool["weeks"][-1]["approved"], pool["weeks"][-1]["invited"]) == (pool["approved"], pool["invited"])
        if pool["quota"] is not None:
            assert pool["approved"] <= pool["quota"]
            assert pool["weeks"][-1]["spots"] == pool["quota"] - pool["approved"]
    assert f"{len(told['pools'])} pools, 12 weeks" in said


def test_what_was_assumed_of_each_pool_is_told_when_asked_for(tmp_path):
    told, _said = played(tmp_path, "--season", "2026", "--weeks", "1", "--assumptions", str(tmp_path / "assumed.json"))

    assumed = json.loads((tmp_path / "assumed.json").read_text())
    assert set(assumed) == {pool["pool"] for pool in told["pools"]}
    assert assumed["FR-WH"]["accept"] == 0.8


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    first = [played(tmp_path, "--season", "2025", "--seed", "9", "--weeks", "8") and (tmp_path / "report.json").read_bytes()]
    again = [played(tmp_path, "--season", "2025", "--seed", "9", "--weeks", "8") and (tmp_path / "report.json").read_bytes()]

    assert first == again


def test_weekly_rows_give_their_quotas_and_entrants(tmp_path):
    rows = tmp_path / "weeks.csv"
    rows.write_text(
        HEAD
        + "2026,2026-01-23,France,wh,5661,13470,645,5549\n"
        + "2026,2026-01-30,France,wh,5661,13900,700,5500\n"
        + '2026,2026-02-06,FR,working_holiday,"5,700",13950,720,\n'
        + "2026,2026-01-23,Ireland,WH,Unlimited,526,1074,2021\n"
        + "2025,2025-01-23,Ireland,WH,10,5,0,10\n"
    )

    told, _said = played(tmp_path, "--season", "2026", "--weeks", "5", "--arrivals", str(rows))

    pools = {pool["pool"]: pool for pool in told["pools"]}
    assert set(pools) == {"FR-WH", "IE-WH"}
    assert pools["FR-WH"]["entered"] == 13950 + 720
    assert (pools["FR-WH"]["quota"], pools["IE-WH"]["quota"]) == (5700, None)
    # Where no number is set everybody who waits is invited.
    assert (pools["IE-WH"]["weeks"][0]["candidates"], pools["IE-WH"]["weeks"][0]["spots"]) == (0, None)


def test_countries_and_categories_are_known_as_published_tables_write_them(tmp_path):
    rows = tmp_path / "weeks.csv"
    rows.write_text(
        HEAD
        + "2026,2026-01-23,South Korea,Working Holiday,To be announced,30,0,To be announced\n"
        + "2026,2026-01-23,Czech Republic,International Co-op (Internship),7,3,2,Unlimited\n"
        + "2026,2026-01-23,Royaume-Uni,YP,7,3,2,\n"
    )

    told, _said = played(tmp_path, "--season", "2026", "--weeks", "2", "--arrivals", str(rows))

    assert [(pool["pool"], pool["quota"], pool["invited"] > 0) for pool in told["pools"]] == [
        ("CZ-IC", 7, True),
        ("GB-YP", 7, True),
        ("KR-WH", None, False),
    ]


def test_weeks_without_a_row_share_what_the_next_one_rose_by(tmp_path):
    rows = tmp_path / "weeks.csv"
    rows.write_text(HEAD + "2026,2026-01-23,France,wh,10,100,0,\n2026,2026-02-20,France,wh,10,140,0,\n")

    told, _said = played(tmp_path, "--season", "2026", "--weeks", "6", "--arrivals", str(rows))

    (pool,) = told["pools"]
    assert pool["entered"] == 140
    assert pool["weeks"][2]["candidates"] + pool["weeks"][2]["invited"] > 110


def test_the_published_figures_of_a_season_are_played_to_a_full_quota_at_the_time_it_was_full(tmp_path):
    """United Kingdom, Working Holiday, 2026: 14,407 invitations and 108 spots left of 9,285 on 2026-08-21, week 31."""
    rows = tmp_path / "weeks.csv"
    rows.write_text(
        HEAD
        + '2026,2026-01-23,United Kingdom,wh,"9,330","2,671","3,129","7,198"\n'
        + '2026,2026-07-17,United Kingdom,wh,"9,285","2,786","14,261",179\n'
        + '2026,2026-08-21,United Kingdom,wh,"9,285","4,208","14,407",108\n'
    )

    for seed in ("1", "2", "3"):
        told, _said = played(tmp_path, "--season", "2026", "--seed", seed, "--weeks", "40", "--arrivals", str(rows))
        (pool,) = told["pools"]

        assert pool["fill"] >= 0.995
        assert max(week["approved"] for week in pool["weeks"]) <= 9_285
        assert 22 <= pool["week_99"] <= 31
        assert 12_500 <= pool["invited"] <= 15_500


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026,2026-01-23,Atlantis,wh,5,5,5,5", "line 2, column country: 'Atlantis' is no partner"),
        ("2026,23.1.2026,France,wh,5,5,5,5", "line 2, column report_date"),
        ("2026,2026-01-23,France,holiday,5,5,5,5", "line 2, column category"),
        ("2026,2026-01-23,France,wh,five,5,5,5", "line 2, column quota"),
        ("2026,2026-01-23,France,wh,5,-5,5,5", "line 2, column candidates_in_pool"),
        ("2026,2026-01-23,France,wh,5,5,1.5,5", "line 2, column invitations_issued_total"),
        ("2026,2026-01-23,France,wh,5,5,5,many", "line 2, column spots_available"),
        ("2026,2026-01-23,France,wh,5,5,5", "line 2: it has 7 cells; the heading has 8"),
        ("2026,2026-01-23,France,wh,5,5,5,5\n2026,2026-01-23,France,wh,5,5,5,5", "line 3: it repeats line 2"),
        ("2025,2025-01-23,France,wh,5,5,5,5", "no line of season 2026"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_played(tmp_path, line, words):
    rows = tmp_path / "weeks.csv"
    rows.write_text(HEAD + line + "\n")

    with pytest.raises(CommandError) as refusal:
        played(tmp_path, "--season", "2026", "--arrivals", str(rows))

    assert words in str(refusal.value)
    assert refusal.value.returncode == 2
    assert not (tmp_path / "report.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--season", "1999"], "season 1999 is not in the programme"),
        (["--season", "2026", "--weeks", "0"], "--weeks: give a number"),
        (["--season", "2026", "--arrivals", "nowhere.csv"], "nowhere.csv"),
        (["--season", "2026", "--behaviour", "nowhere.csv"], "nowhere.csv"),
        (["--season", "2026", "--people", "20"], "--people goes with --through-operations"),
        (["--season", "2026", "--through-operations", "--people", "0"], "--people: give a number from 1"),
    ],
)
def test_arguments_are_refused_with_a_sentence(tmp_path, arguments, words):
    with pytest.raises(CommandError) as refusal:
        played(tmp_path, *arguments)

    assert words in str(refusal.value)
    assert refusal.value.returncode == 2


def test_a_report_that_cannot_be_written_is_refused_before_the_season_is_played(tmp_path):
    with pytest.raises(CommandError, match="there is no folder"):
        call_command("simulate_season", "--season", "2026", "--report", str(tmp_path / "no" / "report.json"))


def test_the_report_can_be_printed():
    out = io.StringIO()
    call_command("simulate_season", "--season", "2026", "--weeks", "2", "--report", "-", stdout=out)

    assert json.loads(out.getvalue())["weeks"] == 2
