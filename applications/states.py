"""The states of an application, a document, a payment and a refund. Choices only."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApplicationState(TextChoices):
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Sent")
    IN_REVIEW = "in_review", _("In review")
    AWAITING_PLACE = "awaiting_place", _("Approved, awaiting a place")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


# The officers' queue: sent in, and no decision yet.
UNDECIDED = frozenset({ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW})
# Over: the profile behind it has ended too. A letter may still be given back.
ENDED = frozenset({ApplicationState.APPROVED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.LAPSED})
# The person can still act on it.
OPEN = frozenset({ApplicationState.IN_PROGRESS})


class DocumentState(TextChoices):
    ADDED = "added", _("Added")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not usable")
    REMOVED = "removed", _("Removed")


class PaymentState(TextChoices):
    STARTED = "started", _("Started")
    PAID = "paid", pgettext_lazy("money", "Paid")
    FAILED = "failed", _("Not taken")


class Evidence(TextChoices):
    """What a cashier's finding about a payment rests on, where its provider never answers again. No word about the person."""

    STATEMENT = "statement", _("The statement of our account")
    PROVIDER = "provider", _("What the payment provider wrote")
    CARD = "card", _("The person's own card statement, shown to us")


class RefundState(TextChoices):
    DUE = "due", _("To be paid back")
    SENT = "sent", _("Paid back")


class Outcome(TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
