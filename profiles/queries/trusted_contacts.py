"""Trusted contacts, and of whom there is something to be told."""

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from profiles.models import Letter, OtherAddress, OtherAddressLetter
from profiles.queries.letters import REFUSED
from profiles.states import LetterState


def event_key(contact_id: int, occasion: str) -> str:
    """What the letter to a contact on an occasion is known by."""
    return f"contact/{contact_id}/{occasion}"


def agreed() -> QuerySet[OtherAddress]:
    """The contacts who said yes, of accounts that are open."""
    contacts = OtherAddress.objects.filter(role=OtherAddress.Role.CONTACT, confirmed_at__isnull=False, ended_at=None)
    return contacts.filter(user__is_active=True).order_by("id")


def not_told(contacts: QuerySet[OtherAddress], kind: str, number: str) -> QuerySet[OtherAddress]:
    """
    Those of contacts who were not written to on the occasion `kind/number`.

    :param number: the column of `contacts` that holds the occasion's number
    """
    key = Concat(
        Value("contact/"),
        Cast(OuterRef("pk"), CharField()),
        Value(f"/{kind}/"),
        Cast(OuterRef(number), CharField()),
        output_field=CharField(),
    )
    return contacts.exclude(Exists(OtherAddressLetter.objects.filter(event_key=key)))


def of_unreached() -> QuerySet[OtherAddress]:
    """
    The contacts of people whose mail server refuses our letters since one last reached them, at any address, with the first of
    the `refused`; who was told of that one already is left out.
    """
    taken = Letter.objects.filter(user=OuterRef("user"), state=LetterState.SENT, sent_at__gte=OuterRef("queued_at"))
    copied = OtherAddressLetter.objects.filter(letter=OuterRef("pk"), put_aside_at=None)
    refused = (
        Letter.objects.filter(user=OuterRef("user"), state=LetterState.PUT_ASIDE, last_error__startswith=REFUSED)
        .exclude(Exists(taken))
        .exclude(Exists(copied))
        .order_by("queued_at", "id")
    )
    contacts = agreed().annotate(refused=Subquery(refused.values("pk")[:1])).filter(refused__isnull=False)
    return not_told(contacts, "letter", "refused")
