"""`manage.py serve`: what ends by itself is started again, and Ctrl-C stops everything."""

import os
import signal
import sys
from pathlib import Path

import pytest

from iecsite.management.commands import serve
from tests.faults.house import wait_until


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def children(pid):
    """Process number -> command line of what a process started itself."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): command_line(child) for child in found}


@pytest.mark.timeout(200)
def test_killed_worker_is_started_again_and_the_site_stops_in_order(house):
    house.web_port = serve.free_port(19000 + os.getpid() % 1000)
    words = [sys.executable, "manage.py", "serve", "--port", str(house.web_port)]
    # Tests that run in the background of a shell ignore Ctrl-C, and so would everything that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    site = house.start("serve", words, "")
    parts = {}
    try:
        wait_until(lambda: house._listens() and len(children(site.popen.pid)) == 3, what="web, worker and beat run")
        parts |= children(site.popen.pid)
        assert house.ask("GET", "/health").status == 200
        (worker,) = [pid for pid, words in parts.items() if " worker " in words]
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: "The worker ended by itself; it is started again." in site.said(), what="it is noticed")
        wait_until(lambda: len(children(site.popen.pid)) == 3, what="it runs again")
        parts |= children(site.popen.pid)
        assert house.ask("GET", "/health").status == 200

        site.popen.send_signal(signal.SIGINT)
        assert site.popen.wait(timeout=90) == 0
        wait_until(lambda: not any(command_line(pid) for pid in parts), seconds=10, what="nothing of it is left")
    finally:
        for pid, words in parts.items():
            if words and command_line(pid) == words:
                os.kill(pid, signal.SIGKILL)
