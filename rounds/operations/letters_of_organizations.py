"""The letter of acceptance that lets a person into a pool of a recognized organization: found, and bound to their account."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from iecsite import clock
from iecsite.refusal import Refused
from profiles.operations.erasure import ERASED
from profiles.rules.terms import PARTNERS
from rounds.models import Nomination, Pool, Season
from rounds.rules.nominations import letter_number

if TYPE_CHECKING:
    from profiles.models import Profile


class NoSuchLetter(Refused):
    """No letter of the organization fits what the person told."""


def use(profile: "Profile", wanted: Iterable[Pool], *, at: datetime) -> None:
    """
    Bind the person's letter to their account for the pools of organizations among these, inside the caller's transaction.

    A letter is one person's: its number and the date of birth that the organization gave must both be theirs. Whether a number
    exists, or somebody uses it, is told to nobody (HC-1165, read 2026-11-23: only holders of the letter are invited).

    :raises NoSuchLetter: when there is none
    """
    for pool in wanted:
        if pool.country_id == PARTNERS:
            _bind(profile, pool, at=at)


def hand_on(*, account_id: int, to_account_id: int) -> int:
    """
    Bind the letters of one account to another of the same person, inside the caller's transaction.

    :returns: how many letters there were
    """
    return Nomination.objects.filter(used_by=account_id, withdrawn_at__isnull=True).update(used_by=to_account_id)


def forget(*, account_id: int) -> int:
    """
    Take the numbers of a person's letters and what an officer wrote about them out of the rows, inside the caller's transaction,
    which erases the account. The letters still count against their allotments.

    :returns: how many letters there were
    """
    theirs = Nomination.objects.filter(used_by=account_id)
    theirs.exclude(withdrawn_reason="").update(withdrawn_reason=ERASED)
    return theirs.update(letter=Concat(Value("–"), Cast("pk", CharField())), date_of_birth=None)


@transaction.atomic(durable=True)
def forget_births(*, at: datetime) -> int:
    """
    Drop the days of birth that organizations gave for letters which nobody used, from the day after the season's end on.

    The end is when its profiles were closed, or its pools where no such moment was announced; a season without either has not
    ended. One statement; safe to run twice, late, or in two workers.

    :returns: how many letters had one
    """
    today = datetime.combine(clock.home_date(at), time.min, clock.HOME_ZONE)
    over = Season.objects.annotate(ended=Coalesce("profiles_end_at", "closes_at")).filter(ended__lt=today)
    return Nomination.objects.filter(pool__season__in=over, date_of_birth__isnull=False).update(date_of_birth=None)


def _bind(profile: "Profile", pool: Pool, *, at: datetime) -> None:
    number = letter_number(profile.organization_letter)
    found = (
        Nomination.objects.filter(pool=pool, letter=number, withdrawn_at__isnull=True)
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if found is not None and found.used_by_id == profile.user_id:
        return
    if found is None or found.used_by_id is not None or found.date_of_birth != profile.date_of_birth:
        name = pool.stream_name_en
        raise NoSuchLetter(
            f"{name}: we have no letter with the number {number or '–'} for you. Check the number in your profile, or ask the "
            "organization whether it has told us about your letter.",
            f"{name} : nous n'avons pas de lettre portant le numéro {number or '–'} à votre nom. Vérifiez le numéro dans votre "
            "profil, ou demandez à l'organisation si elle nous a transmis votre lettre.",
        )
    found.used_by_id, found.used_at, found.date_of_birth = profile.user_id, at, None
    found.save(update_fields=["used_by", "used_at", "date_of_birth"])
