"""The commands of the draw: a season's chain, and the whole open-data tree as files."""

import io
import os
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from iecsite import dates
from rounds.models import Draw, StaffChain
from rounds.publication import whole
from rounds.rules import staff_chain
from rounds.states import RoundState
from tests.factories import draws as factory
from tests.factories import rounds

pytestmark = pytest.mark.django_db


def published(folder, *words):
    out = io.StringIO()
    call_command("publish", str(folder), *words, stdout=out)
    return out.getvalue()


def test_publish_writes_the_very_bytes_that_the_site_serves(few_pools, noon, tmp_path):
    rounds.candidate("FR-WH", "FR-IC", at=noon)
    factory.carried_out({"FR-WH": 1}, at=noon)
    published(tmp_path / "out")

    client = Client()
    names = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert {"verify_draw.py", "spec.md", "rounds/chain.csv", "rounds/2026-001/result.json", "pools.csv", "selections.xml"} <= set(
        names
    )
    for name in [one for one in names if not one.startswith("pools/")] + ["pools/2026/FR-WH.csv"]:
        answer = client.get(f"/data/{name}")
        served = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert (answer.status_code, served) == (200, (tmp_path / "out" / name).read_bytes()), name


def test_publish_twice_writes_nothing_the_second_time(noon, tmp_path):
    rounds.candidate("FR-WH", at=noon)
    factory.carried_out({"FR-WH": 1}, at=noon)
    assert " 0 files written" not in published(tmp_path)
    assert " 0 files written" in published(tmp_path)


def test_publish_settles_every_folder_once_when_its_files_are_written(few_pools, tmp_path, monkeypatch):
    settled = []
    monkeypatch.setattr(os, "fsync", lambda file: settled.append(Path(f"/proc/self/fd/{file}").readlink()))
    published(tmp_path)

    folders = {path.parent for path in tmp_path.rglob("*") if path.is_file()}
    assert sorted(path for path in settled if path.is_dir()) == sorted(folders)


def test_publish_refuses_rows_that_no_longer_give_their_digest(few_pools, noon, tmp_path, monkeypatch):
    rounds.candidate("FR-WH", at=noon)
    factory.carried_out({"FR-WH": 1}, at=noon)
    monkeypatch.setattr("rounds.queries.frozen_list.entries_bytes", lambda round_id: b"")
    with pytest.raises(CommandError, match="no longer gives the bytes"):
        published(tmp_path)


def aged(path, *, hours):
    """A file that has lain there for so long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left")
    moment = time.time() - 3600 * hours
    os.utime(path, (moment, moment))
    return path


def test_publish_sweeps_what_a_killed_run_had_begun(few_pools, tmp_path):
    killed = aged(tmp_path / "rounds" / ".chain.csv.ab_d1234", hours=2)
    published(tmp_path)
    assert not killed.exists()


def test_publish_leaves_what_another_run_may_be_writing(few_pools, tmp_path):
    begun = aged(tmp_path / "rounds" / ".chain.csv.ab_d1234", hours=0.5)
    published(tmp_path)
    assert begun.exists()


def test_publish_tells_of_files_that_are_no_longer_published_and_leaves_them(few_pools, tmp_path):
    gone = aged(tmp_path / "rounds" / "2026-009" / "manifest.json", hours=2)
    assert "1 other files not published (any more); --delete removes them: rounds/2026-009/manifest.json." in published(tmp_path)
    assert gone.exists()


@pytest.fixture
def filled(few_pools, tmp_path):
    """A folder that an earlier run filled."""
    published(tmp_path / "out")
    return tmp_path / "out"


def test_publish_removes_what_is_no_longer_published_when_it_is_told_to(filled):
    aged(filled / "rounds" / "2026-009" / "manifest.json", hours=2)
    aged(filled / "feeds" / "2019" / "FR-WH.en.atom", hours=2)
    published(filled, "--delete")
    assert not (filled / "rounds" / "2026-009").exists()
    assert not (filled / "feeds" / "2019").exists()
    assert (filled / "rounds" / "chain.csv").exists()


def test_publish_removes_nothing_of_the_last_hour(filled):
    recent = aged(filled / "rounds" / "2026-009" / "manifest.json", hours=0.5)
    said = published(filled, "--delete")
    assert "1 other files left, which are of the last hour or of a round under way: rounds/2026-009/manifest.json." in said
    assert recent.exists()


def test_publish_removes_nothing_of_a_round_under_way(filled, noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = factory.carried_out({"FR-WH": 1}, at=noon, until=RoundState.FROZEN)
    left = aged(filled / "rounds" / round_.code / "manifest.json", hours=2)
    published(filled, "--delete")
    assert left.exists()


def test_publish_removes_no_file_of_another_kind(filled):
    foreign = [
        aged(filled / name, hours=2)
        for name in ("letter.odt", "rounds/2026-009/notes.txt", "rounds/notes/manifest.json", "pools/2019/FR-WH.csv/old")
    ]
    assert "4 other files left, which are no open data; look what they are: letter.odt" in published(filled, "--delete")
    assert all(path.exists() for path in foreign)


def test_publish_removes_nothing_from_a_folder_that_it_never_filled(tmp_path):
    foreign = aged(tmp_path / "home" / "pools" / "2019" / "FR-WH.csv", hours=2)
    with pytest.raises(CommandError, match=r"has no rounds/chain\.csv that an earlier run wrote\. Nothing was written"):
        published(tmp_path / "home", "--delete")
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == [foreign]


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("files", "MEDIA_ROOT"),
        ("files/below", "MEDIA_ROOT"),
        ("public", "PUBLIC_DIR"),
        ("public/data/rounds", "PUBLIC_DIR"),
        ("local", "LOCAL_DIR"),
        ("local/out", "LOCAL_DIR"),
        ("site", "BASE_DIR"),
        (".", "MEDIA_ROOT"),
    ],
)
def test_publish_removes_nothing_where_the_site_has_its_own_files(tmp_path, settings, where, name):
    settings.LOCAL_DIR = tmp_path / "local"
    settings.BASE_DIR = tmp_path / "site"
    chain_there = aged(tmp_path / where / "rounds" / "chain.csv", hours=2)
    chain_there.write_bytes(b"round,manifest_sha256\n")
    upload = aged(tmp_path / where / "pools" / "2019" / "FR-WH.csv", hours=2)
    with pytest.raises(CommandError, match=rf"is, holds or lies in {name} "):
        published(tmp_path / where, "--delete")
    assert upload.exists()
    assert chain_there.read_bytes() == b"round,manifest_sha256\n"


def test_publish_removes_what_is_no_longer_published_from_the_folder_of_the_site(few_pools, settings):
    published(settings.PUBLIC_DIR / "data")
    gone = aged(settings.PUBLIC_DIR / "data" / "rounds" / "2026-009" / "manifest.json", hours=2)
    published(settings.PUBLIC_DIR / "data", "--delete")
    assert not gone.parent.exists()


def test_publish_into_a_file_says_what_to_do(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(CommandError, match="Name a folder"):
        published(tmp_path / "taken")


def test_the_digest_beside_the_verifier_is_its_own(tmp_path):
    import hashlib

    digest, name = whole.verifier_sums().decode().split()
    assert (digest, name) == (hashlib.sha256(whole.verifier()).hexdigest(), "verify_draw.py")


def test_a_chain_is_made_with_three_people_and_an_escrow_copy(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\nthree\n"))
    out = io.StringIO()
    call_command("make_staff_chain", "2026", "--length", "7", "--escrow", str(tmp_path / "escrow"), stdout=out)

    made = StaffChain.objects.get()
    assert out.getvalue().splitlines()[-1] == made.anchor
    assert dates.moment(made.made_at + timedelta(days=7), dates.EASTERN, "en") in out.getvalue()
    copy = dict(line.split() for line in (tmp_path / "escrow").read_text().splitlines())
    assert staff_chain.link_at(copy["end"], length=7, number=0) == made.anchor
    assert stat.S_IMODE((tmp_path / "escrow").stat().st_mode) == 0o600
    assert copy["end"] not in made.sealed
    assert made.anchor in whole.ALWAYS["rounds/seasons.csv"]().decode()
    assert not Draw.objects.exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["1999"], "no season 1999"),
        (["2026", "--length", "0"], "1 to 5000"),
        (["2026", "--escrow", "{taken}"], "there already"),
        (["2026", "--escrow", "{taken}/copy"], "No chain was made"),
        (["2026", "--people", "0"], "1 to 20 people"),
    ],
)
def test_a_chain_that_cannot_be_made_says_why(words, reason, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    (tmp_path / "taken").write_text("")
    with pytest.raises(CommandError, match=reason):
        call_command("make_staff_chain", *[word.format(taken=tmp_path / "taken") for word in words])
    assert not StaffChain.objects.exists()
