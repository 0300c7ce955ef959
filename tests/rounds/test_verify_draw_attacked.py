"""The public's program under attack: whatever lies in the folder, it ends with 0, 1 or 2 and a sentence, and soon."""

import errno
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from rounds import verify_draw
from rounds.rules.canonical import canonical_json, digest
from rounds.rules.names import FORMAT
from rounds.rules.results import sums_file
from tests.rounds.test_verify_draw import FILES, drawn_round, publish, real_round, reason, receipt_of

PROGRAM = Path(verify_draw.__file__)
SMALL = [sha256(f"small {number}".encode()).hexdigest()[:32] for number in range(5)]


@pytest.fixture
def small():
    """The files of a round of five people in three pools."""
    return drawn_round({"FR-IC": SMALL[:2], "FR-WH": SMALL, "FR-YP-VIE": SMALL[3:4]}, {"FR-IC": 1, "FR-WH": 2})


@pytest.fixture
def folder(tmp_path, small):
    return publish(tmp_path / "2026-002", small)


def as_published(files):
    """The same files as the site has them: packed lists, and the sums over all."""
    packed = {f"{name}.gz": gzip.compress(files[name], mtime=0) for name in ("entries.txt", "selection.txt")}
    kept = {name: content for name, content in files.items() if f"{name}.gz" not in packed} | packed
    return kept | {"SHA256SUMS": sums_file(list(kept.items()))}


def run(*words, **more):
    command = [sys.executable, "-I", str(PROGRAM), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60, **more)


def sentence(done, code):
    """What the program said; it ended with this code, in one sentence and without the innards of Python."""
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout if code == 1 else done.stderr


# ---- every byte of every file


@pytest.mark.parametrize("published", [False, True], ids=["plain", "as published"])
def test_a_change_of_any_single_byte_of_any_file_is_refused(tmp_path, small, published):
    dice = random.Random(4)
    files = as_published(small) if published else small
    directory = publish(tmp_path / "2026-002", files)
    assert reason(directory) is None
    for name, whole in files.items():
        for at in range(len(whole)):
            changed = bytearray(whole)
            changed[at] ^= dice.randrange(1, 256)
            (directory / name).write_bytes(changed)
            assert reason(directory), f"accepted a change of byte {at} of {name}"
        (directory / name).write_bytes(whole)


@pytest.mark.parametrize("name", ["entries.txt.gz", "selection.txt.gz"])
def test_an_archive_cut_off_anywhere_is_refused(tmp_path, small, name):
    files = as_published(small)
    del files["SHA256SUMS"]
    directory = publish(tmp_path / "2026-002", files)
    for length in range(len(files[name])):
        (directory / name).write_bytes(files[name][:length])
        assert reason(directory), f"accepted {length} bytes of {name}"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.decode().encode("utf-16"),
        lambda content: content + b"\x00",
        lambda content: b"\n" + content,
        lambda content: content.upper() if content.upper() != content else content + b" ",
        lambda content: content.rstrip(b"\n"),
        lambda content: content.replace(b"\n", b"\x0b"),
    ],
    ids=["CRLF", "BOM", "UTF-16", "NUL", "empty line before", "capitals", "no line feed", "vertical tab"],
)
def test_text_written_otherwise_is_refused(folder, name, spoil):
    (folder / name).write_bytes(spoil((folder / name).read_bytes()))
    assert reason(folder)


# ---- JSON that says the same another way


def with_manifest(small, content):
    """All files, as if this manifest were the announced one."""
    lines = small["seed_input.txt"].decode().splitlines(keepends=True)
    lines[2] = f"manifest {digest(content)}\n"
    return small | {"manifest.json": content, "seed_input.txt": "".join(lines).encode()}


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace('{"beacons"', '{"beacons":[],"beacons"', 1),
        lambda text: text.replace('"round":"2026-002"', '"round":"2026-002","round":"2026-002"'),
        lambda text: json.dumps(json.loads(text), indent=1) + "\n",
        lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":")) + "\n",
        lambda text: text.replace('"count":8', '"count":8.0'),
        lambda text: text.replace('"count":8', '"count":8e0'),
        lambda text: text.replace('"count":8', '"count":08'),
        lambda text: text.replace('"count":8', '"count":true'),
        lambda text: text.replace('"count":8', '"count":NaN'),
        lambda text: text.replace('"count":8', '"count":' + "8" * 5000),
        lambda text: text.replace('"count":8', '"count":-8'),
        lambda text: text.replace("2026-002", "2026\\u002d002"),
        lambda text: text.replace('"fallback":[]', '"fallback":null'),
        lambda text: text.replace('"beacons":["beacon test"]', '"beacons":"beacon test"'),
        lambda text: text.replace('"pools":[', '"pools":[null,'),
        lambda text: "[" * 100_000,
        lambda text: "[" + text.strip() + "]\n",
        lambda text: "null\n",
    ],
)
def test_a_manifest_written_otherwise_is_refused_for_its_own_sake(tmp_path, small, rewrite):
    text = small["manifest.json"].decode()
    changed = rewrite(text)
    assert changed != text
    directory = publish(tmp_path / "2026-002", with_manifest(small, changed.encode()))
    found = reason(directory)
    assert found
    assert "judge" not in found


# ---- a test round that would like to be taken for a real one


def test_a_test_round_that_claims_a_real_beacon_is_refused_whatever_is_asked(tmp_path):
    """Everything of a public round, real value and all, but for the format."""
    real = real_round()
    manifest = real["manifest.json"].replace(b'"format":"IEC-DRAW/1"', b'"format":"IEC-DRAW/1-TEST"')
    seed_input = real["seed_input.txt"].replace(digest(real["manifest.json"]).encode(), digest(manifest).encode())
    claimed = real | {"manifest.json": manifest, "seed_input.txt": seed_input.replace(b"IEC-DRAW/1\n", b"IEC-DRAW/1-TEST\n")}
    directory = publish(tmp_path / "round", claimed)
    assert "one source 'beacon test'" in reason(directory, allow_test=True)
    assert "TEST round" in reason(directory, allow_test=False)


def test_allowing_a_test_is_loud_at_the_beginning_and_at_the_end_and_is_never_abbreviated(folder):
    done = run(folder, "--allow-test")
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith("*** TEST ROUND")
    assert "proves nothing" in lines[0]
    assert [line for line in lines if line.startswith("VERIFIED")] == [
        "VERIFIED (arithmetic of a TEST round only): round 2026-002."
    ]
    assert "unrecognized arguments" in sentence(run(folder, "--allow"), 2)


def test_allowing_tests_makes_nothing_of_a_public_round_any_looser(tmp_path, capsys):
    directory = publish(tmp_path / "round", real_round())
    assert verify_draw.main([str(directory), "--allow-test"]) == 0
    assert "TEST" not in capsys.readouterr().out
    false = (directory / "seed_input.txt").read_bytes().replace(b"b713718a", b"b713718b")
    (directory / "seed_input.txt").write_bytes(false)
    assert "signature does not fit" in reason(directory, allow_test=True)


# ---- the end of the calendar, numbers without end, folders that cannot be read


def test_a_draw_at_the_end_of_all_calendars_is_refused(tmp_path, small):
    last = datetime(9999, 12, 31, 12, tzinfo=UTC)
    changes = {
        "format": FORMAT,
        "frozen_at": f"{last - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}",
        "draw_at": f"{last:%Y-%m-%dT%H:%M:%SZ}",
        "beacons": [f"beacon drand {verify_draw.QUICKNET} {verify_draw.drand_round_at(last)}"],
        "fallback": [f"beacon draws {name} 9999-12-31" for name in ("lotto-649", "lotto-max", "daily-grand")],
    }
    manifest = canonical_json({**json.loads(small["manifest.json"]), **changes})
    assert "end of all calendars" in reason(publish(tmp_path / "round", small | {"manifest.json": manifest}))


def test_a_lottery_number_of_a_hundred_thousand_digits_is_refused(tmp_path):
    files = real_round()
    lotteries = [f"beacon draws {name} 2023-09-20" for name in ("lotto-649", "lotto-max", "daily-grand")]
    manifest = canonical_json({**json.loads(files["manifest.json"]), "fallback": lotteries})
    lines = files["seed_input.txt"].decode().splitlines()
    seed = [*lines[:2], f"manifest {digest(manifest)}", *(f"{line} {'7' * 100_000}" for line in lotteries), lines[-1], ""]
    directory = publish(tmp_path / "round", files | {"manifest.json": manifest, "seed_input.txt": "\n".join(seed).encode()})
    assert "badly written" in reason(directory)


def as_somebody_else(words, said):
    """Run the program in a process that may read nothing of ours; its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 99
    try:
        with said.open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            if os.geteuid() == 0:
                os.setegid(65534)
                os.seteuid(65534)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            code = verify_draw.main(words)
            sys.stdout.flush()
    except SystemExit as left:
        code = left.code
    finally:
        os._exit(code)


@pytest.mark.parametrize("closed", ["folder", "file"])
def test_what_may_not_be_read_is_a_wrong_call_or_a_refusal_and_no_crash(folder, tmp_path, closed):
    said = tmp_path / "said.txt"
    shut = folder if closed == "folder" else folder / "manifest.json"
    above = [one for one in tmp_path.parents if one.is_relative_to(tempfile.gettempdir()) and str(one) != tempfile.gettempdir()]
    for opened in (tmp_path, *above):
        opened.chmod(0o755)
    shut.chmod(0)
    assert as_somebody_else([str(folder), "--allow-test"], said) == 1
    assert "NOT VERIFIED: manifest.json cannot be read: Permission denied." in said.read_text()
    if closed == "folder":
        assert as_somebody_else([str(folder / "within"), "--allow-test"], said) == 2
    shut.chmod(0o700)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_the_place_of_a_file_is_refused(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    assert name in sentence(run(folder, "--allow-test"), 1)


def test_an_empty_folder_is_refused_by_the_name_of_what_is_missing(tmp_path):
    assert "manifest.json cannot be read: No such file" in sentence(run(tmp_path), 1)


def test_somebody_who_stops_listening_is_not_told_verified(folder):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-I", "-u", str(PROGRAM), str(folder), "--allow-test"], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


# ---- memory: a file is never believed about its size


def megabytes_of(directory, code=1):
    """The most that the program held while it refused a folder, or verified it, as the system counts it."""
    script = (
        "import runpy, sys\n"
        "try:\n    runpy.run_path(sys.argv.pop(1), run_name='__main__')\n"
        "except SystemExit as left:\n"
        # What the system counts as the most of a process begins with what its parent held; this begins with the program.
        "    most = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "    sys.stderr.write(str(int(most.split()[1]) // 1024))\n    sys.exit(left.code)\n"
    )
    words = [sys.executable, "-I", "-c", script, str(PROGRAM), str(directory), "--allow-test"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code, done.stdout
    return int(done.stderr)


def boasting(small):
    """A manifest that speaks of a hundred million entries."""
    manifest = json.loads(small["manifest.json"])
    manifest["entries"]["count"] = manifest["pools"][0]["entries"] = 10**8
    for line in manifest["pools"][1:]:
        line["entries"] = 0
    return with_manifest(small, canonical_json(manifest))


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path, small, packed):
    files = boasting(small)
    del files["entries.txt"]
    directory = publish(tmp_path / "round", files)
    name = "entries.txt.gz" if packed else "entries.txt"
    with gzip.open(directory / name, "wb", compresslevel=1) if packed else (directory / name).open("wb") as file:
        for _megabyte in range(200):
            file.write(b"a" * 1_000_000)
    assert "Line 1 of entries.txt is not an entry" in reason(directory)
    assert megabytes_of(directory) < 150


# ---- tickets and receipts on the command line


@pytest.mark.parametrize(
    "ticket", ["", "0" * 31, "0" * 33, "G" * 32, "A" * 32, f"{'0' * 32}\n", "٣" * 32, "-" * 32, "0x" + "0" * 30]
)
def test_a_ticket_that_is_none_is_a_wrong_call(folder, ticket):
    assert "a ticket is 32 digits" in sentence(run(folder, "--allow-test", f"--ticket={ticket}"), 2)


def test_a_ticket_that_is_not_in_the_list_leaves_the_round_verified(folder):
    done = run(folder, "--allow-test", "--ticket", "0" * 32)
    assert done.returncode == 0
    assert "not in the list of this round" in done.stdout


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: b"{}",
        lambda content: content[:-3],
        lambda content: b"\xff\xfe" + content,
        lambda content: b"[" * 50_000,
        lambda content: content.replace(b'"index":', b'"index":' + b"9" * 6000),
        lambda content: content.replace(b'"index":', b'"index":-'),
        lambda content: content.replace(b'"pool":"FR-WH"', b'"pool":"FR-IC"'),
        lambda content: content.replace(b'"round":"2026-002"', b'"round":"2026-001"'),
        lambda content: content.replace(b'"path":[', b'"path":["' + b"0" * 64 + b'",'),
    ],
)
def test_a_receipt_that_is_wrong_is_refused_and_the_round_is_not_called_verified(folder, small, tmp_path, spoil):
    whole = receipt_of(small, "FR-WH", SMALL[2])
    kept = tmp_path / "receipt.json"
    kept.write_bytes(whole)
    assert run(folder, "--allow-test", "--receipt", kept).returncode == 0
    kept.write_bytes(spoil(whole))
    told = sentence(run(folder, "--allow-test", "--receipt", kept), 1)
    assert "NOT VERIFIED: The receipt" in told
    assert "\nVERIFIED" not in told


# ---- what fails on this machine says nothing about the round


def no_verdict(folder, capsys):
    assert verify_draw.main([str(folder), "--allow-test"]) == 3
    said = capsys.readouterr().out
    assert "NO VERDICT: this machine failed" in said
    assert "NOT VERIFIED" not in said
    return said


@pytest.mark.parametrize("kind", ["missing", "a file"])
def test_no_place_for_a_temporary_file_says_nothing_about_the_round(tmp_path, small, monkeypatch, capsys, kind):
    directory = publish(tmp_path / "2026-002", as_published(small))
    place = tmp_path / "temporary"
    if kind == "a file":
        place.write_text("in its place")
    monkeypatch.setattr(verify_draw, "IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    assert "no temporary file" in no_verdict(directory, capsys)


def test_a_full_disk_is_told_although_the_system_calls_it_a_missing_folder(tmp_path, small, monkeypatch, capsys):
    """The system's own search for a folder turns a full disk into one that is not there."""
    directory = publish(tmp_path / "2026-002", as_published(small))
    monkeypatch.setattr(verify_draw, "IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)
    assert "No usable temporary directory" in no_verdict(directory, capsys)


@pytest.mark.parametrize("number", [errno.EIO, errno.EMFILE])
def test_a_disk_that_fails_under_the_chain_says_nothing_about_the_round(folder, monkeypatch, capsys, number):
    (folder / "chain.csv").write_text("round,manifest_sha256,result_sha256,state,reason\n", encoding="utf-8")
    opened = Path.open

    def failing(path, *words, **more):
        if path.name == "chain.csv":
            raise OSError(number, os.strerror(number))
        return opened(path, *words, **more)

    monkeypatch.setattr(Path, "open", failing)
    no_verdict(folder, capsys)


# ---- what has no end


@pytest.mark.parametrize("name", FILES)
def test_a_device_without_an_end_in_the_place_of_a_file_is_refused(folder, name):
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    assert f"{name} is not an ordinary file" in sentence(run(folder, "--allow-test"), 1)


@pytest.mark.parametrize("name", [*FILES, "entries.txt.gz"])
def test_a_pipe_in_the_place_of_a_file_is_refused_and_nobody_waits_for_it(folder, name):
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    assert f"{name} is not an ordinary file" in sentence(run(folder, "--allow-test"), 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [("x" * (verify_draw.LONGEST_SMALL_FILE + 1), "far too long"), ("2026-001,,,void,\n" * 1000, "more rounds than a season")],
    ids=["bytes", "rounds"],
)
def test_a_chain_longer_than_any_is_refused(folder, content, words):
    (folder / "chain.csv").write_text("round,manifest_sha256,result_sha256,state,reason\n" + content, encoding="utf-8")
    assert words in sentence(run(folder, "--allow-test"), 1)


def test_a_pool_in_which_everybody_is_invited_takes_little_more_memory_than_its_numbers(tmp_path):
    tickets = [sha256(f"one of many {number}".encode()).hexdigest()[:32] for number in range(100_000)]
    directory = publish(tmp_path / "2026-001", drawn_round({"FR-WH": tickets}, {"FR-WH": len(tickets)}, name="2026-001"))
    assert megabytes_of(directory, code=0) < 50
