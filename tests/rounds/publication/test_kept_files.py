"""What is published once stays as it is, whatever Python compresses and whatever secret the site has later."""

import base64
import csv
import gzip
import io

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from rounds.models import KeptFile
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


def test_a_tree_written_by_another_python_is_what_the_site_has(published, noon, monkeypatch, tmp_path):
    draws.carry_on(published, at=noon)
    another_python(monkeypatch)
    written(tmp_path)

    there = tmp_path / "rounds" / published.code
    assert {path.name: path.read_bytes() for path in there.iterdir()} == lying(published)


def test_a_signature_stays_as_it_is_when_the_secret_is_changed(published, noon, settings, tmp_path):
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


def test_a_signature_that_was_tampered_with_is_not_published(published):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        forged = base64.b64encode(bytes(64))
        cursor.execute("UPDATE rounds_keptfile SET content = %s WHERE public_key <> ''", [forged])
        cursor.execute("SET session_replication_role = origin")

    with pytest.raises(files.NotTheSameBytes):
        files.round_files(published)


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


def test_a_round_closed_before_bytes_were_kept_is_kept_when_the_tree_is_written(published, noon, tmp_path):
    draws.carry_on(published, at=noon)
    forget("entries.txt.gz", "selection.txt.gz", "SHA256SUMS.sig")
    written(tmp_path)

    kept = {one.name: bytes(one.content) for one in KeptFile.objects.filter(round=published)}
    assert kept == {name: lying(published)[name] for name in ("entries.txt.gz", "selection.txt.gz", "SHA256SUMS.sig")}


def test_a_round_that_lies_there_otherwise_than_it_would_be_made_is_not_kept(published, noon, monkeypatch, tmp_path):
    draws.carry_on(published, at=noon)
    forget("entries.txt.gz", "selection.txt.gz", "SHA256SUMS.sig")
    another_python(monkeypatch)
    written(tmp_path)

    assert not KeptFile.objects.filter(round=published).exists()
