"""Ends the applications whose twenty days are over."""

from datetime import datetime

from django.db import transaction

from applications.letters import applicant as letters
from applications.models import Application
from applications.operations import refunds
from applications.operations.held import held_when_due, move, record
from applications.rules.refunds import Ending
from applications.states import ApplicationState
from profiles.operations import letters as outbox


@transaction.atomic(durable=True)
def lapse_next(*, at: datetime) -> Application | None:
    """
    End one application that was not sent in time, with a letter that says so. It never held a place. What was paid for it goes
    back.

    One whose payment is not settled waits until it is: it may have been paid in time. Safe to run twice, late, or in two
    workers; an application that somebody holds is skipped.

    :returns: the application that lapsed, or None when there is none
    """
    application = held_when_due(at=at)
    if application is None:
        return None
    move(application, ApplicationState.LAPSED, at=at)
    refunds.create_refunds(application, Ending.RETURNED_INCOMPLETE, by=None, at=at)
    record("application_lapsed", application, by=None, at=at)
    outbox.queue_letter(letters.lapsed(application), at=at)
    return application
