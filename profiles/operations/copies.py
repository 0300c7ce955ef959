"""Copies of letters that count for the second address of their readers."""

from datetime import datetime

from django.db import connection

from profiles.letters.other_addresses import COPY
from profiles.rules.other_addresses import ROUTINE


def queue(*, at: datetime) -> int:
    """
    Put a copy of each letter that was written at this moment into the outbox of its reader's second address, inside the caller's
    transaction: where one is confirmed, and the letter is none of routine. One statement, however many letters; a letter that
    has its copy gets no other.

    :returns: how many copies
    """
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"at": at, "copy": COPY, "routine": sorted(ROUTINE)})
        return cursor.rowcount


_QUEUE = """
    INSERT INTO profiles_otheraddressletter (address_id, letter_id, kind, event_key, due_at, attempts, last_error)
    SELECT address.id, letter.id, %(copy)s, 'copy/' || letter.id || '/' || address.id, %(at)s, 0, ''
      FROM profiles_letter AS letter
      JOIN profiles_otheraddress AS address
        ON address.user_id = letter.user_id AND address.role = 'second'
           AND address.confirmed_at IS NOT NULL AND address.ended_at IS NULL
     WHERE letter.state = 'queued' AND letter.due_at = %(at)s AND letter.queued_at = %(at)s
       AND letter.kind <> ALL(%(routine)s)
     ORDER BY letter.id
    ON CONFLICT (event_key) DO NOTHING
"""
