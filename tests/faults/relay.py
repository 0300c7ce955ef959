"""A relay of the public beacon on this machine: it gives one real value, and keeps who asked for it."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.factories import draws


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        number = int(self.path.rpartition("/")[2])
        body = json.dumps({"round": number, "signature": draws.BEACON}).encode()
        self.send_response(200 if number == draws.BEACON_NUMBER else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing is said."""


class Relay(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_told: object) -> None:
        self.shutdown()
        self.server_close()
