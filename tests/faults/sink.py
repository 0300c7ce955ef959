"""A mail server that keeps what it took, and holds its answer when told to."""

import email
import email.policy
import re
import socketserver
import threading

LETTER = re.compile(r"<letter-(\d+)\.")


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 sink")
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                if not self._take(self._message()):
                    return
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _take(self, raw: bytes) -> bool:
        server = self.server
        if server.hold_at is not None and len(server.answered) + 1 == server.hold_at:
            server.in_hand += 1
            server.held.set()
            server.released.wait(timeout=60)
            # Whoever sent it is gone, so it was never answered.
            return False
        server.answered.append(raw)
        self._say("250 taken")
        return True

    def _message(self) -> bytes:
        return b"".join(iter(self.rfile.readline, b".\r\n"))

    def _say(self, answer: str) -> None:
        try:
            self.wfile.write(f"{answer}\r\n".encode())
        except OSError:
            return


class Sink(socketserver.ThreadingTCPServer):
    """`answered`: the messages for which it said 250. `hold_at`: the number of the one whose answer never comes;
    `in_hand`: how many wait for that answer."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answered: list[bytes] = []
        self.hold_at: int | None = None
        self.in_hand = 0
        self.held, self.released = threading.Event(), threading.Event()

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_fault):
        self.released.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that was killed in mid-word is what this server is for."""

    def letters(self) -> list[int]:
        """The numbers of the letters that were taken, in the order in which they came."""
        found = (email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"] for raw in self.answered)
        return [int(LETTER.search(one).group(1)) for one in found]
