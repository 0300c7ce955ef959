"""Stripe Checkout, over the few calls that we need of its interface (API reference read 2026-11-23)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from applications.gateway.interface import PAGE_LASTS, Answer, Charge, Declined, NotGivenBack, Opened, Standing

logger = logging.getLogger(__name__)

SECONDS = 10
# A message older than this may be a recorded one.
MESSAGE_LASTS = timedelta(minutes=5)
# Checkout lets no page end within half an hour of its opening.
_SHORTEST = PAGE_LASTS + timedelta(minutes=5)


class _Away(Exception):
    """Stripe could not be asked, or did not answer in time."""


class Stripe:
    """The provider behind Stripe Checkout."""

    name = "stripe"

    def __init__(self, *, key: str, callback_secret: str, base: str) -> None:
        self._key, self._callback_secret, self._base = key, callback_secret, base.rstrip("/")

    def open(self, charge: Charge, *, back_url: str, language: str, at: datetime) -> Opened | None:
        try:
            session = self._known(charge) or self._new(charge, back_url=back_url, language=language, at=at)
        except (_Away, Declined):
            return None
        # A page that has ended has no address any more; on the way back what became of it is asked for.
        return Opened(session["id"], session["url"] or back_url)

    def _known(self, charge: Charge) -> dict[str, Any] | None:
        return self._call("GET", f"checkout/sessions/{charge.session}") if charge.session else None

    def _new(self, charge: Charge, *, back_url: str, language: str, at: datetime) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "mode": "payment",
            "client_reference_id": charge.key,
            "success_url": back_url,
            "cancel_url": back_url,
            "expires_at": int((at + _SHORTEST).timestamp()),
            "locale": "fr-CA" if language == "fr" else "en",
            "payment_method_types[0]": "card",
            "line_items[0][quantity]": 1,
            "line_items[0][price_data][currency]": "cad",
            "line_items[0][price_data][unit_amount]": _cents(charge.amount),
            "line_items[0][price_data][product_data][name]": f"IEC {charge.reference}",
            "payment_intent_data[metadata][key]": charge.key,
        }
        # Stripe refuses a key that comes again with other fields, as it would from a page in the other language. A page that was
        # opened with other fields before, and whose session never became known, has an address that nobody has.
        told = hashlib.sha256(urllib.parse.urlencode(fields).encode()).hexdigest()
        return self._call("POST", "checkout/sessions", fields, once=f"{charge.key}-{told[:32]}")

    def ask(self, charge: Charge, *, at: datetime) -> Answer:
        if not charge.session:
            return Answer(Standing.OPEN)
        try:
            session = self._call("GET", f"checkout/sessions/{charge.session}?expand[]=payment_intent.latest_charge")
        except _Away:
            return Answer(Standing.UNKNOWN)
        if session["payment_status"] == "paid":
            charged = session["payment_intent"]["latest_charge"]
            last4 = (charged["payment_method_details"].get("card") or {}).get("last4", "")
            return Answer(Standing.TAKEN, at=datetime.fromtimestamp(charged["created"], tz=UTC), card_last4=last4)
        if session["status"] == "expired":
            return Answer(Standing.NOT_TAKEN, reason="expired")
        return Answer(Standing.OPEN)

    def cancel(self, charge: Charge, *, at: datetime) -> Answer:
        if not charge.session:
            # The page may have been opened by a call whose answer was lost; nobody has its address, and it ends by itself.
            return Answer(Standing.NOT_TAKEN, reason="cancelled")
        try:
            self._call("POST", f"checkout/sessions/{charge.session}/expire", {})
        except _Away:
            return Answer(Standing.UNKNOWN)
        except Declined:
            # No longer open: paid, or ended before.
            return self.ask(charge, at=at)
        return Answer(Standing.NOT_TAKEN, reason="cancelled")

    def refund(self, *, key: str, session: str, amount: Decimal, at: datetime) -> None:
        try:
            paid = self._call("GET", f"checkout/sessions/{session}")
            given = self._call("POST", "refunds", {"payment_intent": paid["payment_intent"], "amount": _cents(amount)}, once=key)
        except (_Away, Declined) as failure:
            raise NotGivenBack(type(failure).__name__.strip("_")) from failure
        if given["status"] in {"failed", "canceled"}:
            raise NotGivenBack(given["status"])

    def heard(self, body: bytes, signature: str, *, at: datetime) -> str | None:
        """
        The key of the charge that a message of Stripe's is about; empty for one about anything else.

        :param signature: what the header `Stripe-Signature` says
        :returns: None for a message that is not Stripe's, or is an old one sent once more
        """
        parts = [part.strip().partition("=")[::2] for part in signature.split(",")]
        moment = next((value for name, value in parts if name == "t"), "")
        if not self._callback_secret or not re.fullmatch(r"[0-9]{1,10}", moment):
            return None
        if abs(at - datetime.fromtimestamp(int(moment), tz=UTC)) > MESSAGE_LASTS:
            return None
        ours = hmac.new(self._callback_secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest().encode()
        if not any(hmac.compare_digest(ours, value.encode()) for name, value in parts if name == "v1"):
            return None
        try:
            return json.loads(body)["data"]["object"].get("client_reference_id") or ""
        except (ValueError, KeyError, TypeError, AttributeError):
            return ""

    def _call(self, method: str, path: str, fields: Mapping[str, Any] | None = None, *, once: str = "") -> dict[str, Any]:
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        # The base comes from our own settings and the rest from what Stripe told us; no address of a stranger's is opened.
        request = urllib.request.Request(f"{self._base}/v1/{path}", data=data, method=method)  # noqa: S310 - see above
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{self._key}:".encode()).decode())
        if once:
            request.add_header("Idempotency-Key", once)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310 - see above
                return json.load(response)
        except urllib.error.HTTPError as refusal:
            logger.warning("Stripe answered %s to %s %s", refusal.code, method, path.partition("?")[0].partition("/")[0])
            if refusal.code in {408, 409, 429} or refusal.code >= 500:
                raise _Away from refusal
            raise Declined from refusal
        except (OSError, ValueError) as failure:
            logger.warning("Stripe could not be asked: %s", type(failure).__name__)
            raise _Away from failure


def _cents(amount: Decimal) -> int:
    return int(amount * 100)
