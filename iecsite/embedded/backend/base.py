"""The connection: before each new one, the embedded server is there."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors, sql

from iecsite.embedded import postgres
from iecsite.embedded.backend.client import DatabaseClient
from iecsite.embedded.server import EmbeddedServerError


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded PostgreSQL, started when first needed and again whenever it was killed."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """
        Return what psycopg needs; the server runs when this returns.

        :raises OperationalError: when it cannot be started; the message says why
        """
        try:
            where = postgres.server().connection()
        except EmbeddedServerError as refusal:
            raise self.Database.OperationalError(str(refusal)) from refusal
        # Neither encryption is worth asking for on the loopback address, and each question is a round trip.
        return {
            **super().get_connection_params(),
            **where,
            "sslmode": "disable",
            "gssencmode": "disable",
        }

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a new connection; the database of the settings is made on the first one."""
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError as missing:
            name = str(conn_params.get("dbname"))
            # A test database is made and removed by the test run alone.
            if f'database "{name}" does not exist' not in str(
                missing
            ) or name.startswith("test_"):
                raise
            make_database(name)
            return super().get_new_connection(conn_params)


def make_database(name: str) -> None:
    """Make an empty database of this name, if there is none."""
    where = postgres.server().connection()
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as connection:  # type: ignore[arg-type]  # a dict of str and int
        try:
            connection.execute(
                sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
            )
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            # Another process was quicker.
            return
