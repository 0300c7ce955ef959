"""The address that signs in was changed: both are told, and the old one can be put back for 72 hours."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from iecsite.refusal import Refused
from profiles.letters.other_addresses import FORMER_TOLD, PUT_AWAY, token
from profiles.models import KnownBrowser, OtherAddress, OtherAddressLetter, User
from profiles.operations import closing, email_codes, letters, other_addresses, recovery
from profiles.operations.accounts import record, verify
from profiles.operations.letters import Draft
from profiles.queries.accounts import has_another_account
from profiles.queries.other_addresses import NAMED
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
            context={
                "undo": token(kept.pk, purpose=Purpose.UNDO),
                "undo_until_at": (at + UNDO_WITHIN).isoformat(),
                "staff": user.is_staff,
            },
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
    known browsers, and other addresses, these also from the 72 hours before it. A recovery that is under way is stopped, and a
    wish to close the account is taken back. A new password is set by the usual message to the address; the one that loses the
    account is told. A sign-up with the address that nobody confirmed is closed.

    :raises CannotPutBack: when the link was used, its 72 hours are over, another account has confirmed the address meanwhile, or
        the account is one of the staff
    """
    holder = OtherAddress.objects.filter(pk=address_id, role=Role.FORMER, ended_at=None, asked_at__gt=at - UNDO_WITHIN)
    account = holder.filter(user__is_active=True).values_list("user_id", flat=True).first()
    if account is not None:
        recovery.cancel_open(account, at=at)
    user = User.objects.filter(pk=account or 0, is_active=True).select_for_update(of=("self",), no_key=True).first()
    former = OtherAddress.objects.filter(pk=address_id, role=Role.FORMER, ended_at=None, asked_at__gt=at - UNDO_WITHIN).first()
    if user is None or former is None:
        raise CannotPutBack(
            "This link is over: it was used, or its 72 hours have passed.",
            "Ce lien n'est plus valide\u00a0: il a déjà servi, ou les 72 heures sont passées.",
        )
    if user.is_staff or user.is_superuser:
        raise CannotPutBack(
            "The address of a staff account is not put back from a letter. Tell the administrators at once.",
            "L'adresse d'un compte du personnel ne se rétablit pas ainsi. Avisez tout de suite les administrateurs.",
        )
    if has_another_account(former.email, but=user.pk):
        raise CannotPutBack(
            "Another account signs in with this address now. Write to us, and we look at both.",
            "Un autre compte utilise maintenant cette adresse. Écrivez-nous et nous examinerons les deux.",
        )
    # One may have begun between the first look and the lock; from here on none does.
    recovery.cancel_open(user.pk, at=at)
    closing.close_unconfirmed(former.email, but=user.pk, at=at)
    closing.stay_open(user, by=None, at=at)
    since, lost = former.asked_at, user.email
    EmailAddress.objects.filter(user=user).delete()
    user.email = former.email
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    verify(user)
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    Authenticator.objects.filter(user=user, created_at__gte=since).delete()
    if user.email_codes_since and user.email_codes_since >= since:
        email_codes.forget(user)
    KnownBrowser.objects.filter(user=user, first_at__gte=since).delete()
    lately = Q(role__in=NAMED, asked_at__gte=since - UNDO_WITHIN)
    added = OtherAddress.objects.filter(lately | Q(asked_at__gte=since), user=user, ended_at=None)
    added.update(email="", first_name="", person_name="", ended_at=at)
    if lost != user.email:
        other_addresses.tell_put_away(user, lost, PUT_AWAY, at=at)
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
