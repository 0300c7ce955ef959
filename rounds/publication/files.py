"""
Writes a round's files where the public reads them.

Everything is taken from the database and compared with the digests that stand there, so a crash between a commit and its
files costs nothing: writing again gives the same bytes, and a file that is right already is left alone. What another Python or
another secret would make otherwise is kept there too (`rounds.operations.kept_files`).
"""

import fcntl
import gzip
import os
import tempfile
import zlib
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from rounds.models import Draw, KeptFile, Round, TimeStamp
from rounds.publication import chain, signing, verdict
from rounds.queries import frozen_list
from rounds.queries import time_stamps as stamps
from rounds.rules.canonical import digest
from rounds.rules.results import sums_file
from rounds.rules.time_stamps import FILES as STAMPS
from rounds.rules.time_stamps import file_name
from rounds.states import RoundState

MANIFEST, ENTRIES, COMPLETENESS = "manifest.json", "entries.txt.gz", "completeness.csv"
SEED, SELECTION, RESULT, QUALITY = "seed_input.txt", "selection.txt.gz", "result.json", "quality.json"
SUMS, SIGNATURE, CHAIN = "SHA256SUMS", "SHA256SUMS.sig", "chain.csv"
LIST_FILES = (MANIFEST, ENTRIES, COMPLETENESS, SUMS, SIGNATURE)
RESULT_FILES = (MANIFEST, ENTRIES, COMPLETENESS, SEED, SELECTION, RESULT, QUALITY, SUMS, SIGNATURE)


# Their names end with the list's, before its checksums.
_OF_THE_LIST = len((MANIFEST, ENTRIES, COMPLETENESS))
# As a line of the checksums ends that names a file of a result.
_NAMES_A_RESULT = tuple(f"  {name}\n".encode("ascii") for name in RESULT_FILES if name not in LIST_FILES)


class NotTheSameBytes(Exception):
    """The database no longer gives the bytes whose digest it keeps: nothing is published."""


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


def write_round(round_: Round, *, after: RoundState | None = None) -> dict[str, bytes]:
    """
    Write all files that a round has made public so far, and the chain of rounds; leave alone what is right already.

    A round voided after its list was published keeps it. May be called at any time and as often as one likes. A step that makes
    the result public has it judged first: nothing of it lies where the public reads before the public verifier has agreed. The
    checksums are written last, and the chain after them.

    :param after: the state to which the step that is being taken leads, where it makes more of the round public
    :returns: name -> bytes of the round's own files
    :raises verdict.NotVerified: when the public verifier refuses the result
    :raises verdict.NoVerdict: when it came to no end
    :raises NotTheSameBytes: when a row behind them was tampered with
    """
    found = round_files(round_, after=after)
    if after == RoundState.CLOSED:
        check_result(round_, found)
    for name, content in found.items():
        put(folder_of(round_.code) / name, content)
    write_chain(after=None if after is None else (round_, after))
    return found


def write_chain(*, after: tuple[Round, RoundState] | None = None) -> bool:
    """
    Write the chain of rounds from what is committed, one process after the other: none puts an older one over a newer one.

    A step that is being taken sees no other step that is not committed, so the chain is written again when it is.

    :returns: whether it was written; False when it was right already
    """
    folder = rounds_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # The folder is locked and no row: a lock of the database would be held until the end of a step, which may take minutes.
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        return put(folder / CHAIN, chain.chain_file(after=after))
    finally:
        os.close(held)


def take_back(round_: Round) -> dict[str, bytes]:
    """
    Leave of a round only what it has made public so far, after more was written in a step that failed: a web server that carries
    the folder asks nobody whether a file is public yet.

    :returns: name -> bytes of the round's files that stay
    """
    folder = folder_of(round_.code)
    stay = set() if round_.published_at is None else {*LIST_FILES, *STAMPS}
    # Nothing is asked of the database before they are gone.
    for name in {*RESULT_FILES, *STAMPS}:
        if name not in stay:
            (folder / name).unlink(missing_ok=True)
        # What a process left that was killed while it wrote.
        for begun in folder.glob(f".{name}.*"):
            begun.unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return write_round(round_)


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
    return found | {SUMS: sums, SIGNATURE: _signature(round_, sums)}


def sums_of_list(round_: Round) -> dict[str, bytes]:
    """
    The checksums of a round's list and their signature, as they were published, while those of its result lie in their place.

    The result's are written a moment before it is public, and lie there longer when the process is killed in that moment.

    :returns: name -> bytes; empty where those of the list, or none, lie there
    """
    try:
        lines = (folder_of(round_.code) / SUMS).read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return {}
    sums = b"".join(line for line in lines if not line.endswith(_NAMES_A_RESULT))
    return {} if sums == b"".join(lines) else {SUMS: sums, SIGNATURE: _signature(round_, sums)}


def as_they_lie(round_: Round) -> dict[str, bytes] | None:
    """
    Name -> bytes of a round's published files as they lie there, where they are right by themselves: what is compressed gives the
    digest of its draw, all others are as they stand in the database, `SHA256SUMS` holds for all of them, and its signature is by
    today's key. None where they are not, or not all there. A time stamp kept since may be missing.
    """
    folder, draw, final = folder_of(round_.code), Draw.objects.get(round=round_), round_.state == RoundState.CLOSED
    digests = {ENTRIES: draw.entries_sha256, SELECTION: draw.selection_sha256}
    texts = {MANIFEST: draw.manifest, COMPLETENESS: draw.completeness}
    if final:
        texts |= {SEED: draw.seed_input, RESULT: draw.result, QUALITY: draw.quality}
    known = {name: text.encode("ascii") for name, text in texts.items()}
    answers = TimeStamp.objects.filter(round=round_).values_list("number", "answer")
    known |= {file_name(number): bytes(answer) for number, answer in answers}
    found = {}
    for name in names_of(round_, final=final):
        try:
            content = (folder / name).read_bytes()
        except FileNotFoundError:
            if name in STAMPS:
                continue
            return None
        right = is_packed(content, digests[name]) if name in digests else content == known.get(name, content)
        if not right:
            return None
        found[name] = content
    signature, sums = found[SIGNATURE], found[SUMS]
    if sums != sums_file([(name, content) for name, content in found.items() if name not in {SUMS, SIGNATURE}]):
        return None
    return found if signing.is_signature(signature, sums, key=signing.public_key_line()) else None


def lies(round_: Round) -> bool:
    """Whether there is any file under the names of a round's."""
    return any((folder_of(round_.code) / name).exists() for name in {*RESULT_FILES, *STAMPS})


def made_from(round_: Round, found: dict[str, bytes]) -> dict[str, str]:
    """
    Name -> SHA-256 of what it was made from, of those files that another Python or another secret would make otherwise.

    :param found: a round's files as `round_files` gives them
    """
    draw = Draw.objects.only("entries_sha256", "selection_sha256").get(round=round_)
    sources = {ENTRIES: draw.entries_sha256, SELECTION: draw.selection_sha256, SIGNATURE: digest(found.get(SUMS, b""))}
    return {name: source for name, source in sources.items() if name in found}


def check_result(round_: Round, found: dict[str, bytes]) -> None:
    """
    Let the public verifier judge a round's files before they are put where the public reads them, each as it will lie there, with
    their checksums and the chain of rounds that is to be published with them.

    :param found: the files as `round_files` gives them, with the result
    :raises verdict.NotVerified: with the verifier's first reason
    :raises verdict.NoVerdict: when it came to no end
    """
    with verdict.unseen() as folder:
        for name, content in found.items():
            (folder / name).write_bytes(content)
        (folder / CHAIN).write_bytes(chain.chain_file(after=(round_, RoundState.CLOSED)))
        verdict.judge(folder, round_)


def check_unpublished(round_: Round) -> None:
    """
    Let the public verifier judge a drawn round before anybody is told; the chain of rounds is judged with it.

    :raises verdict.NotVerified: with the verifier's first reason
    :raises verdict.NoVerdict: when it came to no end
    :raises NotTheSameBytes: when a row behind the files was tampered with
    """
    draw = Draw.objects.get(round=round_)
    with verdict.unseen() as folder:
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
        verdict.judge(folder, round_)


def _list_files(round_: Round, draw: Draw) -> dict[str, bytes]:
    manifest = draw.manifest.encode("ascii")
    _expect(manifest, draw.manifest_sha256)
    entries = _packed(round_, ENTRIES, frozen_list.entries_bytes(round_.pk), draw.entries_sha256)
    found = {MANIFEST: manifest, ENTRIES: entries, COMPLETENESS: draw.completeness.encode("ascii")}
    kept = TimeStamp.objects.filter(round=round_).values_list("number", "answer")
    return found | {file_name(number): bytes(answer) for number, answer in kept}


def _result_files(round_: Round, draw: Draw) -> dict[str, bytes]:
    seed = draw.seed_input.encode("ascii")
    _expect(seed, draw.seed)
    return {
        SEED: seed,
        SELECTION: _packed(round_, SELECTION, frozen_list.selection_bytes(round_.pk), draw.selection_sha256),
        RESULT: draw.result.encode("ascii"),
        QUALITY: draw.quality.encode("ascii"),
    }


def packed(content: bytes) -> bytes:
    """Compressed, the same bytes each time with one release of Python and zlib: no clock and no name stand in them."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def _packed(round_: Round, name: str, content: bytes, digest_kept: str) -> bytes:
    """A file compressed as it was published first, or as this Python does it when it never was."""
    _expect(content, digest_kept)
    kept = _kept(round_, name, digest_kept)
    if not kept.exists():
        return packed(content)
    # A list of a million people is not held twice.
    del content
    before = bytes(kept.get().content)
    if not is_packed(before, digest_kept):
        raise NotTheSameBytes(digest_kept)
    return before


def is_packed(content: bytes, digest_kept: str) -> bool:
    """Whether these bytes are a whole compressed file of what has this digest."""
    try:
        return digest(gzip.decompress(content)) == digest_kept
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return False


def _signature(round_: Round, sums: bytes) -> bytes:
    kept = _kept(round_, SIGNATURE, digest(sums)).first()
    if kept is None:
        return signing.signature_of(sums)
    before = bytes(kept.content)
    if not signing.is_signature(before, sums, key=kept.public_key):
        raise NotTheSameBytes(kept.made_from)
    return before


def _kept(round_: Round, name: str, source: str) -> QuerySet[KeptFile]:
    return KeptFile.objects.filter(round=round_, name=name, made_from=source)


def _expect(content: bytes, digest_kept: str) -> None:
    if digest(content) != digest_kept:
        raise NotTheSameBytes(digest_kept)


def put(path: Path, content: bytes) -> bool:
    """
    Put a file in place whole: a reader sees the old one or the new one, after a crash too.

    :returns: whether it was written; False when it was right already
    """
    if not exchange(path, content):
        return False
    settle(path.parent)
    return True


def exchange(path: Path, content: bytes) -> bool:
    """The same, but after a crash it may be the old one until its folder is settled."""
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
    return True


def settle(folder: Path) -> None:
    """Make sure that what was exchanged in a folder stays so after a crash."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
