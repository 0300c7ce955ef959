"""`manage.py dbshell`, with the psql that came with the server."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import client

from iecsite.embedded import postgres


class DatabaseClient(client.DatabaseClient):
    """A shell in the embedded database."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        where = postgres.server().connection()
        settings = {
            **settings_dict,
            **{key.upper(): value for key, value in where.items()},
        }
        arguments, environment = super().settings_to_cmd_args_env(settings, parameters)
        psql = postgres.server().tool("psql")
        return [str(psql), *arguments[1:]] if psql else arguments, environment
