"""A small stand-in for Stripe on this machine: the few calls that we make, answered as its interface describes them."""

import json
import threading
import time
import urllib.parse
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk_test_of_nobody"
SHORTEST = 30 * 60


class CardHouse(ThreadingHTTPServer):
    """Sessions by their names, and what was given back by key; `down` lets every call fail."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Calls)
        self.sessions: dict[str, dict[str, Any]] = {}
        self.told: dict[str, tuple[Any, dict[str, Any]]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.down = False
        self.refund_status = "succeeded"
        # What happens elsewhere while a page is being opened.
        self.meanwhile: Callable[[], Any] = lambda: None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def pays(self, session: str, *, last4: str = "4242", at: int = 1_770_000_000) -> None:
        """Somebody enters a card that is taken."""
        charge = {"created": at, "payment_method_details": {"card": {"last4": last4}}}
        self.sessions[session] |= {"status": "complete", "payment_status": "paid", "url": None}
        self.sessions[session]["charge"] = charge

    def ends(self, session: str) -> None:
        """The time of a page is over."""
        self.sessions[session] |= {"status": "expired", "url": None}


@contextmanager
def open_house() -> Iterator[CardHouse]:
    """A stand-in that answers until the end of the block."""
    with CardHouse() as house:
        threading.Thread(target=house.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield house
        finally:
            house.shutdown()


class _Refused(Exception):
    def __init__(self, status: int, kind: str) -> None:
        super().__init__(kind)
        self.status, self.kind = status, kind


class _Calls(BaseHTTPRequestHandler):
    server: CardHouse

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        self._answer(dict(urllib.parse.parse_qsl(body, keep_blank_values=True)))

    def log_message(self, *_words: Any) -> None:
        """Say nothing on the screen of a test."""

    def _answer(self, fields: dict[str, str]) -> None:
        try:
            status, told = 200, self._once(fields)
        except _Refused as refusal:
            status, told = refusal.status, {"error": {"type": refusal.kind}}
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _once(self, fields: dict[str, str]) -> dict[str, Any]:
        """The same answer for the same key, whose fields must be the same."""
        if self.server.down:
            raise _Refused(503, "api_error")
        if self.headers["Authorization"] != "Basic " + b64encode(f"{KEY}:".encode()).decode():
            raise _Refused(401, "authentication_error")
        key = self.headers.get("Idempotency-Key")
        if key in self.server.told:
            before, told = self.server.told[key]
            if before != (self.path, fields):
                raise _Refused(400, "idempotency_error")
            return told
        told = self._told(fields)
        if key:
            self.server.told[key] = ((self.path, fields), told)
        return told

    def _told(self, fields: dict[str, str]) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        match path.removeprefix("/v1/").split("/"):
            case ["checkout", "sessions"]:
                return self._opened(fields)
            case ["checkout", "sessions", name] if name in self.server.sessions:
                return self._shown(name, expanded="latest_charge" in query)
            case ["checkout", "sessions", name, "expire"] if self.server.sessions.get(name, {}).get("status") == "open":
                self.server.ends(name)
                return self._shown(name, expanded=False)
            case ["refunds"]:
                return self._given_back(fields)
        raise _Refused(400, "invalid_request_error")

    def _opened(self, fields: dict[str, str]) -> dict[str, Any]:
        if int(fields["expires_at"]) < time.time() + SHORTEST:
            raise _Refused(400, "invalid_request_error")
        name = f"cs_test_{len(self.server.sessions) + 1}"
        self.server.sessions[name] = {
            "id": name,
            "status": "open",
            "payment_status": "unpaid",
            "url": f"https://checkout.example.org/{name}",
            "amount": int(fields["line_items[0][price_data][unit_amount]"]),
            "client_reference_id": fields["client_reference_id"],
            "locale": fields["locale"],
        }
        self.server.meanwhile()
        return dict(self.server.sessions[name])

    def _shown(self, name: str, *, expanded: bool) -> dict[str, Any]:
        session = dict(self.server.sessions[name])
        charge = session.pop("charge", None)
        intent = None if charge is None else f"pi_{name}"
        return session | {"payment_intent": {"id": intent, "latest_charge": charge} if expanded and charge else intent}

    def _given_back(self, fields: dict[str, str]) -> dict[str, Any]:
        name = fields["payment_intent"].removeprefix("pi_")
        given = sum(one["amount"] for one in self.server.refunds if one["session"] == name)
        if given + int(fields["amount"]) > self.server.sessions[name]["amount"]:
            raise _Refused(400, "invalid_request_error")
        self.server.refunds.append({"session": name, "amount": int(fields["amount"])})
        return {"status": self.server.refund_status}
