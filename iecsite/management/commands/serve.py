"""`manage.py serve`: the site with a web server, a worker and beat, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

# Web threads and worker processes together stay far under PostgreSQL's 100 connections; more threads than this the web server
# calls too many, by a warning in the middle of what the demonstration tells.
WEB_THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
WORKER_PROCESSES = 2
GRACE_SECONDS = 35
# A slow machine's; after it the address is told all the same, and whatever is wrong with the server stands above it.
START_SECONDS = 60


@dataclass
class Part:
    """One process of the site."""

    name: str
    words: list[str]
    role: str
    process: subprocess.Popen | None = field(default=None)
    starts: int = 0

    def start(self) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches only this command, which then stops all in order."""
        self.starts += 1
        environment = os.environ | {"IECSITE_ROLE": self.role}
        self.process = subprocess.Popen(self.words, env=environment, start_new_session=True)  # noqa: S603 (fixed words)

    def stopped(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if not self.stopped():
            self.process.send_signal(signal.SIGTERM)


def free_port(wanted: int) -> int:
    """The wanted port on loopback, or the next free one."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"No free port between {wanted} and {wanted + 49}.")


def web(port: int) -> Part:
    """The web server on loopback."""
    words = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    words += ["--blocking-threads", str(WEB_THREADS), "--backlog", "1024", "--log-level", "warning", "iecsite.wsgi:application"]
    return Part("web", [sys.executable, "-m", *words], "web")


def wait_for(port: int, server: Part) -> None:
    """Wait until the web server takes connections, so that nobody is sent to an address that answers nothing yet."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and not server.stopped():
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)


def worker() -> Part:
    """One worker for all queues."""
    words = ["celery", "--quiet", "-A", "iecsite.celery", "worker", "-Q", "default,draw,mail,files", "-c", str(WORKER_PROCESSES)]
    return Part("worker", [sys.executable, "-m", *words, "--loglevel", "WARNING"], "worker")


def beat() -> Part:
    """The clock that rings the sweeps."""
    return Part(
        "beat", [sys.executable, "-m", "celery", "--quiet", "-A", "iecsite.celery", "beat", "--loglevel", "WARNING"], "worker"
    )


class Command(BaseCommand):
    help = "Serve the site with a Celery worker and beat until Ctrl-C."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on loopback (the next free one is taken)")

    def handle(self, *args, port: int, **options) -> None:
        connection.ensure_connection()
        call_command("migrate", verbosity=0)
        port = free_port(port)
        os.environ["SITE_URL"] = f"http://localhost:{port}"
        parts = [web(port), worker(), beat()]
        signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        for part in parts:
            part.start()
        try:
            wait_for(port, parts[0])
            self.stdout.write(f"\nThe site: http://localhost:{port}/   (Ctrl-C stops it; the data stays in .local/)\n")
            self.stdout.flush()
            self.watch(parts)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            self.stop(parts)

    def watch(self, parts: list[Part]) -> None:
        """Start again whatever ended by itself."""
        while True:
            time.sleep(1)
            for part in parts:
                if part.stopped():
                    self.stderr.write(f"The {part.name} ended by itself; it is started again.")
                    time.sleep(min(part.starts, 10))
                    part.start()

    def stop(self, parts: list[Part]) -> None:
        """Let every part finish what it has in hand, then end what does not."""
        for part in parts:
            part.ask_to_stop()
        until = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < until and not all(part.stopped() for part in parts):
            time.sleep(0.1)
        for part in parts:
            if not part.stopped():
                part.process.kill()
                part.process.wait()
