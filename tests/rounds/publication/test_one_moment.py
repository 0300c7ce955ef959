"""A result is told everywhere at one moment, when the public verifier has agreed; until then nowhere, not even a part of it."""

import csv
import io
import json
import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from rounds.models import Round, Season
from rounds.operations import draws as operations
from rounds.publication import chain, feeds, files, snapshot, tables, verdict
from rounds.rules import stops
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issued(few_pools, monkeypatch):
    """A round whose invitations are out and whose files the public verifier refuses."""
    for _n in range(3):
        rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.ISSUED)

    def refuses(_round: Round, _found: dict[str, bytes]) -> None:
        raise verdict.NotVerified("a fault of the test")

    with monkeypatch.context() as patched:
        patched.setattr(files, "check_result", refuses)
        operations.advance(round_id=round_.pk, at=NOON)
    round_.refresh_from_db()
    assert round_.last_error == stops.NOT_VERIFIED
    return round_


def told(client, round_, tmp_path) -> dict[str, object]:
    """What each place tells of the result: something, or nothing."""
    ticket = round_.selections.get().ticket.ticket
    page = client.get(reverse("round_page", args=[round_.code]), {"ticket": ticket}).content.decode()
    lines = {line["round"]: line for line in csv.DictReader(io.StringIO(chain.chain_file().decode()))}
    call_command("publish", str(tmp_path), stdout=io.StringIO())
    return {
        "page": "1 person was invited" in page,
        "look-up": "Number 1 of the 1 invited" in page,
        "feed": "1 of 3 invited" in feeds.of_all("en").decode(),
        "interface": client.get(f"/api/v1/rounds/{round_.code}").json()["invited"],
        "list of the interface": client.get("/api/v1/rounds").json()["rounds"][0]["invited"],
        "result": client.get(f"/api/v1/results/{round_.code}").status_code == 200,
        "table": next(row for row in tables.round_rows(at=NOON) if row["round"] == round_.code)["invited"] or None,
        "calendar": json.loads(client.get("/data/calendar.json").content)[0]["invited"] or None,
        "chain": lines[round_.code]["state"] == "closed" or bool(lines[round_.code]["result_sha256"]),
        "chain on the disk": files.digest(round_.draw.result.encode()) in (files.rounds_folder() / files.CHAIN).read_text(),
        "checksums": "result.json" in b"".join(client.get(f"/data/rounds/{round_.code}/SHA256SUMS")).decode(),
        "file": client.get(f"/data/rounds/{round_.code}/result.json").status_code == 200,
        "file on the disk": any(
            (files.folder_of(round_.code) / name).exists() for name in ("result.json", "selection.txt.gz", "seed_input.txt")
        ),
        "copy": (tmp_path / "rounds" / round_.code / "result.json").exists(),
    }


def test_nothing_is_told_while_the_verifier_refuses(client, issued, tmp_path):
    issued.draw.refresh_from_db()
    found = told(client, issued, tmp_path)
    assert {place: what for place, what in found.items() if what} == {}

    page = client.get(reverse("round_page", args=[issued.code])).content.decode()
    assert "The invitations were issued on" in page
    assert "The public verifier refuses the files" in page
    assert f"Round {issued.code} stands still" in feeds.of_all("en").decode()


def test_everything_is_told_once_it_agrees(client, issued, tmp_path):
    Round.objects.filter(pk=issued.pk).update(put_aside_at=None, next_step_at=NOON, attempts=0)
    draws.carry_on(_without_error(issued), at=NOON)
    issued.draw.refresh_from_db()

    assert [place for place, what in told(client, issued, tmp_path).items() if not what] == []


def lying(round_: Round) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files.folder_of(round_.code).iterdir()}


def test_nothing_of_a_result_lies_in_the_folder_before_the_verifier_has_agreed_to_all_of_it(monkeypatch):
    """A web server that carries the folder asks nobody whether a file is public yet."""
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.ISSUED)
    before, chain_before = lying(round_), (files.rounds_folder() / files.CHAIN).read_bytes()
    judge, seen = verdict.judge, []

    def judged(folder, one):
        assert (lying(round_), (files.rounds_folder() / files.CHAIN).read_bytes()) == (before, chain_before)
        seen.append({path.name: path.read_bytes() for path in folder.iterdir()})
        judge(folder, one)

    monkeypatch.setattr(verdict, "judge", judged)
    draws.carry_on(round_, at=NOON)

    published = lying(round_) | {files.CHAIN: (files.rounds_folder() / files.CHAIN).read_bytes()}
    assert seen == [published]
    assert b"result.json" in published[files.SUMS]


def test_checksums_that_name_a_result_are_served_to_nobody_before_it_is_public(client):
    """They are put in place a moment before, and a process that is killed in it leaves them there until the step is repeated."""
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.ISSUED)

    def served() -> dict[str, bytes]:
        return {name: b"".join(client.get(f"/data/rounds/{round_.code}/{name}")) for name in (files.SUMS, files.SIGNATURE)}

    before = served()
    files.write_round(round_, after=RoundState.CLOSED)
    left = lying(round_)
    assert b"result.json" in left[files.SUMS]
    assert served() == before

    draws.carry_on(round_, at=NOON)
    assert lying(round_) == left
    assert served() == {name: left[name] for name in (files.SUMS, files.SIGNATURE)}


def _without_error(round_: Round) -> Round:
    Round.objects.filter(pk=round_.pk).update(last_error="")
    round_.refresh_from_db()
    return round_


def test_what_is_written_out_together_is_of_one_moment():
    """Else a result that is published meanwhile would lie beside a chain that does not name it."""
    season = Season.objects.get(pk=2026)

    def elsewhere() -> None:
        try:
            Season.objects.filter(pk=2026).update(source_url="https://example.org/another")
        finally:
            connection.close()

    with snapshot.one_moment():
        before = Season.objects.get(pk=2026).source_url
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        assert Season.objects.get(pk=2026).source_url == before == season.source_url
    assert Season.objects.get(pk=2026).source_url == "https://example.org/another"


def test_the_chain_tells_every_error_that_was_made_good():
    rounds.candidate("FR-WH", at=NOON)
    faulty = draws.carried_out({"FR-WH": 1}, at=NOON)
    for number in (2, 3):
        Round.objects.create(
            season_id=2026,
            code=f"2026-00{number}",
            freeze_at=NOON,
            draw_at=NOON,
            planned_by=faulty.planned_by,
            planned_at=NOON,
            published_at=NOON,
            remedies=faulty,
            fault_note_en=f"Error {number}.",
            fault_note_fr=f"Erreur {number}.",
        )
    line = next(one for one in chain.chain_file().decode().splitlines() if one.startswith(faulty.code))
    assert line.endswith("Error 2. (2026-002) Error 3. (2026-003)")
