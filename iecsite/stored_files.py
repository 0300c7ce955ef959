"""
Stored files come and go with the rows that name them, although a storage takes no part in a transaction.

What is let go of is written down in the transaction that lets go, and a sweep removes it. What is about to be stored is written
down before, due some hours later, and struck out by the transaction that keeps it: one that is rolled back, or whose process
dies, leaves nothing for good.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from iecsite import clock
from iecsite.models import FileToRemove
from iecsite.turns import TimeIsUp

logger = logging.getLogger(__name__)

# Far longer than any request or task may take: a file whose row does not stand by then gets none.
KEPT_UNASKED = timedelta(hours=6)
# From the start of an attempt, longer than a task may take; the last is that of every further one, since a file must go.
WAITS = (timedelta(minutes=3), timedelta(minutes=10), timedelta(hours=1))


class NotAnnounced(RuntimeError):
    """The file was not announced, or so long ago that it may be removed at any moment."""


def announce(name: str) -> None:
    """
    Write down a file that will be stored; unless `keep` follows it is removed after six hours.

    Committed before the file is stored: so in a transaction that ends before. The hours are the machine's and not those of an
    act, since they count how long a process may be at it.
    """
    _write_down([name], due_at=clock.now() + KEPT_UNASKED)


def keep(name: str) -> None:
    """
    Strike out a file that was announced, inside the transaction that writes the row that names it, and before it is stored.

    Until the transaction ends no sweep touches the file; rolled back, the announcement stands again.

    :raises NotAnnounced: when it is not written down
    """
    struck, _by_model = FileToRemove.objects.filter(name=name).delete()
    if not struck:
        raise NotAnnounced


def let_go(names: Iterable[str], *, at: datetime) -> None:
    """Write down files that no row needs any more, inside the transaction that lets go of them; the sweep removes them."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A file is let go of in the transaction of the rows that named it.")
    _write_down(names, due_at=at)


def remove_next(*, at: datetime) -> FileToRemove | None:
    """
    Remove one file that is due, then its row.

    The attempt is counted before, so that a file on which the storage fails, or whose removal takes the worker down, holds up no
    other; it is tried again for as long as it takes. Safe to run twice, late, or in two workers: what is gone is gone.

    :returns: the row of the file that was tried, or None when none is due
    :raises TimeIsUp: when the time of the task ended in it; it is tried again later
    """
    claimed = _claim(at=at)
    if claimed is None:
        return None
    try:
        _remove(claimed)
    except TimeIsUp:
        raise
    except Exception as failure:  # whatever one file meets, the others go on
        reason = type(failure).__name__[:120]
        FileToRemove.objects.filter(pk=claimed.pk).update(last_error=reason)
        loud = logging.ERROR if claimed.attempts >= len(WAITS) else logging.WARNING
        logger.log(loud, "The storage did not remove file %s: %s (attempt %s).", claimed.pk, reason, claimed.attempts)
    return claimed


def _write_down(names: Iterable[str], *, due_at: datetime) -> None:
    # In one order, so that two transactions cannot wait for each other.
    rows = [FileToRemove(name=name, due_at=due_at) for name in sorted(set(names))]
    FileToRemove.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=["due_at", "attempts", "last_error"]
    )


@transaction.atomic(durable=True)
def _claim(*, at: datetime) -> FileToRemove | None:
    due = FileToRemove.objects.filter(due_at__lte=at).order_by("due_at", "pk")
    row = due.select_for_update(skip_locked=True, no_key=True).first()
    if row is None:
        return None
    row.due_at = at + WAITS[min(row.attempts, len(WAITS) - 1)]
    row.attempts += 1
    row.save(update_fields=["due_at", "attempts"])
    return row


@transaction.atomic(durable=True)
def _remove(claimed: FileToRemove) -> None:
    # Held until the file is gone: who announces the same name meanwhile waits, and who did so before is left alone.
    row = FileToRemove.objects.filter(pk=claimed.pk, due_at=claimed.due_at)
    if row.select_for_update(skip_locked=True, no_key=True).first() is None:
        return
    default_storage.delete(claimed.name)
    row.delete()
