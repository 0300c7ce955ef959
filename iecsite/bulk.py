"""COPY into a table: the way many rows are written in one statement."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """
    Write rows with COPY inside the caller's transaction; triggers and constraints hold as for INSERT.

    :param columns: database column names, in the order of each row's values
    :param rows: plain values; JSON as text, None for null. It may not ask the database while it is being written
    :returns: how many rows were written
    """
    written = 0
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written


def refresh_statistics(*tables: type[models.Model] | str) -> None:
    """
    Count tables anew inside the transaction that filled them: models, or the names of temporary tables.

    The planner knows a table as it was before; a million rows that it takes for one it walks through a million times.
    """
    with connection.cursor() as cursor:
        for table in tables:
            name = table if isinstance(table, str) else table._meta.db_table
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
