"""One pair of servers for all tests of faults, and a fresh database with the whole programme for each."""

import itertools
import os
import subprocess
from collections.abc import Iterator

import pytest
from django.db import connection

from iecsite.embedded import postgres
from tests.faults.house import House
from tests.faults.sink import Sink

# What takes processes away runs in one worker of the test run, one after the other.
GROUP = pytest.mark.xdist_group("faults")
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/faults" in str(item.path):
            item.add_marker(GROUP)


@pytest.fixture(scope="session")
def servers(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[House]:
    """PostgreSQL and Redis that nobody else uses, with one database to copy."""
    house = House(tmp_path_factory.mktemp("house"))
    house.database = "postgres"
    house.sql("CREATE DATABASE programme")
    with django_db_blocker.unblock():
        _copy_programme(house)
    yield house
    house.postgres.stop()
    house.redis.stop()


def _copy_programme(house: House) -> None:
    own = postgres.server()
    base = connection.settings_dict["TEST"]["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{base}_template_%"])
        (template,) = cursor.fetchone()
    there, here = own.connection(), house.postgres.connection()
    dump = subprocess.run(
        [str(own.tool("pg_dump")), *_client(there), "--no-owner", template],
        env=os.environ | {"PGPASSWORD": str(there["password"])},
        capture_output=True,
        check=True,
    )
    subprocess.run(
        [str(own.tool("psql")), *_client(here), "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "programme"],
        env=os.environ | {"PGPASSWORD": str(here["password"])},
        input=dump.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _client(where: dict) -> list[str]:
    return ["-h", str(where["host"]), "-p", str(where["port"]), "-U", str(where["user"])]


@pytest.fixture
def house(servers, monkeypatch, django_db_blocker, settings) -> Iterator[House]:
    """The site on a database of its own; this process writes to the same one by the real operations."""
    servers.postgres.ensure()
    servers.redis.ensure()
    _redis(servers).flushall()
    servers.database = f"iec_{next(_numbers)}"
    servers.sql(f"CREATE DATABASE {servers.database} TEMPLATE programme", database="postgres")
    monkeypatch.setattr(postgres, "server", lambda: servers.postgres)
    name = connection.settings_dict["NAME"]
    settings.PUBLIC_DIR = servers.folder / "local" / "public"
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = servers.database
        yield servers
        servers.kill_processes()
        connection.close()
        connection.settings_dict["NAME"] = name
    servers.smtp_port = 0
    servers.postgres.ensure()
    servers.sql(f"DROP DATABASE {servers.database} WITH (FORCE)", database="postgres")


def _redis(house: House):
    import redis

    return redis.Redis.from_url(house.redis_url())


@pytest.fixture
def messages(house):
    """The broker, as its keeper sees it."""
    with _redis(house) as broker:
        yield broker


@pytest.fixture
def sink(house) -> Iterator[Sink]:
    """The mail server of the site, which may be told to hold its answer."""
    with Sink() as server:
        house.smtp_port = server.server_address[1]
        yield server
