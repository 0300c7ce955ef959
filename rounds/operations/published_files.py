"""Since when the files of open data are as they are."""

import hashlib
from datetime import datetime

from django.db import connection, transaction

from rounds.models import PublishedFile


@transaction.atomic
def changed_at(*, name: str, content: bytes, at: datetime) -> datetime:
    """
    The moment since which a file has these bytes, noted when they are new; to the second, as HTTP tells it.

    Every process and the published folder say the same. One query when nothing changed.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = PublishedFile.objects.filter(pk=name, sha256=digest).values_list("changed_at", flat=True).first()
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"name": name, "digest": digest, "at": at.replace(microsecond=0)})
        (noted,) = cursor.fetchone()
    return noted


# Another process may have noted the same bytes a moment before: then its moment stands.
_NOTE = """
    INSERT INTO rounds_publishedfile AS file (name, sha256, changed_at) VALUES (%(name)s, %(digest)s, %(at)s)
    ON CONFLICT (name) DO UPDATE
       SET changed_at = CASE WHEN file.sha256 = excluded.sha256 THEN file.changed_at
                             ELSE greatest(file.changed_at + interval '1 second', excluded.changed_at) END,
           sha256 = excluded.sha256
    RETURNING changed_at
"""
