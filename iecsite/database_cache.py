"""The cache in the database, which counters of tries are kept in: a full one throws nothing away that still counts."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class UntilTheirEnd(DatabaseCache):
    """
    Above its number of entries Django drops a third of those that still count, by the order of their names, and whoever was about
    to be held up after five wrong codes could begin anew. Here those alone go whose time is over.
    """

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        connection = connections[db]
        over = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(self._table)} WHERE expires < %s", [over])  # noqa: S608 (its own table)
