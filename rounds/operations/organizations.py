"""What recognized organizations may give out, what they gave, and who used it: allotments, letters, pools of their own."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from iecsite import journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.operations import letters as outbox
from profiles.operations import organizations as lower
from profiles.queries import organizations as known
from profiles.queries import profiles
from profiles.rules.terms import PARTNERS
from rounds.letters import organizations as letters
from rounds.models import Candidacy, Nomination, Pool, RoundEntry, Season
from rounds.models.journal import STREAM
from rounds.operations import candidacies, quota_proposals
from rounds.queries import nominations
from rounds.rules.nominations import Letter
from rounds.rules.pools import pool_code, pool_order
from rounds.states import CandidacyState, Departure, PoolStatus

if TYPE_CHECKING:
    from profiles.models import Organization, User


class CannotAllot(Refused):
    """The allotment does not fit what stands."""


class CannotNominate(Refused):
    """The letters cannot be recorded, or this one not be withdrawn."""


@transaction.atomic(durable=True)
def keep(*, code: str, name: str, website: str, recognized: bool, by: "User", at: datetime) -> "Organization":
    """
    Write an organization down, or change what stands of it.

    One that is no longer recognized takes nobody: its pools close, and whoever waits in them leaves with a letter that says so.
    """
    before = known.recognition(code)
    pools = Pool.objects.filter(country=PARTNERS, stream=code)
    waiting = Candidacy.objects.filter(pool__in=pools, state=CandidacyState.WAITING)
    if not recognized:
        _hold_people(Q(pk__in=waiting.values("profile")))
    kept = lower.keep(code=code, name=name, website=website, recognized=recognized, by=by, at=at)
    pools.update(stream_name_en=kept.name, stream_name_fr=kept.name)
    if recognized:
        if before is False:
            pools.update(status=PoolStatus.OPEN)
        return kept
    pools.update(status=PoolStatus.NOT_ACCEPTING)
    # Whoever came in since the others were held and does something now is passed over: they may wait for us.
    _take_out(list(_held(waiting, skip_locked=True)), why="organization", by=by, at=at)
    return kept


@transaction.atomic(durable=True)
def allot(
    *,
    organization: "Organization",
    season: Season,
    category: str,
    number: int,
    effective_on: date,
    reason_en: str,
    reason_fr: str,
    by: "User",
    at: datetime,
) -> Pool:
    """
    Propose how many people an organization may nominate in a category for a season; its pool is made with the first allotment.

    The number stands once another person has approved it (`operations.quota_proposals`).

    :raises CannotAllot: without a memorandum, for fewer than it nominated already, or a second number from one day
    """
    if not known.has_memorandum(organization.code, category):
        raise CannotAllot(
            "There is no memorandum with this organization for this category. Write it down first.",
            "Aucun protocole avec cette organisation ne vise cette catégorie. Inscrivez-le d'abord.",
        )
    pool, _made = Pool.objects.get_or_create(
        season=season,
        code=pool_code(PARTNERS, category, organization.code),
        defaults={
            "country_id": PARTNERS,
            "category": category,
            "stream": organization.code,
            "stream_name_en": organization.name,
            "stream_name_fr": organization.name,
            "order": pool_order(PARTNERS, category, organization.code),
            "opens_on": season.opens_on,
            "first_round_on": season.first_round_week,
        },
    )
    asked = {
        "effective_on": effective_on,
        "quota": number,
        "unlimited": False,
        "confirmed": True,
        "reason_en": reason_en.strip(),
        "reason_fr": reason_fr.strip(),
        "source_url": "",
    }
    try:
        quota_proposals.propose(pool_id=pool.pk, asked=asked, by=by, at=at)
    except Refused as refusal:
        raise CannotAllot(refusal.en, refusal.fr) from refusal
    _record("allotment_proposed", pool, {"number": number, "from": effective_on.isoformat()}, by=by, at=at)
    return pool


@transaction.atomic(durable=True)
def nominate(*, pool_id: int, given: Sequence[Letter], by: "User", at: datetime) -> int:
    """
    Record letters of acceptance that an organization gave out, all or none; each counts against its allotment. One that was
    withdrawn may be recorded anew: a slip is mended so.

    :returns: how many letters were recorded
    :raises CannotNominate: for none, a number that stands already, or more than the allotment leaves
    """
    # Two who record at once count one after the other.
    pool = Pool.objects.select_for_update(of=("self",), no_key=True).get(pk=pool_id, country=PARTNERS)
    if not given:
        raise CannotNominate("Enter at least one letter.", "Entrez au moins une lettre.")
    numbers = [one.number for one in given]
    recorded = Nomination.objects.filter(pool=pool, letter__in=numbers, withdrawn_at__isnull=True)
    if again := recorded.order_by("letter").values_list("letter", flat=True):
        listed = ", ".join(again)
        raise CannotNominate(f"Recorded already: {listed}.", f"Déjà inscrites : {listed}.")
    left = (pool.quota or 0) - nominations.given(pool.pk)
    if not pool.unlimited and len(given) > left:
        raise CannotNominate(
            f"The allotment leaves {max(left, 0)}, and these are {len(given)}. Raise it, or withdraw letters first.",
            f"L'attribution en laisse {max(left, 0)}; vous en inscrivez {len(given)}. Augmentez-la ou retirez des lettres.",
        )
    Nomination.objects.bulk_create(
        Nomination(pool=pool, letter=one.number, date_of_birth=one.date_of_birth, recorded_by=by, recorded_at=at) for one in given
    )
    _record("letters_recorded", pool, {"number": len(given)}, by=by, at=at)
    return len(given)


@transaction.atomic(durable=True)
def withdraw_letter(*, nomination_id: int, reason: str, by: "User", at: datetime) -> Nomination:
    """
    Withdraw a letter: it counts no longer against the allotment, and whoever waits with it leaves the pool with a letter.

    :raises CannotNominate: without a reason, when it is withdrawn already, or when somebody began to use it at this moment
    """
    # The person first, then the letter, as when they enter with it.
    used_by = Nomination.objects.values_list("used_by", flat=True).get(pk=nomination_id)
    _hold_people(Q(user=used_by))
    one = Nomination.objects.select_for_update(of=("self",), no_key=True).select_related("pool").get(pk=nomination_id)
    if not reason.strip():
        raise CannotNominate("Enter the reason.", "Entrez le motif.")
    if one.withdrawn_at is not None:
        raise CannotNominate("This letter is withdrawn already.", "Cette lettre est déjà retirée.")
    if one.used_by_id != used_by:
        raise CannotNominate(
            "Somebody began to use this letter a moment ago. Look at it again, then withdraw it.",
            "Une personne vient de commencer à utiliser cette lettre. Examinez-la de nouveau, puis retirez-la.",
        )
    one.withdrawn_at, one.withdrawn_reason, one.date_of_birth = at, reason.strip(), None
    one.save(update_fields=["withdrawn_at", "withdrawn_reason", "date_of_birth"])
    _record("letter_withdrawn", one.pool, {"nomination": one.pk}, by=by, at=at)
    if one.used_by_id is not None:
        theirs = Candidacy.objects.filter(pool=one.pool, profile__user=one.used_by_id, state=CandidacyState.WAITING)
        _take_out(list(_held(theirs)), why="withdrawn", by=by, at=at)
    return one


def _hold_people(who: Q) -> None:
    """Lock profiles in their order, before any other row and before the heads of the journals."""
    list(profiles.whole().filter(who).order_by("pk").values_list("pk").select_for_update(of=("self",), no_key=True))


def _held(waiting: Any, *, skip_locked: bool = False) -> Any:
    here = waiting.select_related("pool__country", "profile__user").order_by("pk")
    return here.select_for_update(of=("self", "profile"), skip_locked=skip_locked, no_key=True)


def _take_out(gone: list[Candidacy], *, why: str, by: "User", at: datetime) -> None:
    candidacies.end_for(gone, reason=Departure.LETTER_ENDED, at=at)
    candidacies.record("pool_left", gone, by=by, at=at, reason=Departure.LETTER_ENDED)
    left = candidacies.still_waiting(gone)
    outbox.queue_letters((letters.letter_ended(one, why=why, remaining=left[one.profile_id], at=at) for one in gone), at=at)


def _record(kind: str, pool: Pool, details: dict[str, Any], *, by: "User", at: datetime) -> None:
    journal.record(RoundEntry, Act(kind, {"pool_id": pool.pk}, details), stream=STREAM, by=by, at=at)
