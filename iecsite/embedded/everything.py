"""Both embedded servers at once."""

from iecsite.embedded import postgres, redis
from iecsite.embedded.server import Server


def servers() -> tuple[Server, ...]:
    """Return both servers of the project, running or not."""
    return (postgres.server(), redis.server())


def stop_all() -> None:
    """
    Stop both servers, whoever uses them; a process that still does will start them again.

    :raises EmbeddedServerError: when one belongs to another user
    """
    for server in servers():
        server.stop()
