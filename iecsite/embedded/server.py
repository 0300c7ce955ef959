"""One embedded server: started when first needed, joined by the next process, stopped by the last one out."""

import atexit
import os
import secrets
import signal
import sys
import threading
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

from iecsite.embedded import places, ports, privileges, processes, programs, sharing
from iecsite.embedded.refusals import EmbeddedServerError, meaning_of, meaning_of_log

# A start after a crash replays what was not yet written to its place: seconds as a rule, a minute after a bulk load.
PATIENCE = 120.0
LOG_LIMIT = 10_000_000


class Server(ABC):
    """What PostgreSQL and Redis have in common here."""

    name: str
    variable: str
    # Ends it in order, with everything written down.
    stop_signal: signal.Signals
    # Ends at once what an earlier server left; its log of changes repairs the rest.
    end_signal: signal.Signals

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = processes.tag(folder)
        self.files = folder / "data"
        self.copies = folder / "program"
        self.log = folder / "log"
        self._share = sharing.Share(folder / "users.lock")
        self._known: tuple[int, int] | None = None
        self._exit_is_watched = False
        self._threads = threading.RLock()
        os.register_at_fork(after_in_child=self._forget_threads)

    # What each server says for itself.

    @abstractmethod
    def program(self) -> Path | None:
        """Return the server's program, or None when its wheel is not installed."""

    @abstractmethod
    def reached(self) -> list[tuple[Path, int]]:
        """Return the paths that the server must reach, each with the permission bits it needs there."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what must be there before a start: folders, on the first time the data."""

    @abstractmethod
    def order(self, port: int) -> tuple[list[str], str]:
        """Return the command that starts the server on this port, and its standard input."""

    @abstractmethod
    def noted(self) -> tuple[int, int] | None:
        """Return the process number and the port that the server has written down, which may be out of date."""

    @abstractmethod
    def answers(self, pid: int, port: int) -> bool:
        """Return whether the server takes commands."""

    def repaired(self, said: str) -> bool:
        """Return whether what kept the server from starting, as its log says, has now been put right."""
        return False

    # What the project asks.

    def ensure(self) -> int:
        """
        Return the port of the running server, started now if need be; from here on this process is one of its users.

        :raises EmbeddedServerError: when it cannot be started
        """
        with self._threads:
            if self._known and self._share.held() and processes.is_alive(self._known[0], self.mark):
                return self._known[1]
            try:
                self._make_folder()
                with sharing.alone(self.folder / "start.lock", seconds=2 * PATIENCE):
                    self._share.take()
                    self._watch_exit()
                    self._known = self._running() or self._start()
            except sharing.StillHeld:
                raise self.refusal("another process has been starting or stopping it for minutes; end that one") from None
            except privileges.ClosedFolder as closed:
                raise self.refusal(
                    f"it must not run as root, and `nobody` may not enter {closed.folder}; move the project elsewhere, "
                    f"allow it by `chmod o+x {closed.folder}`, or run the project as an ordinary user"
                ) from None
            except OSError as trouble:
                raise self.refusal(meaning_of(trouble)) from trouble
            return self._known[1]

    def running(self) -> tuple[int, int] | None:
        """Return process number and port of the running server, or None; starts nothing."""
        noted = self.noted()
        return noted if noted and processes.is_alive(noted[0], self.mark) else None

    def stop(self) -> None:
        """
        Stop the server, whoever uses it.

        :raises EmbeddedServerError: when it belongs to another user, or is being started or stopped for minutes
        """
        if not self.folder.exists():
            return
        try:
            with self._threads, sharing.alone(self.folder / "start.lock", seconds=2 * PATIENCE):
                self._stop()
        except sharing.StillHeld:
            raise self.refusal("another process has been starting or stopping it for minutes; end that one") from None
        except OSError as trouble:
            raise self.refusal(meaning_of(trouble)) from trouble

    def password(self) -> str:
        """Return the server's password, made up on the first call and kept in a file that only we can read."""
        note = self.folder / "password"
        with suppress(FileNotFoundError):
            if kept := note.read_text().strip():
                return kept
        made = secrets.token_urlsafe(32)
        # Written aside, then moved: a crash in between leaves no empty password.
        aside = self.folder / f"password.{os.getpid()}"
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(made + "\n")
        aside.replace(note)
        return made

    def refusal(self, why: str, *, log: str = "") -> EmbeddedServerError:
        """Return the error that says why the server cannot be had and what to do."""
        sentence = (
            f"The embedded {self.name} in {self.folder} is not available: {why}, or set {self.variable} to a server of your own."
        )
        tail = "\n".join(f"    {line}" for line in log.strip().splitlines()[-8:])
        return EmbeddedServerError(f"{sentence}\nThe end of its log, {self.log}:\n{tail}" if tail else sentence)

    # For the servers: running programs.

    def identity(self) -> privileges.Identity | None:
        """Return as whom the server runs; None: as we are."""
        return privileges.identity(self.reached(), self._stand_in())

    def own(self, path: Path) -> None:
        """Give a file or folder below the server's folder to the user as whom it runs."""
        if os.geteuid() == 0:
            os.chown(path, *self._stand_in())

    def _stand_in(self) -> tuple[int, int]:
        """Return as whom root runs the server: the user whose data it is, or else `nobody`."""
        with suppress(FileNotFoundError):
            facts = self.files.stat()
            if facts.st_uid != 0:
                return facts.st_uid, facts.st_gid
        return privileges.unprivileged()

    def launch(self, argv: list[str], *, background: bool, stdin: str = "", libraries: Path | None = None) -> int:
        """Run a program as the server's user; return its exit code, or its process number when it is left running."""
        return programs.launch(argv, who=self.identity(), log=self.log, background=background, stdin=stdin, libraries=libraries)

    def log_since(self, position: int) -> str:
        """Return what was added to the log after this position."""
        with suppress(FileNotFoundError), self.log.open("rb") as log:
            log.seek(position)
            return log.read().decode(errors="replace")
        return ""

    def failure(self, position: int) -> EmbeddedServerError:
        """Return the error of a start that failed, explained by what was added to the log after this position."""
        said = self.log_since(position)
        return self.refusal(meaning_of_log(said), log=said)

    def late(self) -> EmbeddedServerError:
        """Return the error of a server that runs but does not answer yet."""
        why = f"it runs, but has not answered for {PATIENCE:.0f} s; it may still be recovering: try again in a minute"
        return self.refusal(why, log=self.log_since(0))

    # Inside the start lock.

    def _running(self) -> tuple[int, int] | None:
        """Return process number and port of a server that runs and answers, waited for while it recovers."""
        deadline = time.monotonic() + PATIENCE
        while found := self.running():
            if self.answers(*found):
                return found
            if time.monotonic() > deadline:
                raise self.late()
            time.sleep(0.01)
        return None

    def _start(self) -> tuple[int, int]:
        if self.program() is None:
            raise self.refusal("its wheel is not installed; run `make` to install what the project needs")
        self._end_leftovers()
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name("log.1"))
        self.prepare()
        for _ in range(5):
            port = ports.choose(self.folder / "port")
            position = self.log.stat().st_size if self.log.exists() else 0
            argv, stdin = self.order(port)
            pid = self.launch(argv, background=True, stdin=stdin)
            deadline = time.monotonic() + PATIENCE
            while processes.is_alive(pid, self.mark):
                if self.answers(pid, port):
                    return pid, port
                if time.monotonic() > deadline:
                    raise self.late()
                time.sleep(0.005)
            said = self.log_since(position)
            # Somebody took the port between our look and the server's start.
            if "Address already in use" not in said and not self.repaired(said):
                break
        raise self.failure(position)

    def _end_leftovers(self) -> None:
        """See that nothing of an earlier server is left: children of a killed parent, or one whose folder was removed."""
        try:
            processes.end(processes.marked(self.mark), self.mark, by=self.end_signal, seconds=3)
        except PermissionError:
            raise self.refusal("another user runs it; ask them to stop it, or run the project as that user") from None

    def _stop(self) -> None:
        found = self.running()
        self._known = None
        try:
            if found:
                processes.end([found[0]], self.mark, by=self.stop_signal, seconds=PATIENCE / 2)
            processes.end(processes.marked(self.mark), self.mark, by=signal.SIGTERM, seconds=5)
        except PermissionError:
            raise self.refusal("another user runs it; ask them to stop it") from None

    # At the ends of a process.

    def _make_folder(self) -> None:
        if not self.folder.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            # The server's user passes through here to its data; the password's own mode guards the password.
            self.folder.chmod(0o755)

    def _forget_threads(self) -> None:
        # A lock held by another thread at the moment of the fork would never be given back in the child.
        self._threads = threading.RLock()

    def _watch_exit(self) -> None:
        if not self._exit_is_watched:
            atexit.register(self._leave)
            self._exit_is_watched = True

    def _leave(self) -> None:
        """Leave the server; the last one out stops it. Runs in forked children too: each holds a share of its own."""
        try:
            if not self.folder.exists():
                processes.end(processes.marked(self.mark), self.mark, by=signal.SIGTERM, seconds=5)
                return
            with (
                self._threads,
                sharing.alone(self.folder / "start.lock", seconds=PATIENCE),
            ):
                if self._share.leave():
                    self._stop()
        except (EmbeddedServerError, OSError, sharing.StillHeld) as trouble:
            sys.stderr.write(f"The embedded {self.name} was not stopped: {trouble}\n")


def in_local(name: str) -> Path:
    """Return the folder of one server."""
    return places.local() / name
