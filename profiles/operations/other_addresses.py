"""Other addresses of an account: named by its owner, confirmed or refused by their readers, and ended by either."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from iecsite import seal
from iecsite.refusal import Refused
from profiles.letters.other_addresses import CONTACT_ASKED, SECOND_ASKED, SECOND_ENDED
from profiles.models import OtherAddress, OtherAddressLetter, User
from profiles.operations import letters
from profiles.operations.accounts import record
from profiles.operations.letters import Draft
from profiles.queries.other_addresses import NAMED
from profiles.rules.other_addresses import (
    ANSWER_WITHIN,
    LEADS_AWAY,
    LONGEST_NAME,
    MOST_ASKED_BY_ACCOUNT,
    MOST_ASKED_OF_ADDRESS,
    REFUSAL_HOLDS,
    UNDO_WITHIN,
)

Role = OtherAddress.Role
DAY = timedelta(days=1)


class CannotName(Refused):
    """The address cannot be named like this."""


@transaction.atomic(durable=True)
def name_second(*, email: str, by: User, at: datetime) -> OtherAddress:
    """
    Take another address of a person's own; its reader is asked by letter whether they want it, and gets nothing else before.

    It takes the place of the one that was there: at once of one that waits, and of a confirmed one as soon as its own reader says
    yes. Says the same whatever accounts there are. Who wanted no letters lately is not asked.

    :raises CannotName: for the address that signs in, or after five in a day
    """
    return _name(OtherAddress(role=Role.SECOND, email=email, language=by.language), by=by, at=at)


@transaction.atomic(durable=True)
def name_contact(*, email: str, first_name: str, person_name: str, language: str, by: User, at: datetime) -> OtherAddress:
    """
    Take the address of somebody whom a person trusts; they are asked by letter whether they agree, and get nothing else before.

    It takes the place of the one that was there: at once of one that waits, and of one who agreed as soon as the new one does.
    Who wanted no letters lately is not asked.

    :param person_name: what the contact calls the person; the one thing of theirs that the contact is told
    :param language: of the letters to the contact
    :raises CannotName: for the address that signs in, without a name or with one that is none, or after five in a day
    """
    if not first_name.strip() or not person_name.strip():
        raise CannotName(
            "Write the first name of your contact, and the name by which they know you.",
            "Inscrivez le prénom de la personne de confiance et le nom sous lequel elle vous connaît.",
        )
    if any(len(name.strip()) > LONGEST_NAME or re.search(LEADS_AWAY, name) for name in (first_name, person_name)):
        raise CannotName(
            "Write names alone, of up to 40 letters each.", "Inscrivez seulement des noms, de 40 caractères au plus chacun."
        )
    contact = OtherAddress(
        role=Role.CONTACT, email=email, first_name=first_name.strip(), person_name=person_name.strip(), language=language
    )
    return _name(contact, by=by, at=at)


@transaction.atomic(durable=True)
def remove(*, role: str, by: User, at: datetime, waiting_only: bool = False) -> bool:
    """
    The person wants one of their other addresses no more. Of a confirmed one the account is told, and a second address too. A
    contact is not told: that can put a person at risk who had reasons.

    :param role: Role.SECOND or Role.CONTACT
    :param waiting_only: take back only the one that waits for its reader, and keep the confirmed one
    :returns: whether there was one
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    there = [one for one in _standing(user, role) if one.confirmed_at is None or not waiting_only]
    for found in there:
        _end(found, at=at)
        record(user, f"{role}_removed", by=by, at=at)
        if found.confirmed_at is not None:
            _tell(user, f"{role}_removed", found, at=at)
            _tell_former(found, at=at)
    return bool(there)


@transaction.atomic(durable=True)
def agree(*, address_id: int, at: datetime) -> bool:
    """
    The reader of an address agrees to be written to; agreeing again changes nothing. It takes the place of the one that was
    confirmed before.

    :returns: whether they are written to now; False when it was ended, or asked too long ago
    """
    found = _held(address_id)
    if found is None or (found.confirmed_at is None and found.asked_at + ANSWER_WITHIN <= at):
        return False
    if found.confirmed_at is None:
        for before in _standing(found.user, found.role).exclude(pk=found.pk):
            _end(before, at=at)
            _tell_former(before, at=at)
        OtherAddress.objects.filter(pk=found.pk).update(confirmed_at=at)
        record(found.user, f"{found.role}_agreed", by=None, at=at)
        _tell(found.user, f"{found.role}_agreed", found, at=at)
    return True


@transaction.atomic(durable=True)
def leave(*, address_id: int, at: datetime) -> None:
    """
    The reader of an address wants no letters, before or after they agreed: it is forgotten but for its mark, and its owner is
    told.
    """
    found = _held(address_id)
    if found is None:
        return
    _end(found, at=at)
    OtherAddress.objects.filter(pk=found.pk).update(digest=_digest(found.email), refused_at=at)
    record(found.user, f"{found.role}_left", by=None, at=at)
    _tell(found.user, f"{found.role}_left", found, at=at)


@transaction.atomic(durable=True)
def forget_late(*, at: datetime) -> int:
    """
    Forget the addresses whose readers did not answer in time, those that can no longer be put back, and the marks of addresses
    that hold nobody back any more. Three statements; safe to run twice.

    :returns: how many addresses
    """
    unanswered = Q(confirmed_at=None, asked_at__lte=at - ANSWER_WITHIN)
    former = Q(role__in=[Role.FORMER, Role.AWAY], asked_at__lte=at - UNDO_WITHIN)
    said_no = Q(refused_at__gt=at - REFUSAL_HOLDS)
    marked = OtherAddress.objects.filter(~said_no | Q(refused_at=None), asked_at__lte=at - DAY).exclude(digest="")
    marked.update(digest="")
    late = OtherAddress.objects.filter(unanswered | former, ended_at=None)
    ids = list(late.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:2_000])
    return OtherAddress.objects.filter(pk__in=ids).update(**_EMPTY, ended_at=at)


def end_all(user: User, *, at: datetime) -> None:
    """Forget every other address of an account inside the caller's transaction; letters that wait for them are not sent."""
    kept = OtherAddress.objects.filter(user=user).exclude(email="")
    kept.update(**_EMPTY, ended_at=Coalesce(F("ended_at"), at))


def tell_put_away(user: User, address: str, kind: str, *, at: datetime) -> None:
    """
    Tell an address once that it is the account's no more, inside the caller's transaction; it is forgotten soon after.

    :param kind: of the letter
    """
    away = OtherAddress.objects.create(
        user=user, role=Role.AWAY, email=address, language=user.language, asked_at=at, confirmed_at=at
    )
    OtherAddressLetter.objects.create(address=away, kind=kind, event_key=f"address/{away.pk}/{kind}", due_at=at)


_EMPTY = {"email": "", "first_name": "", "person_name": ""}


def _name(named: OtherAddress, *, by: User, at: datetime) -> OtherAddress:
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    named.email = named.email.strip().lower()
    if named.email == user.email:
        raise CannotName(
            "You sign in with this address already. Write another one.",
            "Vous ouvrez déjà une session avec cette adresse. Inscrivez-en une autre.",
        )
    standing = list(_standing(user, named.role))
    same = next((one for one in standing if one.confirmed_at is not None and _same(one, named)), None)
    if same is not None:
        return same
    asked = OtherAddress.objects.filter(asked_at__gt=at - DAY).filter(role__in=NAMED)
    if asked.filter(user=user).count() >= MOST_ASKED_BY_ACCOUNT:
        raise CannotName(
            "You named five addresses in a day. Try again tomorrow.",
            "Vous avez inscrit cinq adresses en un jour. Réessayez demain.",
        )
    named.digest = _digest(named.email)
    often = asked.filter(digest=named.digest).count() >= MOST_ASKED_OF_ADDRESS
    refused = OtherAddress.objects.filter(digest=named.digest, refused_at__gt=at - REFUSAL_HOLDS).exists()
    for one in standing:
        if one.confirmed_at is None:
            _end(one, at=at)
    named.user, named.asked_at = user, at
    named.save(force_insert=True)
    record(user, f"{named.role}_named", by=by, at=at)
    if not often and not refused:  # its reader has enough of our questions, whoever caused them
        kind = SECOND_ASKED if named.role == Role.SECOND else CONTACT_ASKED
        OtherAddressLetter.objects.create(address=named, kind=kind, event_key=f"address/{named.pk}/asked", due_at=at)
    return named


def _same(one: OtherAddress, other: OtherAddress) -> bool:
    fields = ("email", "first_name", "person_name", "language") if one.role == Role.CONTACT else ("email",)
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def _standing(user: User, role: str) -> QuerySet[OtherAddress]:
    return OtherAddress.objects.filter(user=user, role=role, ended_at=None).select_for_update(of=("self",), no_key=True)


def _held(address_id: int) -> OtherAddress | None:
    # As who names or removes one, the account is locked before the address.
    User.objects.filter(other_addresses=address_id).select_for_update(of=("self",), no_key=True).first()
    there = OtherAddress.objects.filter(pk=address_id, ended_at=None).filter(role__in=NAMED)
    return there.select_for_update(of=("self",), no_key=True).select_related("user").first()


def _end(found: OtherAddress, *, at: datetime) -> None:
    OtherAddress.objects.filter(pk=found.pk).update(**_EMPTY, ended_at=at)


def _tell_former(ended: OtherAddress, *, at: datetime) -> None:
    """Tell an address of the person's own, which was confirmed until now, that copies end."""
    if ended.role == Role.SECOND:
        tell_put_away(ended.user, ended.email, SECOND_ENDED, at=at)


def _digest(email: str) -> str:
    return seal.digest(email, purpose="other-address")


def _tell(user: User, event: str, about: OtherAddress, *, at: datetime) -> None:
    draft = Draft(kind=f"profiles/{event}", event_key=f"address/{about.pk}/{event}", user_id=user.pk, language=user.language)
    letters.queue_letter(draft, at=at)
