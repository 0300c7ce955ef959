"""The address that signs in was changed: both are told, and the old one can be put back for 72 hours."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from iecsite.refusal import Refused
from profiles.letters.other_addresses import FORMER_TOLD, token
from profiles.models import KnownBrowser, OtherAddress, OtherAddressLetter, User
from profiles.operations import letters
from profiles.operations.accounts import record, verify
from profiles.operations.letters import Draft
from profiles.rules.other_addresses import UNDO_WITHIN, Purpose

Role = OtherAddress.Role


class CannotPutBack(Refused):
    """The address cannot be put back."""


@transaction.atomic
def note(*, user_id: int, former: str, at: datetime) -> None:
    """Write to the old and to the new address of an account that it was changed, each with a link that puts the old one back."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    OtherAddress.objects.filter(user=user, role=Role.SECOND, email=user.email).update(email="", ended_at=at)
    kept = OtherAddress.objects.create(
        user=user, role=Role.FORMER, email=former.strip().lower(), language=user.language, asked_at=at, confirmed_at=at
    )
    record(user, "address_changed", by=user, at=at)
    OtherAddressLetter.objects.create(address=kept, kind=FORMER_TOLD, event_key=f"address/{kept.pk}/changed", due_at=at)
    letters.queue_letter(
        Draft(
            kind="profiles/address_changed",
            event_key=f"account/{user.pk}/address_changed/{kept.pk}",
            user_id=user.pk,
            language=user.language,
            context={"undo": token(kept.pk, purpose=Purpose.UNDO), "undo_until_at": (at + UNDO_WITHIN).isoformat()},
        ),
        at=at,
    )


def can_be_put_back(*, address_id: int, at: datetime) -> bool:
    """Whether the link of this number still works."""
    there = OtherAddress.objects.filter(pk=address_id, role=Role.FORMER, ended_at=None, asked_at__gt=at - UNDO_WITHIN)
    return there.filter(user__is_active=True).exists()


@transaction.atomic(durable=True)
def put_back(*, address_id: int, at: datetime) -> User:
    """
    Put the address back that signed in before, for whoever has the link from a letter.

    Whoever is signed in is signed out, the password holds no more, and what was added since the change goes: second factors,
    known browsers, other addresses. A new password is set by the usual message to the address.

    :raises CannotPutBack: when the link was used, its 72 hours are over, or another account has the address meanwhile
    """
    user = User.objects.filter(other_addresses=address_id, is_active=True).select_for_update(of=("self",)).first()
    former = OtherAddress.objects.filter(pk=address_id, role=Role.FORMER, ended_at=None, asked_at__gt=at - UNDO_WITHIN).first()
    if user is None or former is None:
        raise CannotPutBack(
            "This link is over: it was used, or its 72 hours have passed.",
            "Ce lien n'est plus valide\u00a0: il a déjà servi, ou les 72 heures sont passées.",
        )
    taken = EmailAddress.objects.filter(email=former.email, verified=True).exclude(user=user).exists()
    if taken or User.objects.filter(email=former.email).exclude(pk=user.pk).exists():
        raise CannotPutBack(
            "Another account signs in with this address now. Write to us, and we look at both.",
            "Un autre compte utilise maintenant cette adresse. Écrivez-nous et nous examinerons les deux.",
        )
    since = former.asked_at
    EmailAddress.objects.filter(user=user).delete()
    user.email = former.email
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    verify(user)
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    Authenticator.objects.filter(user=user, created_at__gte=since).delete()
    KnownBrowser.objects.filter(user=user, first_at__gte=since).delete()
    added = OtherAddress.objects.filter(user=user, ended_at=None, asked_at__gte=since)
    added.update(email="", first_name="", person_name="", ended_at=at)
    record(user, "address_put_back", by=None, at=at)
    letters.queue_letter(
        Draft(
            kind="profiles/address_put_back",
            event_key=f"account/{user.pk}/address_put_back/{former.pk}",
            user_id=user.pk,
            language=user.language,
        ),
        at=at,
    )
    return user
