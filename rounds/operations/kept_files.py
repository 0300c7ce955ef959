"""
Files of a round as they were first published, kept for good where another Python or another secret would make other bytes: the
checksums that were published hold for the first, and a signature is checked with the key that it was made with.
"""

from dataclasses import dataclass

import psycopg
from django.db import connection, transaction

from rounds.models import KeptFile, Round
from rounds.publication import files, signing
from rounds.queries.rounds import public_rounds
from rounds.rules.canonical import digest
from rounds.states import RoundState

# A round published before any bytes were kept has none of these.
_KEPT = KeptFile.objects.filter(name=files.SIGNATURE)


@dataclass(frozen=True)
class Written:
    """The names under `/data/` of files that are published, and how many of them were written."""

    names: list[str]
    number: int


def write(round_: Round, *, after: RoundState | None = None) -> None:
    """
    Write all files that a round has made public so far, as `files.write_round` does, and keep their bytes.

    Inside the caller's transaction, which holds the round's row.

    :param after: the state to which the step that is being taken leads, where it makes more of the round public
    :raises verdict.NotVerified: when the public verifier refuses the result that is to be made public
    :raises verdict.NoVerdict: when it came to no end
    :raises files.NotTheSameBytes: when a row behind them was tampered with
    """
    if _is_waiting(round_):
        _keep_as_they_lie(round_)
    _keep(round_, files.write_round(round_, after=after))


def write_all_again() -> Written:
    """
    Put right what lies of rounds where the site serves them from, one round after the other as each is then, and keep it; and
    then the chain and the keys. Nothing is written over what `keep_what_lies` names.

    :raises files.NotTheSameBytes: when a row behind the files was tampered with
    """
    names, number = [], 0
    for round_id in public_rounds().order_by("code").values_list("pk", flat=True):
        done = _write_again(round_id)
        names += done.names
        number += done.number
    number += files.write_chain()
    number += files.put(files.rounds_folder() / signing.KEYS_FILE, signing.keys_file())
    return Written([*names, *(f"rounds/{name}" for name in (files.CHAIN, signing.KEYS_FILE))], number)


@transaction.atomic(durable=True)
def _write_again(round_id: int) -> Written:
    # Held, so that no step of the round writes its files meanwhile.
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    if _is_waiting(round_) and files.lies(round_) and not _keep_as_they_lie(round_):
        names, number = list(files.names_of(round_, final=round_.state == RoundState.CLOSED)), 0
    else:
        found = files.round_files(round_)
        number = sum(files.put(files.folder_of(round_.code) / name, content) for name, content in found.items())
        _keep(round_, found)
        names = list(found)
    return Written([f"rounds/{round_.code}/{name}" for name in names], number)


def take_back(round_: Round) -> None:
    """Leave of a round only what it has made public so far, as `files.take_back` does, and keep it. As `write`."""
    _keep(round_, files.take_back(round_))


def is_kept_signature(round_: Round, signature: bytes, sums: bytes) -> bool:
    """Whether a signature is the one that was kept of a round's checksums."""
    kept = KeptFile.objects.filter(round=round_, name=files.SIGNATURE, made_from=digest(sums))
    return kept.filter(content=signature).exists()


def keep_what_lies() -> list[str]:
    """
    Keep the bytes of rounds that were published before any were kept, where they lie on the disk and are right by themselves.

    :returns: the codes of those that lie there and are not right, in their order
    """
    waiting = Round.objects.filter(published_at__isnull=False, draw__isnull=False).exclude(pk__in=_KEPT.values("round"))
    codes = dict(waiting.order_by("code").values_list("pk", "code"))
    return [code for pk, code in codes.items() if not _keep_one(pk)]


@transaction.atomic(durable=True)
def _keep_one(round_id: int) -> bool:
    # Held, so that no step of the round writes its files meanwhile.
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    return not _is_waiting(round_) or not files.lies(round_) or _keep_as_they_lie(round_)


def _keep_as_they_lie(round_: Round) -> bool:
    found = files.as_they_lie(round_)
    _keep(round_, found or {})
    return found is not None


def _is_waiting(round_: Round) -> bool:
    """Whether it was published before any bytes were kept."""
    return round_.published_at is not None and not _KEPT.filter(round=round_).exists()


def _keep(round_: Round, found: dict[str, bytes]) -> None:
    if not found:
        return
    sources = files.made_from(round_, found)
    known = set(KeptFile.objects.filter(round=round_, name__in=sources).values_list("name", "made_from"))
    for name, source in sources.items():
        if (name, source) not in known:
            key = signing.public_key_line() if name == files.SIGNATURE else ""
            _insert(round_.pk, name, source, found[name], key)


def _insert(round_id: int, name: str, source: str, content: bytes, key: str) -> None:
    # Bound by the server as they are: Django would write them into the statement, twice as long and more than once.
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(
            "INSERT INTO rounds_keptfile (round_id, name, made_from, content, public_key) VALUES (%s, %s, %s, %b, %s)",
            [round_id, name, source, content, key],
        )
