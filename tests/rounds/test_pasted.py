"""What pages and papers tell people to paste into a shell does there what they say."""

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from rounds.publication import files, signing, whole
from rounds.rules import time_stamps
from tests.factories import draws, rounds
from tests.factories.authority import Authority

pytestmark = pytest.mark.django_db
DOCS = Path(settings.BASE_DIR) / "docs"


def shell(command, *, cwd):
    """What a plain shell prints for a pasted line."""
    done = subprocess.run(["sh", "-euc", command], cwd=cwd, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def blocks(page):
    """The texts of a page's boxes of code, as the browser shows them and copies them."""
    return [html.unescape(found) for found in re.findall(r'<pre class="iec-code"><code>(.*?)</code></pre>', page, re.S)]


def shown(client, language, name, *arguments):
    with translation.override(language):
        return client.get(reverse(name, args=arguments)).content.decode()


@pytest.fixture
def held(noon):
    person = rounds.candidate("FR-WH", at=noon)
    rounds.candidate("FR-IC", "FR-WH", at=noon)
    return draws.carried_out({"FR-IC": 1, "FR-WH": 1}, at=noon), person


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_lines_of_a_rounds_page_work_when_they_are_pasted(client, held, tmp_path, language):
    round_, _person = held
    page = shown(client, language, "round_page", round_.code)
    seed, number, fetch, verify = blocks(page)
    folder = files.folder_of(round_.code)

    printed = shell(seed, cwd=folder).split()[0]
    assert printed == round_.draw.seed or printed in page
    assert f"<code>{printed}</code>" in page
    assert f"<code>{shell(number, cwd=tmp_path).split()[0]}</code>" in page
    # The same line, from the disk instead of the network.
    fetch = re.sub(r"'http[^']*?/data/", f"'file://{settings.PUBLIC_DIR}/data/", fetch)
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed on this machine")
    assert shell(fetch, cwd=tmp_path).count(": OK") == len(files.RESULT_FILES) - 2
    (tmp_path / "verify_draw.py").write_bytes(whole.verifier())
    assert "VERIFIED" in shell(verify, cwd=tmp_path)


def test_the_line_on_a_persons_page_prints_their_number(client, held, tmp_path):
    round_, person = held
    client.force_login(person.user)
    page = shown(client, "en", "my_round", round_.code)
    (line,) = blocks(page)
    assert f"<code>{shell(line, cwd=tmp_path).split()[0]}</code>" in page


def test_the_lines_of_the_protocol_check_digests_and_signature(held, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed on this machine")
    round_, _person = held
    for name, content in files.round_files(round_).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / signing.KEY_FILE).write_bytes(signing.public_key())
    authority = Authority()
    (tmp_path / "ROOT.pem").write_bytes(authority.root)
    (tmp_path / "manifest.tsr").write_bytes(authority.answer(time_stamps.request_for((tmp_path / files.MANIFEST).read_bytes())))
    text = (DOCS / "draw-protocol.md").read_text(encoding="utf-8").partition("## Without a program")[2]
    lines = [line[4:] for line in text.splitlines() if line.startswith("    ") and "TICKET" not in line]
    assert len(lines) == 7
    # Another key, as the table of keys has it, makes the file that the line above it reads.
    shell(lines.pop(4).replace(" KEY ", f" {signing.public_key_line()} "), cwd=tmp_path)
    assert (tmp_path / signing.KEY_FILE).read_bytes() == signing.public_key()
    printed = [shell(line, cwd=tmp_path) for line in lines]
    assert printed[0].split()[0] == round_.draw.seed
    assert ": OK" in printed[1]
    assert "Verified Successfully" in printed[3]
    assert "Time stamp: Sep 14 00:00:00 2023 GMT" in printed[4]
    assert "Verification: OK" in printed[5]
    sums = tmp_path / files.SUMS
    sums.write_bytes(sums.read_bytes().replace(b"manifest", b"manifold"))
    with pytest.raises(AssertionError, match="Verification Failure"):
        shell(lines[3], cwd=tmp_path)


def test_the_lines_of_the_worked_example_print_what_stands_below_them():
    page = (DOCS / "worked-example.md").read_text(encoding="utf-8")
    tried = 0
    for command, printed in re.findall(r"^    \$ ((?!cd |python3).+)\n    (.+)$", page, re.M):
        assert shell(command, cwd=DOCS / "example" / "2023-001").strip() == printed.strip()
        tried += 1
    assert tried == 6
