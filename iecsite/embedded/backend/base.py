"""The connection: before each new one, the embedded server is there."""

import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors, sql

from iecsite.embedded import postgres
from iecsite.embedded.backend.client import DatabaseClient
from iecsite.embedded.refusals import EmbeddedServerError

# How long a connection waits for a server that is just stopping or recovering.
PATIENCE = 30.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded PostgreSQL, started when first needed and again whenever it was killed."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """
        Return what psycopg needs; the server runs when this returns.

        :raises OperationalError: when it cannot be started; the message says why
        """
        # Neither encryption is worth asking for on the loopback address, and each question is a round trip.
        return {
            **super().get_connection_params(),
            **self._where(),
            "sslmode": "disable",
            "gssencmode": "disable",
        }

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """
        Return a new connection; the database of the settings is made on the first one.

        :raises OperationalError: when the server cannot be had
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return super().get_new_connection(conn_params)
            except self.Database.OperationalError as refusal:
                name = str(conn_params.get("dbname"))
                # A test database is made and removed by the test run alone.
                if f'database "{name}" does not exist' in str(refusal) and not name.startswith("test_"):
                    make_database(name)
                elif not is_passing(refusal) or time.monotonic() > deadline:
                    raise
                else:
                    time.sleep(0.05)
                    conn_params = {**conn_params, **self._where()}

    def _where(self) -> dict[str, str | int]:
        try:
            return postgres.server().connection()
        except EmbeddedServerError as refusal:
            raise self.Database.OperationalError(str(refusal)) from refusal


def is_passing(refusal: Exception) -> bool:
    """Return whether a connection failed because the server is just stopping, recovering, or was killed a moment ago."""
    said = str(refusal)
    return any(
        words in said
        for words in (
            "the database system is",
            "due to administrator command",
            "closed the connection unexpectedly",
            "Connection refused",
            "Connection reset",
        )
    )


def make_database(name: str) -> None:
    """Make an empty database of this name, if there is none."""
    where: dict[str, Any] = postgres.server().connection()
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            # Another process was quicker.
            return
