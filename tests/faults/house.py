"""A production-like site of its own: real servers, a real web server and real workers, each of which a test may take away."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from celery import Celery

from iecsite.embedded.postgres import Postgres
from iecsite.embedded.redis import Redis

ROOT = Path(__file__).resolve().parents[2]
CELERY = [sys.executable, "-m", "celery", "-A", "iecsite.celery"]


def wait_until(condition: Callable[[], object], *, seconds: float = 30, what: str) -> None:
    """
    Look again and again until the condition holds.

    :raises AssertionError: when it does not within so many seconds
    """
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds} s in vain: {what}"
        time.sleep(0.05)


# Seconds in which a killed database is back, on a machine that does other things too.
RECOVERS_WITHIN = 30


class Process:
    """One process of the site with its children, in a session of its own, and what it says."""

    def __init__(self, words: list[str], *, environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                words, cwd=ROOT, env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """`kill -9` of the process and all its children at once, as a power cut does."""
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()

    def kill_children(self) -> list[int]:
        """`kill -9` of the children alone, as the system does when memory runs out; their numbers."""
        children = [int(word) for word in Path(f"/proc/{self.popen.pid}/task/{self.popen.pid}/children").read_text().split()]
        for child in children:
            os.kill(child, signal.SIGKILL)
        return children


class Answer:
    """What the web server answered."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode(errors="replace")


class House:
    """Servers, database and processes of one site; everything that it keeps lies in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = Postgres(folder / "postgres")
        self.redis = Redis(folder / "redis")
        self.database = ""
        self.processes: list[Process] = []
        self.smtp_port = 0
        self.web_port = 0

    # Addresses.

    def database_url(self) -> str:
        where = self.postgres.connection()
        return f"postgresql://{where['user']}:{where['password']}@{where['host']}:{where['port']}/{self.database}"

    def redis_url(self) -> str:
        return f"redis://:{self.redis.password()}@127.0.0.1:{self.redis.ensure()}/0"

    def sql(self, query: str, *parameters: object, database: str = "") -> list[tuple]:
        """Ask the database in a connection of one's own."""
        with self.line(database=database) as line:
            found = line.execute(query, parameters or None)
            return found.fetchall() if found.description else []

    def line(self, *, database: str = "", autocommit: bool = True) -> psycopg.Connection:
        """A connection to the site's database; one that was killed a moment ago is waited for while it recovers."""
        until = time.monotonic() + RECOVERS_WITHIN
        while True:
            try:
                return psycopg.connect(**self.postgres.connection(), dbname=database or self.database, autocommit=autocommit)
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    # Processes.

    def environment(self, role: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("IECSITE_", "PYTEST_"))}
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.smtp_port)} if self.smtp_port else {}
        return kept | mail | {
            "DATABASE_URL": self.database_url(),
            "REDIS_URL": self.redis_url(),
            "IECSITE_LOCAL": str(self.folder / "local"),
            "IECSITE_LOG_LEVEL": "INFO",
        } | ({"IECSITE_ROLE": role} if role else {})  # fmt: skip

    def start(self, name: str, words: list[str], role: str, **more: str) -> Process:
        log = self.folder / f"{len(self.processes)}-{name}.log"
        process = Process(words, environment=self.environment(role) | more, log=log)
        self.processes.append(process)
        return process

    def worker(self, *queues: str) -> Process:
        """A worker with one child; it takes messages a few seconds after this returns."""
        alone = ["-c", "1", "--without-gossip", "--without-mingle"]
        words = [*CELERY, "worker", "-Q", ",".join(queues), *alone, "--loglevel", "INFO"]
        # It finds its role by itself.
        return self.start("worker", words, "")

    def beat(self, schedule: Path) -> Process:
        """A beat that keeps its notes in this file."""
        return self.start("beat", [*CELERY, "beat", "--loglevel", "INFO", "--schedule", str(schedule)], "")

    def web(self, **more: str) -> Process:
        """The web server as `manage.py serve` starts it, `more` in its environment; it answers when this returns."""
        from iecsite.management.commands import serve

        self.web_port = serve.free_port(18000 + os.getpid() % 1000)
        process = self.start("web", serve.web(self.web_port).words, "web", **more)
        wait_until(lambda: self._listens(), what="the web server listens")
        return process

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.web_port)) == 0

    # What people and beat do.

    def ring(self, task: str, *, queue: str, at_once: bool = True) -> None:
        """Send the message that a bell, or with `at_once=False` a beat, sends."""
        app = Celery(broker=self.redis_url(), set_as_current=False)
        app.conf.broker_transport_options = {"global_keyprefix": "iec:"}
        app.send_task(task, kwargs={"at_once": True} if at_once else {}, queue=queue, ignore_result=True)
        app.close()

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, *, session: str = "") -> Answer:
        """One request to the web server, signed in by a session, its forms sealed like those of a browser."""
        line = HTTPConnection("127.0.0.1", self.web_port, timeout=30)
        cookies = {"sessionid": session, "csrftoken": "c" * 32}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items() if value), "Host": "localhost"}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form | {"csrfmiddlewaretoken": "c" * 32})
        line.request(method, path, body=body, headers=headers)
        answer = Answer(line.getresponse())
        line.close()
        return answer

    def waits_for_a_lock(self, role: str = "worker") -> bool:
        """Whether a worker (or the web server) stands in the middle of a transaction, held up by a lock of the test."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND wait_event_type = 'Lock'"
        return bool(self.sql(query, f"iecsite-{role}")[0][0])

    @contextmanager
    def nobody_writes(self, table: str) -> Iterator[None]:
        """Hold up whoever comes to write to a table, in the middle of whatever they are doing."""
        with self.line(autocommit=False) as line:
            line.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield
            line.rollback()

    def kill_processes(self) -> None:
        for process in self.processes:
            process.kill()
        self.processes.clear()
