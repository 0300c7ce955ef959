"""`manage.py simulate_season`: its report, its refusals, and weekly rows of a real season."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

POOL_KEYS = {
    "pool", "country", "category", "stream", "quota", "unlimited", "entered", "invited", "approved", "fill", "week_99",
    "gate_met", "weeks",
}  # fmt: skip
HEAD = "season,report_date,country,category,quota,candidates_in_pool,invitations_issued_total,spots_available\n"


def played(tmp_path, *arguments):
    out = io.StringIO()
    call_command("simulate_season", *arguments, "--report", str(tmp_path / "report.json"), stdout=out)
    return json.loads((tmp_path / "report.json").read_text()), out.getvalue()


def test_the_report_has_every_pool_and_week(tmp_path):
    told, said = played(tmp_path, "--season", "2026", "--seed", "5", "--weeks", "12")

    assert {"season", "seed", "weeks", "pools", "officer_cases_per_week"} <= set(told)
    assert (told["season"], told["seed"], told["weeks"], len(told["officer_cases_per_week"])) == (2026, 5, 12, 12)
    assert len(told["pools"]) > 80
    for pool in told["pools"]:
        assert set(pool) == POOL_KEYS
        assert [week["week"] for week in pool["weeks"]] == list(range(1, 13))
        assert (pool["weeks"][-1]["approved"], pool["weeks"][-1]["invited"]) == (pool["approved"], pool["invited"])
        if pool["quota"] is not None:
            assert pool["approved"] <= pool["quota"]
            assert pool["weeks"][-1]["spots"] == pool["quota"] - pool["approved"]
    assert f"{len(told['pools'])} pools, 12 weeks" in said
    assert told["assumptions"]["FR-WH"]["accept"] == 0.8


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
    assert (pools["FR-WH"]["quota"], pools["IE-WH"]["quota"], pools["IE-WH"]["unlimited"]) == (5700, None, True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026,2026-01-23,Atlantis,wh,5,5,5,5", "line 2, column country: 'Atlantis' is no partner"),
        ("2026,23.1.2026,France,wh,5,5,5,5", "line 2, column report_date"),
        ("2026,2026-01-23,France,holiday,5,5,5,5", "line 2, column category"),
        ("2026,2026-01-23,France,wh,five,5,5,5", "line 2, column quota"),
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
