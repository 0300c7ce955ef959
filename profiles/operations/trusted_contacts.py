"""The trusted contact is asked to tell a person to look in their account: once for each occasion, and nothing more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from iecsite import journal
from iecsite.journal import Act
from profiles.letters.other_addresses import CONTACT_TOLD
from profiles.models import OtherAddress, OtherAddressLetter, ProfileEntry
from profiles.models.journal import STREAM
from profiles.queries import trusted_contacts

# So many people in one transaction.
MOST = 2_000


def ask_to_tell(occasions: Iterable[tuple[OtherAddress, str]], *, at: datetime) -> int:
    """
    Write to the contacts of people inside the caller's transaction, which holds the rows of the contacts.

    :param occasions: a contact who agreed, and what tells this occasion from others, such as `invitation/17`; the contact reads
        nothing of it
    :returns: how many were written to; who was on this occasion already is not again
    """
    keys = {trusted_contacts.event_key(contact.pk, occasion): (contact, occasion) for contact, occasion in occasions}
    told = OtherAddressLetter.objects.filter(event_key__in=list(keys)).values_list("event_key", flat=True)
    for key in told:
        del keys[key]
    OtherAddressLetter.objects.bulk_create(
        OtherAddressLetter(address=contact, kind=CONTACT_TOLD, event_key=key, due_at=at)
        for key, (contact, _occasion) in keys.items()
    )
    acts = [
        Act("contact_asked_to_tell", {"account_id": contact.user_id}, {"occasion": occasion})
        for contact, occasion in keys.values()
    ]
    if acts:
        journal.record_all(ProfileEntry, acts, stream=STREAM, by=None, at=at)
    return len(acts)


@transaction.atomic(durable=True)
def tell_of_undelivered(*, at: datetime) -> int:
    """
    Write to the next contacts of people whom our letters do not reach: once, until one has reached them again. Safe to run twice,
    late, or in two workers.

    :returns: how many
    """
    contacts: Any = trusted_contacts.of_unreached().select_for_update(of=("self",), skip_locked=True, no_key=True)[:MOST]
    return ask_to_tell(((one, f"letter/{one.refused}") for one in contacts), at=at)
