"""Sends the result of a check to the address that somebody gave, and forgets both."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from applications.letters import check_result as words
from applications.models import CheckLetter
from iecsite import seal
from iecsite.turns import Turn
from profiles.operations.one_by_one import Outbox
from profiles.queries import carried_answers

# A mail server that is out of order for longer does not get them: whoever waits has printed the page or asked once more.
GIVEN_UP_AFTER = timedelta(days=1)

# The last try is within the day.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 180, 360, 720))

OUTBOX = Outbox(name="Check", rows=CheckLetter.objects.all, is_over=lambda _letter: False, message=words.message, waits=WAITS)


@transaction.atomic(durable=True)
def ask(*, email: str, told: dict[str, Any], language: str, by: None, at: datetime) -> bool:
    """
    Keep a result until it is sent. While the same answers are on their way to the same address nothing more is kept.

    :param told: the answers of the check
    :returns: whether it was kept
    """
    key = seal.digest(f"{email.casefold()} {language} {sorted(told.items())}", purpose="check letter")
    answers = carried_answers.sealed(told, at=at, good_for=carried_answers.GOOD_IN_A_LETTER)
    _letter, kept = CheckLetter.objects.get_or_create(
        event_key=key, defaults={"email": email, "answers": answers, "language": language, "due_at": at}
    )
    return kept


def deliver_due(*, at: datetime, most: int = 200, turn: Turn | None = None) -> int:
    """
    Send what is due, as `Outbox.deliver_due` says, and forget what was sent, was given up, or waits for more than a day.

    :returns: how many were sent
    """
    sent = OUTBOX.deliver_due(at=at, most=most, turn=turn)
    forget(at=at)
    return sent


@transaction.atomic(durable=True)
def forget(*, at: datetime) -> int:
    """Delete what was sent, what was given up, and what nobody sent within a day; returns how many."""
    over = Q(sent_at__isnull=False) | Q(put_aside_at__isnull=False) | Q(due_at__lte=at - GIVEN_UP_AFTER)
    return CheckLetter.objects.filter(over).delete()[0]
