"""The worked example in docs/: what its page says comes out, from the files beside it."""

import base64
import csv
import gzip
import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from rounds import verify_draw
from rounds.publication.files import folder_of
from tests.factories import draws, rounds

DOCS = Path(settings.BASE_DIR) / "docs"
FOLDER, RECEIPT = DOCS / "example" / "2023-001", DOCS / "example" / "receipt-2023-001-FR-WH.json"
PAGE = (DOCS / "worked-example.md").read_text(encoding="utf-8")


def test_the_example_is_a_public_round_that_verifies_as_the_page_says(capsys):
    assert verify_draw.main([str(FOLDER), "--receipt", str(RECEIPT)]) == 0
    said = capsys.readouterr().out.splitlines()
    shown = [line.removeprefix("    ") for line in PAGE.splitlines() if line.startswith(("      ", "    VERIFIED"))]
    assert shown == said[: len(shown)]
    assert len(shown) == 5


def test_a_change_of_any_file_that_the_sums_name_is_refused_as_the_page_says(tmp_path, capsys):
    assert "Change any byte of a file that `SHA256SUMS` names and it ends with `NOT VERIFIED`" in PAGE
    named = [line.split("  ")[1] for line in (FOLDER / "SHA256SUMS").read_text("ascii").splitlines()]
    assert set(named) | {"SHA256SUMS", "SHA256SUMS.sig"} == {path.name for path in FOLDER.iterdir()}
    copied = Path(shutil.copytree(FOLDER, tmp_path / FOLDER.name))
    for name in named:
        content = (copied / name).read_bytes()
        for place in (0, len(content) // 2, len(content) - 1):
            (copied / name).write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert verify_draw.main([str(copied)]) == 1, (name, place)
            assert "NOT VERIFIED" in capsys.readouterr().out
        (copied / name).write_bytes(content)


def test_the_list_alone_is_checked_in_an_empty_folder_elsewhere_as_the_page_says(tmp_path, capsys):
    assert "copied into an empty folder elsewhere, where no `chain.csv` lies beside them" in PAGE
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("manifest.json", "entries.txt.gz"):
        shutil.copy(FOLDER / name, alone)
    assert verify_draw.main([str(alone), "--receipt", str(RECEIPT)]) == 1
    said = capsys.readouterr().out
    assert "receipt: FR-WH|6c361340498a2590e8d59b68eb977264 is in the list" in said
    assert "NOT DRAWN YET: the list of round 2023-001 is as committed" in said

    shutil.copy(FOLDER.parent / "chain.csv", tmp_path)
    assert verify_draw.main([str(alone)]) == 1
    assert "NOT VERIFIED: chain.csv says that this round is drawn" in capsys.readouterr().out


def test_every_printf_on_the_page_gives_what_stands_below_it():
    lines = re.findall(r"\$ printf '([^']+)' \| sha256sum\n    ([0-9a-f]{64})  -", PAGE)
    assert len(lines) == 2
    assert [sha256(text.encode()).hexdigest() for text, _digest in lines] == [digest for _text, digest in lines]


def test_every_fingerprint_on_the_page_is_that_of_its_file():
    for name, content in (
        ("manifest.json", (FOLDER / "manifest.json").read_bytes()),
        ("seed_input.txt", (FOLDER / "seed_input.txt").read_bytes()),
    ):
        assert f"{sha256(content).hexdigest()}  {name}" in PAGE
    assert f"{sha256(gzip.decompress((FOLDER / 'entries.txt.gz').read_bytes())).hexdigest()}  -" in PAGE


def test_the_signature_is_checked_with_the_key_beside_it_and_the_chain_names_the_round():
    key = load_pem_public_key((FOLDER.parent / "publication-key.pem").read_bytes())
    key.verify(base64.b64decode((FOLDER / "SHA256SUMS.sig").read_bytes()), (FOLDER / "SHA256SUMS").read_bytes())

    (line,) = csv.DictReader((FOLDER.parent / "chain.csv").read_text(encoding="utf-8").splitlines())
    digests = [sha256((FOLDER / name).read_bytes()).hexdigest() for name in ("manifest.json", "result.json")]
    assert list(line.values()) == ["2023-001", *digests, "closed", ""]


@pytest.mark.django_db
def test_the_example_has_the_files_columns_and_keys_that_a_round_of_today_is_published_with(noon):
    rounds.candidate("FR-WH", at=noon)
    today = folder_of(draws.carried_out({"FR-WH": 1}, at=noon).code)

    def shape(folder):
        told = {path.name: None for path in folder.iterdir()}
        for name in ("manifest.json", "quality.json", "result.json"):
            told[name] = set(json.loads((folder / name).read_bytes()))
        return told | {"columns": (folder / "completeness.csv").read_text("utf-8").splitlines()[0]}

    assert shape(FOLDER) == shape(today)
