"""Where benchmarks and simulated seasons run: a database and folders of their own, made for one run and gone after it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from psycopg import errors, sql

DATABASE = "iecsite_bench"
# What the database is a copy of, before it is brought up to the last migration. PostgreSQL's own is empty.
TEMPLATE = "template1"


class Busy(Exception):
    """Another run is using the same database."""


class NotAllowed(Exception):
    """The database's user may not make a database."""


@contextmanager
def place_of_its_own(database: str | None = None) -> Iterator[None]:
    """
    Work in an empty migrated database and in empty folders; both are gone afterwards, and nothing else was touched.

    What an interrupted run left is removed first.

    :param database: its name, that of the benchmarks when None; one run at a time in each
    :raises Busy: when another run is at it; two at once would be in each other's way
    :raises NotAllowed: where the database's user may not make one
    """
    database = database or DATABASE
    before = connection.settings_dict["NAME"]
    connection.close()
    _remove(database)
    _make(database)
    connection.settings_dict["NAME"] = database
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            places = {"PUBLIC_DIR": Path(folder) / "public", "MEDIA_ROOT": str(Path(folder) / "files")}
            with override_settings(**places):
                call_command("migrate", verbosity=0)
                yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        _remove(database)


def _make(database: str) -> None:
    with connection._nodb_cursor() as cursor:
        try:
            names = sql.Identifier(database), sql.Identifier(TEMPLATE)
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        except Exception as refusal:
            if isinstance(refusal.__cause__, errors.InsufficientPrivilege):
                raise NotAllowed from refusal
            raise


def _remove(database: str) -> None:
    with connection._nodb_cursor() as cursor:
        try:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))
        except Exception as refusal:
            if isinstance(refusal.__cause__, errors.ObjectInUse):
                raise Busy from refusal
            raise
