"""What is published once stays as it is, whatever Python compresses and whatever secret the site has later."""

import base64
import csv
import gzip
import io
import shutil
import sys
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from rounds import tasks
from rounds.models import KeptFile
from rounds.operations import draws as operations
from rounds.publication import files, signing
from rounds.rules.canonical import digest
from rounds.states import RoundState
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(noon):
    """A round whose list lies open."""
    for _person in range(3):
        rounds.candidate("FR-WH", at=noon)
    return draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)


def lying(round_):
    return {path.name: path.read_bytes() for path in files.folder_of(round_.code).iterdir()}


def another_python(monkeypatch):
    """Python 3.13 and later write another byte for the system into what they compress (gh-112346)."""
    compress = gzip.compress

    def later(*words, **more):
        packed = compress(*words, **more)
        return packed[:9] + b"\xff" + packed[10:]

    monkeypatch.setattr(gzip, "compress", later)


def written(folder):
    call_command("publish", str(folder), stdout=io.StringIO())


def forget(*names):
    """As if these had been published before any bytes were kept."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM rounds_keptfile WHERE name = ANY (%s)", [list(names)])
        cursor.execute("SET session_replication_role = origin")


def test_a_published_list_stays_as_it_is_when_python_is_upgraded_before_the_draw(published, noon, monkeypatch):
    before = lying(published)
    another_python(monkeypatch)
    draws.carry_on(published, at=noon)

    assert lying(published)["entries.txt.gz"] == before["entries.txt.gz"]


def test_a_tree_written_by_another_python_is_what_the_site_has(few_pools, published, noon, monkeypatch, tmp_path):
    draws.carry_on(published, at=noon)
    another_python(monkeypatch)
    written(tmp_path)

    there = tmp_path / "rounds" / published.code
    assert {path.name: path.read_bytes() for path in there.iterdir()} == lying(published)


def test_a_signature_stays_as_it_is_when_the_secret_is_changed(few_pools, published, noon, settings, tmp_path):
    draws.carry_on(published, at=noon)
    settings.TICKET_SECRET = "another"
    written(tmp_path)

    assert (tmp_path / "rounds" / published.code / "SHA256SUMS.sig").read_bytes() == lying(published)["SHA256SUMS.sig"]


def test_the_key_of_every_signature_is_published_when_the_secret_was_changed_since(published, settings, client):
    lists = lying(published)
    settings.TICKET_SECRET = "another"
    lines = csv.DictReader(io.StringIO(client.get("/data/rounds/publication-keys.csv").content.decode()))
    keys = {line["sums_sha256"]: line["public_key"] for line in lines if line["round"] == published.code}

    key = load_der_public_key(base64.b64decode(keys[digest(lists["SHA256SUMS"])]))
    key.verify(base64.b64decode(lists["SHA256SUMS.sig"]), lists["SHA256SUMS"])
    assert keys[digest(lists["SHA256SUMS"])].encode() not in signing.public_key()


def tampered(name, content):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE rounds_keptfile SET content = %s WHERE name = %s", [content, name])
        cursor.execute("SET session_replication_role = origin")


WRONG = {
    "forged": ("SHA256SUMS.sig", base64.b64encode(bytes(64))),
    "no base64": ("SHA256SUMS.sig", b"A"),
    "cut in its header": ("entries.txt.gz", gzip.compress(b"A" * 1000)[:5]),
    "cut in its end": ("entries.txt.gz", gzip.compress(b"A" * 1000)[:-3]),
    "not compressed": ("entries.txt.gz", b"of another kind"),
    "compressed wrongly": ("entries.txt.gz", gzip.compress(b"A" * 1000)[:10] + b"\xff" * 20),
}


@pytest.mark.parametrize("how", WRONG)
def test_what_was_tampered_with_is_not_published(published, how):
    tampered(*WRONG[how])

    with pytest.raises(files.NotTheSameBytes):
        files.round_files(published)


@pytest.mark.parametrize(("how", "reason"), [("no base64", "FileNotFoundError"), ("cut in its end", "NotTheSameBytes")])
def test_a_round_whose_kept_bytes_are_wrong_is_put_aside_and_holds_up_nobody(published, noon, how, reason, monkeypatch):
    draws.carry_on(published, at=noon, until=RoundState.ISSUED)
    tampered(*WRONG[how])
    # The signature of the list is met only where a step that failed is taken back.
    monkeypatch.setattr(sys, "executable", "/nowhere")
    for attempt in range(operations.MOST_ATTEMPTS):
        operations.advance(round_id=published.pk, at=noon + attempt * timedelta(minutes=1))

    published.refresh_from_db()
    assert published.put_aside_at is not None
    assert published.last_error == reason


@pytest.mark.parametrize("act", ["update", "delete"])
def test_what_was_kept_is_never_changed(published, act):
    kept = KeptFile.objects.filter(round=published)
    with pytest.raises(DatabaseError, match=f"Cannot {act}"), transaction.atomic():
        kept.update(content=b"other") if act == "update" else kept._raw_delete("default")


def test_a_list_published_before_bytes_were_kept_is_kept_when_its_result_is_written(published, noon):
    forget("entries.txt.gz", "SHA256SUMS.sig")
    before = lying(published)["entries.txt.gz"]
    draws.carry_on(published, at=noon)

    assert bytes(KeptFile.objects.get(round=published, name="entries.txt.gz").content) == before


def test_a_round_closed_before_bytes_were_kept_is_kept_when_the_tree_is_written(few_pools, published, noon, tmp_path):
    draws.carry_on(published, at=noon)
    forget("entries.txt.gz", "selection.txt.gz", "SHA256SUMS.sig")
    written(tmp_path)

    kept = {one.name: bytes(one.content) for one in KeptFile.objects.filter(round=published)}
    assert kept == {name: lying(published)[name] for name in ("entries.txt.gz", "selection.txt.gz", "SHA256SUMS.sig")}


@pytest.fixture
def closed_before(published, noon):
    """A round that was closed before any bytes were kept."""
    draws.carry_on(published, at=noon)
    forget("entries.txt.gz", "selection.txt.gz", "SHA256SUMS.sig")
    return published


def test_a_round_that_another_python_published_before_bytes_were_kept_is_kept_as_it_lies(few_pools, closed_before, monkeypatch):
    before = lying(closed_before)
    another_python(monkeypatch)
    tasks.keep_published_files(at_once=True)
    written(files.rounds_folder().parent)

    assert lying(closed_before) == before
    assert bytes(KeptFile.objects.get(name="selection.txt.gz").content) == before["selection.txt.gz"]


def test_a_list_that_another_python_published_before_bytes_were_kept_stays_when_its_result_is_written(
    published, noon, monkeypatch
):
    forget("entries.txt.gz", "SHA256SUMS.sig")
    before = lying(published)["entries.txt.gz"]
    another_python(monkeypatch)
    draws.carry_on(published, at=noon)

    assert lying(published)["entries.txt.gz"] == before


@pytest.mark.parametrize("wrong", ["entries.txt.gz", "completeness.csv", "SHA256SUMS", "SHA256SUMS.sig", "lost", "secret"])
def test_a_round_that_is_not_right_and_was_never_kept_is_named_and_not_written_over(few_pools, closed_before, wrong, settings):
    folder, live = files.folder_of(closed_before.code), files.rounds_folder().parent
    if wrong == "secret":
        settings.TICKET_SECRET = "another"
    elif wrong == "lost":
        (folder / "result.json").unlink()
    else:
        (folder / wrong).write_bytes(b"of another kind")
    before, said = lying(closed_before), io.StringIO()
    call_command("publish", str(live), stdout=io.StringIO(), stderr=said)

    assert f"The files of {closed_before.code} in {files.rounds_folder()} are not as they were published" in said.getvalue()
    assert lying(closed_before) == before
    assert not KeptFile.objects.filter(round=closed_before).exists()


def test_rounds_come_back_whole_after_their_folder_was_lost(few_pools, published, noon):
    draws.carry_on(published, at=noon)
    before = lying(published)
    shutil.rmtree(files.rounds_folder())
    written(files.rounds_folder().parent)

    assert lying(published) == before


def test_a_round_is_put_aside_though_what_it_wrote_cannot_be_taken_back(published, noon, monkeypatch):
    draws.carry_on(published, at=noon, until=RoundState.ISSUED)

    def failing(*_words, **_more):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr("rounds.publication.files.round_files", failing)
    for attempt in range(operations.MOST_ATTEMPTS):
        operations.advance(round_id=published.pk, at=noon + attempt * timedelta(minutes=1))

    published.refresh_from_db()
    assert published.put_aside_at is not None
