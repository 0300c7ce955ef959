"""Letters of the small outboxes that no mail server took."""

from datetime import datetime
from typing import Any

from profiles.models import OtherAddressLetter, RecoveryLetter, User
from profiles.operations import other_addresses
from rounds.models import Alert, AlertLetter
from rounds.operations import alerts
from tests.factories import people, recoveries

REFUSED = "SMTPRecipientsRefused"


def to_second_address(*, at: datetime, user: User | None = None, email: str = "second@example.org") -> OtherAddressLetter:
    """The question to a second address, put aside: of somebody whose account it is, or of a new person."""
    named = other_addresses.name_second(email=email, by=user or people.account(at=at), at=at)
    return _put_aside(OtherAddressLetter.objects.get(address=named), at=at)


def of_recovery(*, at: datetime, user: User | None = None) -> RecoveryLetter:
    """The letter with the link of a recovery, put aside."""
    return _put_aside(RecoveryLetter.objects.get(recovery=recoveries.ready(at=at, user=user), kind="recovery_link"), at=at)


def of_alert(*, at: datetime, email: str = "reader@example.org") -> AlertLetter:
    """The letter that asks for the confirmation of an alert, put aside."""
    alerts.ask(email=email, language="en", pool_ids=[], at=at)
    return _put_aside(AlertLetter.objects.get(alert=Alert.objects.get(email=email)), at=at)


def _put_aside(letter: Any, *, at: datetime) -> Any:
    type(letter).objects.filter(pk=letter.pk).update(put_aside_at=at, attempts=3, last_error=REFUSED)
    letter.refresh_from_db()
    return letter
