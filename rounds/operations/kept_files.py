"""
Files of a round as they were first published, kept for good where another Python or another secret would make other bytes: the
checksums that were published hold for the first, and a signature is checked with the key that it was made with.
"""

import psycopg
from django.db import connection, transaction

from rounds.models import KeptFile, Round
from rounds.publication import files, signing
from rounds.states import RoundState


def write(round_: Round, *, after: RoundState | None = None) -> None:
    """
    Write all files that a round has made public so far, as `files.write_round` does, and keep their bytes.

    Inside the caller's transaction, which holds the round's row.

    :param after: the state to which the step that is being taken leads, where it makes more of the round public
    :raises files.NotTheSameBytes: when a row behind them was tampered with
    """
    _keep(round_, files.write_round(round_, after=after))


def take_back(round_: Round) -> None:
    """Leave of a round only what it has made public so far, as `files.take_back` does, and keep it. As `write`."""
    _keep(round_, files.take_back(round_))


def keep_what_lies() -> int:
    """
    Keep the bytes of rounds that were published before any were kept, where they lie on the disk as they would be made now.

    :returns: how many rounds were kept so
    """
    kept = KeptFile.objects.filter(name=files.SIGNATURE).values("round")
    waiting = Round.objects.filter(published_at__isnull=False, draw__isnull=False).exclude(pk__in=kept)
    return sum(_keep_as_it_lies(pk) for pk in waiting.order_by("code").values_list("pk", flat=True))


@transaction.atomic(durable=True)
def _keep_as_it_lies(round_id: int) -> bool:
    # Held, so that no step of the round writes its files meanwhile.
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    found, folder = files.round_files(round_), files.folder_of(round_.code)
    for name, content in found.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            return False
    _keep(round_, found)
    return True


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
