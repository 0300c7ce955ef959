"""A load generator, and web servers to be asked by it: one process each, and where the machine has them a core each."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from queue import SimpleQueue

HOST, THREADS = "127.0.0.1", 8
# Fewer than the threads of the server would hide that it has too few of them.
CONNECTIONS = 32
# As long as a server may take to answer for the first time.
PATIENCE = 60


@contextmanager
def served(program: str, environment: dict[str, str]) -> Iterator[int]:
    """A web server of one process over a WSGI program while the block lasts; gives its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    words = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1"]
    words += ["--blocking-threads", str(THREADS), "--backlog", "1024", "--log-level", "critical", program]
    server = subprocess.Popen(  # noqa: S603 (fixed words)
        [sys.executable, "-m", *words], env=os.environ | environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        _wait_until_it_answers(port, server)
        with _cores_apart(server.pid):
            yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def fetch(port: int, address: str) -> bytes:
    """
    The bytes of a page.

    :raises RuntimeError: when it is not there
    """
    line = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        line.request("GET", address)
        answer = line.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address} was answered {answer.status}.")
        return content
    finally:
        line.close()


def seconds_for(port: int, address: str, *, requests: int) -> float:
    """How long so many requests take, one after the other over one connection that is kept."""
    with _Line(port, address) as line:
        line.ask()
        began = time.perf_counter()
        for _request in range(requests):
            line.ask()
        return time.perf_counter() - began


def slowest_of_a_hundred(port: int, address: str, *, rate: int, seconds: float) -> float:
    """
    The time that 99 of 100 requests keep to, when so many come each second, each over a connection that is free.

    Counted from the moment at which a request was to be sent: one that had to wait for a connection has waited. Visitors do not
    wait for one another, so the one whose request makes a new copy holds up nobody who is served the old one.
    """
    number = int(rate * seconds)
    taken: list[float] = []
    with ExitStack() as opened:
        free: SimpleQueue[_Line] = SimpleQueue()
        for _connection in range(CONNECTIONS):
            line = opened.enter_context(_Line(port, address))
            line.ask()
            free.put(line)

        def ask(due: float) -> None:
            line = free.get()
            line.ask()
            taken.append(time.perf_counter() - due)
            free.put(line)

        with ThreadPoolExecutor(CONNECTIONS) as visitors:
            began = time.perf_counter()
            asked = []
            for place in range(number):
                due = began + place / rate
                time.sleep(max(0.0, due - time.perf_counter()))
                asked.append(visitors.submit(ask, due))
            for one in asked:
                one.result()
    return sorted(taken)[int(number * 0.99)]


class _Line:
    """One connection that is kept, and one request over it, without a library between."""

    def __init__(self, port: int, address: str) -> None:
        self.question = f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "_Line":
        return self

    def __exit__(self, *_fault: object) -> None:
        self.socket.close()

    def ask(self) -> None:
        """
        Send the request and read the whole answer.

        :raises RuntimeError: when it is no page
        """
        self.socket.sendall(self.question)
        got = self.socket.recv(65536)
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _blank, body = got.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head[:60].decode(errors="replace"))
        length = int(next(line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")))
        left = length - len(body)
        while left > 0:
            left -= len(self._more())

    def _more(self) -> bytes:
        part = self.socket.recv(262144)
        if not part:
            raise RuntimeError("The server closed the connection.")
        return part


def _wait_until_it_answers(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The web server ended with {server.returncode}.")
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The web server did not answer.")


@contextmanager
def _cores_apart(server: int) -> Iterator[None]:
    """The server on one core and this process on another, where the system can do that."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
    if len(cores) < 2:
        yield
        return
    for process in _family(server):
        os.sched_setaffinity(process, {cores[0]})
    os.sched_setaffinity(0, {cores[1]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, set(cores))


def _family(process: int) -> list[int]:
    """The threads of a server and of its worker processes, each of which has a core of its own to choose."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == process:
                    found += [int(one.name) for one in os.scandir(f"/proc/{entry.name}/task")]
            except OSError:
                continue
    return found
