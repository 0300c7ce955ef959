"""Lists that third parties stamp with the time at which they saw them, before their draw (draw.md 3.4, threat 6)."""

import shutil
import subprocess
from datetime import timedelta
from hashlib import sha512
from io import StringIO

import pytest
from django.core.checks.registry import registry
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from iecsite import clock, journal
from rounds import tasks, verify_draw
from rounds.models import KeptFile, RoundEntry, TimeStamp
from rounds.operations import randomness, time_stamps
from rounds.publication import files
from rounds.rules import time_stamps as rule
from rounds.rules.seeds import drand_line
from rounds.states import RoundState
from tests.factories import cast, draws, rounds
from tests.factories.authority import REJECTED, SHA512, Authority, served
from tests.factories.draws import BEACON, BEACON_AT, BEACON_NUMBER

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MANIFEST = b'{"round":"2023-001"}\n'


@pytest.fixture
def round_():
    """A public round whose list lies open."""
    for _person in range(3):
        rounds.candidate("FR-WH", at=BEACON_AT - timedelta(days=3), season=2023)
    return draws.with_real_beacon({"FR-WH": 1})


@pytest.fixture
def authorities(settings, tmp_path):
    """Two authorities on this machine that the site names."""
    with served(Authority("First of the tests")) as first, served(Authority("Second of the tests")) as second:
        roots = tmp_path / "roots.pem"
        roots.write_bytes(first.root + second.root)
        settings.TIME_STAMP_AUTHORITIES = [first.address, second.address]
        settings.TIME_STAMP_ROOTS = str(roots)
        first.at = second.at = BEACON_AT - 25 * HOUR
        yield first, second


@pytest.fixture
def stamp(monkeypatch):
    """Let the task do its turn at a moment."""

    def turn(at=BEACON_AT - 25 * HOUR):
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: at)
            tasks.stamp_lists(at_once=True)

    return turn


def folder(round_):
    return files.folder_of(round_.code)


def test_a_list_is_stamped_by_both_authorities_and_published_with_its_sums(round_, authorities, stamp, capsys):
    stamp()

    kept = list(TimeStamp.objects.filter(round=round_).order_by("number"))
    assert {one.authority for one in kept} == {one.address for one in authorities}
    assert [one.stamped_at for one in kept] == [BEACON_AT - 25 * HOUR] * 2
    sums = (folder(round_) / "SHA256SUMS").read_text()
    for name in rule.FILES:
        assert Client().get(reverse("round_file", args=[round_.code, name])).status_code == 200
        assert name in sums
    assert verify_draw.main([str(folder(round_))]) == 1
    said = capsys.readouterr().out
    assert said.count("time stamp: the manifest was there at 2023-09-14T10:00:03Z") == 2
    assert "NOT DRAWN YET" in said
    assert journal.first_break(RoundEntry) is None


def test_the_stamps_stay_when_the_round_is_drawn(round_, authorities, stamp, capsys):
    stamp()
    before = {name: (folder(round_) / name).read_bytes() for name in rule.FILES}
    line = drand_line(BEACON_NUMBER)
    randomness.keep_relayed(round_id=round_.pk, line=line, value=BEACON, relay="https://relay.example.org", at=BEACON_AT)
    done = draws.carry_on(round_, at=BEACON_AT + HOUR)

    assert {name: (folder(done) / name).read_bytes() for name in rule.FILES} == before
    assert verify_draw.main([str(folder(done))]) == 0
    assert capsys.readouterr().out.count("time stamp:") == 2


def test_a_second_turn_asks_nobody_and_writes_nothing(round_, authorities, stamp):
    stamp()
    asked, written = [one.asked for one in authorities], (folder(round_) / "SHA256SUMS").stat().st_mtime_ns
    stamp()

    assert [one.asked for one in authorities] == asked == [1, 1]
    assert (folder(round_) / "SHA256SUMS").stat().st_mtime_ns == written
    assert TimeStamp.objects.count() == 2


def test_an_authority_that_was_away_is_asked_again(round_, authorities, stamp, settings):
    settings.TIME_STAMP_AUTHORITIES = ["http://127.0.0.1:9/away", authorities[1].address]
    stamp()
    assert [one.authority for one in TimeStamp.objects.all()] == [authorities[1].address]
    settings.TIME_STAMP_AUTHORITIES = [one.address for one in authorities]
    stamp()

    assert [one.authority for one in TimeStamp.objects.order_by("number")] == [authorities[1].address, authorities[0].address]
    assert (folder(round_) / "manifest.2.tsr").is_file()


FAULTS = ["refused", "another manifest", "an unknown root", "rubbish", "another digest", "no name of its certificate"]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_is_not_genuine_is_passed_over(round_, authorities, stamp, settings, tmp_path, caplog, fault):
    first, second = authorities
    settings.TIME_STAMP_AUTHORITIES = [first.address]
    if fault == "refused":
        first.status = REJECTED
    elif fault == "another manifest":
        first.digest = b"\1" * 32
    elif fault == "an unknown root":
        (tmp_path / "roots.pem").write_bytes(second.root)
    elif fault == "another digest":
        first.way, first.digest = SHA512, sha512(round_.draw.manifest.encode()).digest()
    elif fault == "no name of its certificate":
        first.named = False
    else:
        first.answer = lambda question: b"not a time stamp"
    stamp()

    assert not TimeStamp.objects.exists()
    assert not (folder(round_) / "manifest.tsr").exists()
    assert f"gave no time stamp of round {round_.code}" in caplog.text


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        (BEACON_AT - timedelta(hours=27), False),
        (BEACON_AT - timedelta(microseconds=100_000), True),
        (BEACON_AT, False),
        (BEACON_AT + timedelta(microseconds=900_000), False),
        (BEACON_AT + timedelta(days=1), False),
    ],
    ids=["before the freeze", "a moment before", "at the draw", "a moment after", "a day after"],
)
def test_threat_06_a_stamp_counts_from_the_freeze_on_and_before_the_draw(round_, authorities, stamp, at, kept):
    authorities[0].at = authorities[1].at = at
    stamp()
    assert TimeStamp.objects.exists() is kept


def test_one_signer_at_two_addresses_stamps_a_list_once(round_, authorities, stamp, settings):
    with served(authorities[0]) as elsewhere:
        settings.TIME_STAMP_AUTHORITIES = [settings.TIME_STAMP_AUTHORITIES[0], elsewhere.address]
        stamp()
        stamp()
    assert TimeStamp.objects.count() == 1


def test_nobody_is_asked_once_the_draw_is_due_or_where_none_is_named(round_, authorities, stamp, settings):
    stamp(BEACON_AT)
    settings.TIME_STAMP_AUTHORITIES = []
    stamp()
    assert [one.asked for one in authorities] == [0, 0]


def test_nobody_is_asked_about_a_trial_round(authorities, stamp):
    at = BEACON_AT - 26 * HOUR
    rounds.candidate("FR-WH", at=at - 24 * HOUR, season=2023)
    trial = draws.carried_out({"FR-WH": 1}, at=at, season=2023, draw_at=BEACON_AT, until=RoundState.PUBLISHED)
    stamp()

    assert trial.test_source
    assert [one.asked for one in authorities] == [0, 0]


def test_roots_that_cannot_be_read_are_told_and_stop_nothing(round_, authorities, stamp, settings, caplog):
    settings.TIME_STAMP_ROOTS = ""
    stamp()
    assert "No list is stamped" in caplog.text
    assert [one.asked for one in authorities] == [0, 0]


def test_a_stamp_whose_files_a_crash_prevented_is_published_by_the_next_turn(round_, authorities, stamp):
    answer = authorities[0].answer(rule.request_for(round_.draw.manifest.encode()))
    roots = rule.certificates(authorities[0].root)
    for _twice in range(2):
        time_stamps.keep(
            round_id=round_.pk, authority=authorities[0].address, answer=answer, roots=roots, at=BEACON_AT - 25 * HOUR
        )
    assert not (folder(round_) / "manifest.tsr").exists()
    stamp()

    assert (folder(round_) / "manifest.tsr").read_bytes() == answer
    assert TimeStamp.objects.count() == 2


@pytest.mark.parametrize("killed_before", ["SHA256SUMS", "SHA256SUMS.sig"])
def test_what_a_turn_that_was_killed_did_not_write_is_written_by_the_next(round_, authorities, stamp, killed_before):
    """The stamps come first, then the checksums that name them, then the signature."""
    names = ["SHA256SUMS", "SHA256SUMS.sig"]
    before = {name: (folder(round_) / name).read_bytes() for name in names}
    stamp()
    after = {name: (folder(round_) / name).read_bytes() for name in names}
    for name in names[names.index(killed_before) :]:
        (folder(round_) / name).write_bytes(before[name])
    stamp()

    assert {name: (folder(round_) / name).read_bytes() for name in names} == after != before


def test_a_signature_that_was_written_and_not_kept_is_kept_by_the_next_turn(round_, authorities, stamp):
    stamp()
    kept = KeptFile.objects.filter(round=round_, name="SHA256SUMS.sig")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        kept.last().delete()
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert kept.count() == 1
    stamp()

    assert bytes(kept.last().content) == (folder(round_) / "SHA256SUMS.sig").read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda: TimeStamp.objects.update(stamped_at=BEACON_AT - 30 * HOUR),
        lambda: TimeStamp.objects.all().delete(),
    ],
    ids=["update", "delete"],
)
def test_a_stamp_never_changes(round_, authorities, stamp, change):
    stamp()
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


@pytest.mark.parametrize(("language", "words"), [("en", "Since when the list has stood"), ("fr", "Depuis quand la liste existe")])
def test_the_page_of_the_round_says_who_stamped_it_and_when(client, round_, authorities, stamp, language, words):
    with translation.override(language):
        address = reverse("round_page", args=[round_.code])
    assert words not in client.get(address).text
    stamp()
    page = client.get(address).text

    assert words in page
    assert authorities[0].address in page
    assert "openssl ts -verify -data manifest.json -in manifest.2.tsr" in page


def test_staff_see_who_stamped_a_list_and_who_has_not_yet(client, round_, authorities, stamp, settings, monkeypatch):
    away = "http://127.0.0.1:9/away"
    settings.TIME_STAMP_AUTHORITIES = [away, authorities[1].address]
    stamp()
    monkeypatch.setattr(clock, "now", lambda: BEACON_AT - 24 * HOUR)
    client.force_login(cast.with_second_factor(draws.planner(at=BEACON_AT)))
    page = client.get(reverse("admin:rounds_round_change", args=[round_.pk])).text

    assert f"CN=Second of the tests ({authorities[1].address}), " in page
    assert f"{away}. It is asked every five minutes" in page
    assert "no answer" in page
    monkeypatch.setattr(clock, "now", lambda: BEACON_AT + HOUR)
    page = client.get(reverse("admin:rounds_round_change", args=[round_.pk])).text
    assert f"{away}. It gave last:" in " ".join(page.split())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
def test_openssl_agrees_with_what_is_published(round_, authorities, stamp, settings):
    stamp()
    for name in rule.FILES:
        command = ["openssl", "ts", "-verify", "-data", "manifest.json", "-in", name, "-CAfile", settings.TIME_STAMP_ROOTS]
        done = subprocess.run(command, cwd=folder(round_), capture_output=True, text=True, check=False)
        assert "Verification: OK" in done.stdout, done.stderr
        shown = subprocess.run(
            ["openssl", "ts", "-reply", "-in", name, "-text"], cwd=folder(round_), capture_output=True, text=True, check=True
        )
        assert "Time stamp: Sep 14 10:00:03 2023 GMT" in shown.stdout


def test_the_settings_name_roots_and_two_web_addresses_at_most(settings, tmp_path):
    (check,) = [one for one in registry.get_checks() if one.__name__ == "_knows_its_authorities"]
    assert check() == []
    settings.TIME_STAMP_AUTHORITIES = ["https://one.example.org"]
    assert [one.id for one in check()] == ["rounds.W004"]
    settings.TIME_STAMP_ROOTS = str(tmp_path / "missing.pem")
    assert [one.id for one in check()] == ["rounds.W004"]
    (tmp_path / "missing.pem").write_bytes(Authority().root)
    assert check() == []
    settings.TIME_STAMP_AUTHORITIES = ["https://one.example.org", "https://two.example.org", "three.example.org/tsr"]
    assert [one.id for one in check()] == ["rounds.W002", "rounds.W003"]


def test_a_command_asks_each_authority_once_and_says_what_it_gave(authorities, settings):
    out = StringIO()
    call_command("try_time_stamps", stdout=out)
    assert "good, signed by CN=First of the tests at 2023-09-14T10:00:03Z" in out.getvalue()
    authorities[1].status = REJECTED
    with pytest.raises(CommandError, match="1 of 2 gave no time stamp"):
        call_command("try_time_stamps", stdout=out)
    settings.TIME_STAMP_AUTHORITIES = []
    with pytest.raises(CommandError, match="is not set"):
        call_command("try_time_stamps", stdout=out)


# ---- what the public verifier makes of them

STAMP = Authority()
ANSWER = STAMP.answer(rule.request_for(MANIFEST))


def judged(tmp_path, answer, draw_at="2023-09-15T11:00:03Z", frozen_at="2023-09-13T10:00:00Z", named=()):
    if answer is not None:
        (tmp_path / "manifest.tsr").write_bytes(answer)
    moments, digest = {"frozen_at": frozen_at, "draw_at": draw_at}, verify_draw.sha256(MANIFEST).hexdigest()
    verify_draw.check_stamps(tmp_path, moments, digest, named, verify_draw.Report())


def test_the_verifier_takes_a_stamp_of_this_manifest_from_before_the_draw(tmp_path, capsys):
    judged(tmp_path, ANSWER)
    assert "2023-09-14T00:00:00Z" in capsys.readouterr().out


def test_the_verifier_notes_a_stamp_that_is_not_at_hand(tmp_path, capsys):
    judged(tmp_path, None, named={"manifest.tsr"})
    assert "SHA256SUMS names manifest.tsr" in capsys.readouterr().out


@pytest.mark.parametrize("draw_at", ["2023-09-14T00:00:00Z", "2023-09-13T23:59:59Z"])
def test_threat_06_the_verifier_refuses_a_stamp_that_is_not_from_before_the_draw(tmp_path, draw_at):
    with pytest.raises(verify_draw.Refusal, match="not given before the moment of the draw"):
        judged(tmp_path, ANSWER, draw_at=draw_at)


def test_the_verifier_refuses_a_stamp_from_before_the_list_was_fixed(tmp_path):
    with pytest.raises(verify_draw.Refusal, match="before the moment at which the manifest says"):
        judged(tmp_path, ANSWER, frozen_at="2023-09-14T00:00:01Z")


def test_the_verifier_refuses_a_stamp_of_another_file(tmp_path):
    with pytest.raises(verify_draw.Refusal, match="of another file"):
        judged(tmp_path, STAMP.answer(rule.request_for(b"another")))


@pytest.mark.parametrize(
    "answer", [b"\x30\x05\x30\x03\x02\x01\x02", ANSWER + b"\0" * 100_000], ids=["not granted", "far too long"]
)
def test_the_verifier_refuses_what_is_no_time_stamp(tmp_path, answer):
    with pytest.raises(verify_draw.Refusal, match="not a time stamp"):
        judged(tmp_path, answer)


@given(cut=st.integers(0, len(ANSWER) - 1))
def test_the_verifier_refuses_a_stamp_cut_off_anywhere(tmp_path_factory, cut):
    with pytest.raises(verify_draw.Refusal):
        judged(tmp_path_factory.mktemp("cut"), ANSWER[:cut])


@given(rubbish=st.binary(max_size=300))
def test_the_verifier_refuses_rubbish(tmp_path_factory, rubbish):
    with pytest.raises(verify_draw.Refusal):
        judged(tmp_path_factory.mktemp("rubbish"), rubbish)
