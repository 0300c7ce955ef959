"""Letters as a person and the staff look for them."""

from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from profiles.models import Letter, OtherAddressLetter
from profiles.states import LetterState

# The kinds of failure that a mail server's own answer is; a worker that went down says nothing of the address.
REFUSED = "SMTP"


def of(user_id: int) -> QuerySet[Letter]:
    """A person's letters, newest first."""
    return Letter.objects.filter(user_id=user_id).order_by("-id")


def unopened(user_id: int) -> int:
    """How many of a person's letters they have not opened in the account."""
    return of(user_id).filter(opened_at__isnull=True).count()


def undelivered_since(user_id: int) -> datetime | None:
    """
    When the first of the letters was written that the mail server has refused for the person's address since one last reached
    it; None when none was. One query.
    """
    return undelivered_and_unopened(user_id)[0]


def undelivered_and_unopened(user_id: int) -> tuple[datetime | None, int]:
    """That moment, and how many of the letters the person has not opened in the account. One query."""
    taken = of(user_id).filter(state=LetterState.SENT, sent_at__gte=OuterRef("queued_at"))
    refused = Q(state=LetterState.PUT_ASIDE, last_error__startswith=REFUSED) & ~Exists(taken)
    found = Letter.objects.filter(user_id=user_id).aggregate(
        since=Min("queued_at", filter=refused), unopened=Count("id", filter=Q(opened_at=None))
    )
    return found["since"], found["unopened"]


def copies_undelivered_since(address_id: int) -> datetime | None:
    """The same of the letters to another address, such as a second one. One query."""
    theirs = OtherAddressLetter.objects.filter(address=address_id)
    refused = theirs.filter(put_aside_at__isnull=False, last_error__startswith=REFUSED)
    taken = theirs.filter(sent_at__gte=OuterRef("due_at"))
    return refused.filter(~Exists(taken)).order_by("put_aside_at").values_list("put_aside_at", flat=True).first()


def put_aside() -> QuerySet[Letter]:
    """Letters that failed three times and wait for somebody to look at them."""
    return Letter.objects.filter(state=LetterState.PUT_ASIDE).order_by("id")


def oldest_due(at: datetime) -> datetime | None:
    """Since when the letter that waits longest has been due; None when none is."""
    due = Letter.objects.filter(state=LetterState.QUEUED, due_at__lte=at).order_by("due_at", "id")
    return due.values_list("due_at", flat=True).first()
