"""The demonstration by its command: a season is played, what it says can be counted, and a second call goes on."""

import email
import email.policy
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from applications.management.demo.staff import ROLES
from iecsite import roles

ROOT = Path(__file__).resolve().parents[3]
NUMBERS = [
    *("candidates", "pools", "invitations", "accepted", "declined", "expired"),
    *("applications", "approved", "refused", "letters_sent", "payments", "refunds"),
]
# The second call adds the last few, so that somebody waits for its rounds whatever the dice said.
PEOPLE = (60, 80)
# Another than the usual one, so that a letter that leads to the usual one is seen.
PORT = 8450

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow, pytest.mark.timeout(300)]


class Demonstration:
    """A folder for the data of one demonstration, with its servers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        theirs = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self.environment = theirs | {"IECSITE_LOCAL": str(folder)}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def play(self, people: int) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", "demo", "--people", str(people), "--no-serve", "--port", str(PORT))

    def counts(self) -> dict:
        return json.loads((self.folder / "demo.json").read_text(encoding="utf-8"))

    def rounds(self) -> list[Path]:
        return sorted(path.parent for path in (self.folder / "public/data/rounds").glob("*/result.json"))


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """What is there after two calls: the demonstration, and what each call said, counted and published."""
    place = Demonstration(tmp_path_factory.mktemp("demo") / "local")
    try:
        calls = [(place.play(people), place.counts(), place.rounds()) for people in PEOPLE]
        yield place, calls
    finally:
        place.run("-m", "iecsite.embedded", "stop")


def test_both_calls_end_well_and_say_how_to_sign_in(demonstration):
    _place, calls = demonstration

    for done, _counts, _rounds in calls:
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert "Warning" not in done.stderr
        assert "shutdown" not in done.stdout + done.stderr
        assert "http://localhost:" in done.stdout
        assert {name for names in ROLES.values() for name in names} == set(roles.ROLES)
        for role in ROLES:
            (line,) = [line for line in done.stdout.splitlines() if f" {role}@example.org" in line]
            assert "secret" in line
            assert "code now" in line


def test_numbers_agree_with_one_another(demonstration):
    _place, calls = demonstration

    for people, (_done, counts, _rounds) in zip(PEOPLE, calls, strict=True):
        assert sorted(counts) == sorted([*NUMBERS, "draw_verified"])
        assert counts["draw_verified"] is True
        assert counts["candidates"] == people
        assert counts["applications"] == counts["accepted"]
        assert counts["accepted"] + counts["declined"] + counts["expired"] <= counts["invitations"]
        assert 0 < counts["approved"] + counts["refused"] <= counts["payments"] <= counts["applications"]


def test_every_letter_that_was_sent_is_a_file_in_the_mailbox(demonstration):
    place, calls = demonstration

    assert len(list((place.folder / "mail").glob("*.eml"))) == calls[-1][1]["letters_sent"] > PEOPLE[-1]


def test_letters_lead_to_where_the_site_will_be(demonstration):
    place, calls = demonstration
    said = re.search(r"Sign in at (http://localhost:\d+)/en/", calls[-1][0].stdout)[1]

    for written in (place.folder / "mail").glob("*.eml"):
        message = email.message_from_bytes(written.read_bytes(), policy=email.policy.default)
        text = message.get_body(("html",)).get_content()
        assert set(re.findall(r"http://localhost:\d+", text)) == {said}


def test_published_rounds_can_be_done_again_by_anybody(demonstration):
    place, calls = demonstration

    assert calls[-1][2]
    for folder in calls[-1][2]:
        assert place.run("rounds/verify_draw.py", str(folder), "--allow-test").returncode == 0


def test_a_newcomer_finds_letters_elsewhere_a_recovery_and_two_passports_once(demonstration):
    _place, calls = demonstration

    for done, _counts, _rounds in calls:
        shown = [line for line in done.stdout.splitlines() if line.startswith("  candidate")]
        seen = (
            "a second address and a trusted contact",
            "somebody asks for the account",
            "a code by e-mail",
            "both British passports",
        )
        for words in seen:
            assert len([line for line in shown if words in line]) == 1


def test_second_call_goes_on_with_what_is_there(demonstration):
    _place, ((_first, before, rounds_before), (_second, after, rounds_after)) = demonstration

    assert set(rounds_before) < set(rounds_after)
    assert after["invitations"] > before["invitations"]
    assert after["letters_sent"] > before["letters_sent"]
