"""The worked example in docs/: what its page says comes out, from the files beside it."""

import base64
import csv
import gzip
import json
import re
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
