"""Copies of letters that count for the second address of their readers."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from profiles.letters.other_addresses import COPY
from profiles.rules.other_addresses import ROUTINE, TOLD_EVERYWHERE


def queue(event_keys: Collection[str], *, at: datetime) -> int:
    """
    Put a copy of each letter that was just written into the outbox of its reader's second address, inside the caller's
    transaction: where one is confirmed, and the letter is none of routine nor goes there by itself. One statement, however many
    letters; a letter that has its copy gets no other, and one that was written at an earlier moment gets none.

    :param event_keys: of the letters
    :returns: how many copies
    """
    with connection.cursor() as cursor:
        left_out = sorted(ROUTINE | TOLD_EVERYWHERE)
        cursor.execute(_QUEUE, {"at": at, "copy": COPY, "left_out": left_out, "keys": list(event_keys)})
        return cursor.rowcount


_QUEUE = """
    INSERT INTO profiles_otheraddressletter (address_id, letter_id, kind, event_key, due_at, attempts, last_error)
    SELECT address.id, letter.id, %(copy)s, 'copy/' || letter.id || '/' || address.id, %(at)s, 0, ''
      FROM unnest(%(keys)s::text[]) AS written (event_key)
      JOIN profiles_letter AS letter ON letter.event_key = written.event_key
      JOIN profiles_otheraddress AS address
        ON address.user_id = letter.user_id AND address.role = 'second'
           AND address.confirmed_at IS NOT NULL AND address.ended_at IS NULL
     WHERE letter.state = 'queued' AND letter.due_at = %(at)s AND letter.queued_at = %(at)s
       AND letter.kind <> ALL(%(left_out)s)
     ORDER BY letter.id
    ON CONFLICT (event_key) DO NOTHING
"""
