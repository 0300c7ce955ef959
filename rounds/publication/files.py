"""
Writes a round's files where the public reads them.

Everything is taken from the database and compared with the digests that stand there, so a crash between a commit and its
files costs nothing: writing again gives the same bytes, and a file that is right already is left alone.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from rounds import verify_draw
from rounds.models import Draw, Round, TimeStamp
from rounds.publication import chain, signing
from rounds.queries import frozen_list
from rounds.queries import time_stamps as stamps
from rounds.rules.canonical import digest
from rounds.rules.results import sums_file
from rounds.rules.time_stamps import file_name
from rounds.states import RoundState

MANIFEST, ENTRIES, COMPLETENESS = "manifest.json", "entries.txt.gz", "completeness.csv"
SEED, SELECTION, RESULT, QUALITY = "seed_input.txt", "selection.txt.gz", "result.json", "quality.json"
UNISSUED = "iecsite-round-"
"""How the folders begin in which a result is judged before anybody is told; the number of their process follows."""
# How the verifier begins its last line when it refuses a round.
REFUSALS = ("NOT VERIFIED: ", "NOT DRAWN YET: ")
SUMS, SIGNATURE, CHAIN = "SHA256SUMS", "SHA256SUMS.sig", "chain.csv"
LIST_FILES = (MANIFEST, ENTRIES, COMPLETENESS, SUMS, SIGNATURE)
RESULT_FILES = (MANIFEST, ENTRIES, COMPLETENESS, SEED, SELECTION, RESULT, QUALITY, SUMS, SIGNATURE)


# Their names end with the list's, before its checksums.
_OF_THE_LIST = len((MANIFEST, ENTRIES, COMPLETENESS))


class NotTheSameBytes(Exception):
    """The database no longer gives the bytes whose digest it keeps: nothing is published."""


class NotVerified(Exception):
    """The published files do not pass the public verifier."""


class NoVerdict(Exception):
    """The public verifier came to no end (it was killed, or the machine had no room): nothing is known of the files."""


def rounds_folder() -> Path:
    """Where the folders of all rounds and the chain between them lie."""
    return Path(settings.PUBLIC_DIR) / "data" / "rounds"


def folder_of(code: str) -> Path:
    """The folder of one round's files."""
    return rounds_folder() / code


def names_of(round_: Round, *, final: bool) -> tuple[str, ...]:
    """The names of the files that a round has made public, of its list alone or of its result too. One query."""
    names = RESULT_FILES if final else LIST_FILES
    kept = (file_name(one.number) for one in stamps.of_round(round_))
    return (*names[:_OF_THE_LIST], *kept, *names[_OF_THE_LIST:])


def write_round(round_: Round, *, after: RoundState | None = None) -> None:
    """
    Write all files that a round has made public so far, and the chain of rounds; leave alone what is right already.

    A round voided after its list was published keeps it. May be called at any time and as often as one likes.

    :param after: the state to which the step that is being taken leads, where it makes more of the round public
    :raises NotTheSameBytes: when a row behind them was tampered with
    """
    for name, content in round_files(round_, after=after).items():
        put(folder_of(round_.code) / name, content)
    put(rounds_folder() / CHAIN, chain.chain_file(after=None if after is None else (round_, after)))


def take_back_result(round_: Round) -> None:
    """
    Leave of a round only what it has made public so far, after its result was written and does not verify: a web server that
    carries the folder asks nobody whether a file is public yet.
    """
    folder = folder_of(round_.code)
    for name in set(RESULT_FILES) - set(LIST_FILES):
        (folder / name).unlink(missing_ok=True)
        # What a process left that was killed while it wrote.
        for begun in folder.glob(f".{name}.*"):
            begun.unlink(missing_ok=True)
    write_round(round_)


def round_files(round_: Round, *, after: RoundState | None = None) -> dict[str, bytes]:
    """
    Name -> bytes of every file that a round has made public so far, from the database alone.

    Nobody sees a result that is not final, so the list alone is public until the public verifier has agreed.

    :raises NotTheSameBytes: when a row behind them was tampered with
    """
    draw, state = Draw.objects.filter(round=round_).first(), after or round_.state
    if draw is None or (round_.published_at is None and state != RoundState.PUBLISHED):
        return {}
    found = _list_files(round_, draw)
    if state == RoundState.CLOSED:
        found |= _result_files(round_, draw)
    sums = sums_file(list(found.items()))
    return found | {SUMS: sums, SIGNATURE: signing.signature_of(sums)}


def check_published(round_: Round) -> None:
    """
    Let the public verifier judge the files as they lie there, in a process of its own.

    :raises NotVerified: with the verifier's first reason
    :raises NoVerdict: when it came to no end
    """
    _judge(folder_of(round_.code), round_)


def check_unpublished(round_: Round) -> None:
    """
    Let the public verifier judge a drawn round before anybody is told, from a folder that only this process can open and that is
    gone afterwards; the chain of rounds is judged with it. A folder that a killed process left is swept first.

    :raises NotVerified: with the verifier's first reason
    :raises NoVerdict: when it came to no end
    :raises NotTheSameBytes: when a row behind the files was tampered with
    """
    draw = Draw.objects.get(round=round_)
    _sweep_unissued()
    # Python makes it for its owner alone (0700).
    with tempfile.TemporaryDirectory(prefix=f"{UNISSUED}{os.getpid()}-") as name:
        folder = Path(name)
        for file, content, digest_kept in (
            (MANIFEST, draw.manifest.encode("ascii"), draw.manifest_sha256),
            (ENTRIES.removesuffix(".gz"), frozen_list.entries_bytes(round_.pk), draw.entries_sha256),
            (SEED, draw.seed_input.encode("ascii"), draw.seed),
            (SELECTION.removesuffix(".gz"), frozen_list.selection_bytes(round_.pk), draw.selection_sha256),
        ):
            _expect(content, digest_kept)
            (folder / file).write_bytes(content)
        (folder / RESULT).write_bytes(draw.result.encode("ascii"))
        for number, answer in TimeStamp.objects.filter(round=round_).values_list("number", "answer"):
            (folder / file_name(number)).write_bytes(bytes(answer))
        (folder / CHAIN).write_bytes(chain.chain_file())
        _judge(folder, round_)


def _judge(folder: Path, round_: Round) -> None:
    command = [sys.executable, str(Path(verify_draw.__file__)), str(folder)]
    if round_.test_source:
        command.append("--allow-test")
    judged = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (a fixed program of ours)
    if judged.returncode == 0:
        return
    said = (judged.stdout.strip().splitlines() or [""])[-1]
    if judged.returncode == 1 and said.startswith(REFUSALS):
        raise NotVerified(said)
    raise NoVerdict(f"{judged.returncode}: {(said or judged.stderr.strip())[-300:]}")


def _sweep_unissued() -> None:
    """Remove the folders of unissued results whose process is no more: it was killed before it could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{UNISSUED}*"):
        process = folder.name.removeprefix(UNISSUED).partition("-")[0]
        if process.isdecimal() and not folder.is_symlink() and not _runs(int(process)):
            # Where it belongs to somebody else, or another sweep was quicker, nothing is removed.
            shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _list_files(round_: Round, draw: Draw) -> dict[str, bytes]:
    manifest, entries = draw.manifest.encode("ascii"), frozen_list.entries_bytes(round_.pk)
    _expect(manifest, draw.manifest_sha256)
    _expect(entries, draw.entries_sha256)
    found = {MANIFEST: manifest, ENTRIES: packed(entries), COMPLETENESS: draw.completeness.encode("ascii")}
    kept = TimeStamp.objects.filter(round=round_).values_list("number", "answer")
    return found | {file_name(number): bytes(answer) for number, answer in kept}


def _result_files(round_: Round, draw: Draw) -> dict[str, bytes]:
    seed, selection = draw.seed_input.encode("ascii"), frozen_list.selection_bytes(round_.pk)
    _expect(seed, draw.seed)
    _expect(selection, draw.selection_sha256)
    return {
        SEED: seed,
        SELECTION: packed(selection),
        RESULT: draw.result.encode("ascii"),
        QUALITY: draw.quality.encode("ascii"),
    }


def packed(content: bytes) -> bytes:
    """Compressed, the same bytes each time: no clock and no name stand in them."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def _expect(content: bytes, digest_kept: str) -> None:
    if digest(content) != digest_kept:
        raise NotTheSameBytes(digest_kept)


def put(path: Path, content: bytes) -> bool:
    """
    Put a file in place whole: a reader sees the old one or the new one, after a crash too.

    :returns: whether it was written; False when it was right already
    """
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return True
