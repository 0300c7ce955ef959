"""Other addresses of an account: named by its owner, confirmed or refused by their readers, and ended by either."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from iecsite.refusal import Refused
from profiles.letters.other_addresses import CONTACT_ASKED, SECOND_ASKED
from profiles.models import OtherAddress, OtherAddressLetter, User
from profiles.operations import letters
from profiles.operations.accounts import record
from profiles.operations.letters import Draft
from profiles.queries.other_addresses import NAMED
from profiles.rules.other_addresses import ANSWER_WITHIN, MOST_ASKED_BY_ACCOUNT, MOST_ASKED_OF_ADDRESS, UNDO_WITHIN

Role = OtherAddress.Role
DAY = timedelta(days=1)


class CannotName(Refused):
    """The address cannot be named like this."""


@transaction.atomic(durable=True)
def name_second(*, email: str, by: User, at: datetime) -> OtherAddress:
    """
    Take another address of a person's own; its reader is asked by letter whether they want it, and gets nothing else before.

    It takes the place of the one that was there. Says the same whatever accounts there are.

    :raises CannotName: for the address that signs in, or after five in a day
    """
    return _name(OtherAddress(role=Role.SECOND, email=email, language=by.language), by=by, at=at)


@transaction.atomic(durable=True)
def name_contact(*, email: str, first_name: str, person_name: str, language: str, by: User, at: datetime) -> OtherAddress:
    """
    Take the address of somebody whom a person trusts; they are asked by letter whether they agree, and get nothing else before.

    It takes the place of the one that was there.

    :param person_name: what the contact calls the person; the one thing of theirs that the contact is told
    :param language: of the letters to the contact
    :raises CannotName: for the address that signs in, without a name, or after five in a day
    """
    if not first_name.strip() or not person_name.strip():
        raise CannotName(
            "Write the first name of your contact, and the name by which they know you.",
            "Inscrivez le prénom de la personne de confiance et le nom sous lequel elle vous connaît.",
        )
    contact = OtherAddress(
        role=Role.CONTACT, email=email, first_name=first_name.strip(), person_name=person_name.strip(), language=language
    )
    return _name(contact, by=by, at=at)


@transaction.atomic(durable=True)
def remove(*, role: str, by: User, at: datetime) -> bool:
    """
    The person wants one of their other addresses no more.

    :param role: Role.SECOND or Role.CONTACT
    :returns: whether there was one
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    found = _standing(user, role).first()
    if found is None:
        return False
    _end(found, at=at)
    record(user, f"{role}_removed", by=by, at=at)
    if role == Role.SECOND and found.confirmed_at is not None:
        _tell(user, "second_removed", found, at=at)
    return True


@transaction.atomic(durable=True)
def agree(*, address_id: int, at: datetime) -> bool:
    """
    The reader of an address agrees to be written to; agreeing again changes nothing.

    :returns: whether they are written to now; False when it was ended, or asked too long ago
    """
    found = _held(address_id)
    if found is None or (found.confirmed_at is None and found.asked_at + ANSWER_WITHIN <= at):
        return False
    if found.confirmed_at is None:
        OtherAddress.objects.filter(pk=found.pk).update(confirmed_at=at)
        record(found.user, f"{found.role}_agreed", by=None, at=at)
        _tell(found.user, f"{found.role}_agreed", found, at=at)
    return True


@transaction.atomic(durable=True)
def leave(*, address_id: int, at: datetime) -> None:
    """The reader of an address wants no letters, before or after they agreed: it is forgotten, and its owner is told."""
    found = _held(address_id)
    if found is None:
        return
    _end(found, at=at)
    record(found.user, f"{found.role}_left", by=None, at=at)
    _tell(found.user, f"{found.role}_left", found, at=at)


@transaction.atomic(durable=True)
def forget_late(*, at: datetime) -> int:
    """
    Forget the addresses whose readers did not answer in time, and those that can no longer be put back. Two statements; safe to
    run twice.

    :returns: how many
    """
    unanswered = Q(confirmed_at=None, asked_at__lte=at - ANSWER_WITHIN)
    former = Q(role__in=[Role.FORMER, Role.AWAY], asked_at__lte=at - UNDO_WITHIN)
    late = OtherAddress.objects.filter(unanswered | former, ended_at=None)
    ids = list(late.select_for_update(skip_locked=True).values_list("pk", flat=True)[:2_000])
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
    standing = _standing(user, named.role).first()
    if standing is not None and _same(standing, named) and standing.confirmed_at is not None:
        return standing
    asked = OtherAddress.objects.filter(asked_at__gt=at - DAY).filter(role__in=NAMED)
    if asked.filter(user=user).count() >= MOST_ASKED_BY_ACCOUNT:
        raise CannotName(
            "You named five addresses in a day. Try again tomorrow.",
            "Vous avez inscrit cinq adresses en un jour. Réessayez demain.",
        )
    often = asked.filter(email=named.email).count() >= MOST_ASKED_OF_ADDRESS
    if standing is not None:
        _end(standing, at=at)
    named.user, named.asked_at = user, at
    named.save(force_insert=True)
    record(user, f"{named.role}_named", by=by, at=at)
    if not often:  # its reader has enough of our questions for a day, whoever caused them
        kind = SECOND_ASKED if named.role == Role.SECOND else CONTACT_ASKED
        OtherAddressLetter.objects.create(address=named, kind=kind, event_key=f"address/{named.pk}/asked", due_at=at)
    return named


def _same(one: OtherAddress, other: OtherAddress) -> bool:
    fields = ("email", "first_name", "person_name", "language") if one.role == Role.CONTACT else ("email",)
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def _standing(user: User, role: str) -> QuerySet[OtherAddress]:
    return OtherAddress.objects.filter(user=user, role=role, ended_at=None).select_for_update(of=("self",))


def _held(address_id: int) -> OtherAddress | None:
    there = OtherAddress.objects.filter(pk=address_id, ended_at=None).filter(role__in=NAMED)
    return there.select_for_update(of=("self",)).select_related("user").first()


def _end(found: OtherAddress, *, at: datetime) -> None:
    OtherAddress.objects.filter(pk=found.pk).update(**_EMPTY, ended_at=at)


def _tell(user: User, event: str, about: OtherAddress, *, at: datetime) -> None:
    draft = Draft(kind=f"profiles/{event}", event_key=f"address/{about.pk}/{event}", user_id=user.pk, language=user.language)
    letters.queue_letter(draft, at=at)
