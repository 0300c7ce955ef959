"""A round as people handle it: planned by one person, approved by another, voided or tried again."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import approvals, clock, dates, journal
from iecsite.approvals import NotApproved
from iecsite.journal import Act
from iecsite.refusal import Refused
from rounds.models import Round, RoundEntry, RoundPool, Season
from rounds.models.journal import round_stream
from rounds.operations import weeks
from rounds.operations.plan_checks import (
    CannotPlan,
    check_chain,
    check_final_rounds,
    check_moments,
    check_reason,
    check_source,
    checked_pools,
    next_code,
)
from rounds.queries import chains
from rounds.queries.rounds import plan_content
from rounds.rules import approval, lifecycle, typed_values
from rounds.rules.manifest import SHORTEST_GAP
from rounds.states import RoundState

if TYPE_CHECKING:
    from profiles.models import User

KIND = "round"


class CannotApprove(Refused):
    """The round is not one that can be approved now, or not by this person."""


class CannotVoid(Refused):
    """The round may no longer be stopped."""


class CannotTryAgain(Refused):
    """The round was not put aside."""


@transaction.atomic(durable=True)
def plan(
    *,
    season: Season | int,
    freeze_at: datetime,
    draw_at: datetime,
    invitations: Mapping[int, int],
    note: str,
    by: "User",
    at: datetime,
    test_source: bool = False,
    shown: Mapping[int, int] | None = None,
) -> Round:
    """
    Write down a round for another person to approve. Its number is the season's next; none is ever left out. It is the round of
    the calendar week in which it is drawn.

    :param freeze_at: when the list is fixed; not before now
    :param draw_at: when it is drawn; in a test round it may be the same moment
    :param test_source: draw from a local random value, in the test form of the protocol, which no verifier takes for a real draw
    :param invitations: pool id -> how many are to be invited; pools with none are no part of the round
    :param note: for staff; with other numbers than the rule recommends, or without a pool that is due, it says why
    :param shown: pool id -> what was recommended when the numbers were chosen: who joined since makes none of them too low
    :raises CannotPlan: for moments, pools or numbers that make no round, without a reason where one is needed, or without the
        right to plan one
    """
    if not by.has_perm("rounds.plan_round"):
        raise CannotPlan("You may not plan rounds.", "Vous ne pouvez pas planifier de rondes.")
    year = season.pk if isinstance(season, Season) else season
    held = Season.objects.select_for_update(of=("self",), no_key=True).get(pk=year)
    wanted = {pool_id: number for pool_id, number in invitations.items() if number}
    drawn_on = clock.home_date(draw_at)
    pools = checked_pools(held, wanted, drawn_on=drawn_on)
    check_moments(held, freeze_at, draw_at, at=at)
    check_source(freeze_at, draw_at, test_source=test_source)
    check_chain(held, freeze_at, test_source=test_source)
    check_final_rounds(pools, wanted, drawn_on=drawn_on)
    check_reason(held, wanted, note, drawn_on=drawn_on, shown=shown)
    try:
        week = weeks.week_for(held, draw_at, freeze_at)
    except weeks.CannotSkip as skipped:
        raise CannotPlan(skipped.en, skipped.fr) from skipped
    round_ = Round.objects.create(
        season=held,
        week=week,
        code=next_code(held),
        test_source=test_source,
        freeze_at=freeze_at.replace(microsecond=0),
        draw_at=draw_at.replace(microsecond=0),
        note=note,
        planned_by=by,
        planned_at=at,
    )
    RoundPool.objects.bulk_create(RoundPool(round=round_, pool=pool, invite=wanted[pool.pk]) for pool in pools)
    approvals.prepare(kind=KIND, subject=round_.code, content=plan_content(round_), by=by, at=at)
    record("round_planned", round_, by=by, at=at, invitations=sum(wanted.values()), pools=len(pools))
    return round_


@transaction.atomic(durable=True)
def approve(*, round_id: int, by: "User", at: datetime) -> Round:
    """
    Approve another person's plan; from then on the steps of the draw are taken as they fall due.

    Approving what this person approved before changes nothing.

    :raises CannotApprove: when the round is void or approved by somebody else, when its time to be approved is over, or without
        the right to approve one
    :raises NotApproved: by the person who planned it, whatever their rights
    """
    round_ = _held(round_id)
    if not by.has_perm("rounds.approve_round"):
        raise CannotApprove("You may not approve rounds.", "Vous ne pouvez pas approuver de rondes.")
    if round_.state != RoundState.PLANNED:
        if round_.approved_by_id == by.pk and round_.state != RoundState.VOID:
            return round_
        raise CannotApprove(
            f"Round {round_.code} does not wait for approval. Nothing was changed.",
            f"La ronde {round_.code} n'attend pas d'approbation. Rien n'a été modifié.",
        )
    until = approval.approve_by(planned_at=round_.planned_at, freeze_at=round_.freeze_at)
    if at >= until:
        raise CannotApprove(
            f"Round {round_.code} had to be approved before {dates.moment(until, dates.EASTERN, 'en')}. It is put aside; plan it "
            "again for a later time.",
            f"La ronde {round_.code} devait être approuvée avant le {dates.moment(until, dates.EASTERN, 'fr')}. Elle est mise de "
            "côté; planifiez-la de nouveau pour un moment plus tardif.",
        )
    approvals.approve(kind=KIND, subject=round_.code, content=plan_content(round_), by=by, at=at)
    round_.approved_by, round_.approved_at = by, at
    move(round_, RoundState.APPROVED, next_step_at=round_.freeze_at, fields=["approved_by", "approved_at"])
    record("round_approved", round_, by=by, at=at)
    return round_


@transaction.atomic(durable=True)
def void(*, round_id: int, reason_en: str, reason_fr: str, by: "User", at: datetime) -> Round:
    """
    Stop a round for good while its random value is not known; it keeps its number, and the reason is published.

    :raises CannotVoid: without a reason in both languages or the right to do so, when the random value is known, or when it is
        over
    """
    if not (by.has_perm("rounds.approve_round") or by.has_perm("rounds.plan_round")):
        raise CannotVoid("You may not void rounds.", "Vous ne pouvez pas annuler de rondes.")
    if not (reason_en.strip() and reason_fr.strip()):
        raise CannotVoid(
            "Say why the round is voided, in English and in French. The reason is published.",
            "Indiquez pourquoi la ronde est annulée, en anglais et en français. Le motif est publié.",
        )
    round_ = _held(round_id)
    if not lifecycle.ROUND.allows(round_.state, RoundState.VOID):
        raise CannotVoid(
            f"Round {round_.code} can no longer be voided: its random value is known, or it is over.",
            f"La ronde {round_.code} ne peut plus être annulée : sa valeur aléatoire est connue, ou elle est terminée.",
        )
    if _value_is_out(round_, at=at):
        raise CannotVoid(
            f"The random value of round {round_.code} is public since {dates.moment(round_.draw_at, dates.EASTERN, 'en')}: "
            "to stop the round now could favour somebody. It stands still until the value or the staff's link is typed in. "
            "Only when two people have declared the staff chain lost may it be voided.",
            f"La valeur aléatoire de la ronde {round_.code} est publique depuis le "
            f"{dates.moment(round_.draw_at, dates.EASTERN, 'fr')} : l'arrêter maintenant pourrait favoriser quelqu'un. "
            "Elle reste en attente jusqu'à la saisie de la valeur ou du maillon du personnel. On ne peut l'annuler que si deux "
            "personnes ont déclaré la chaîne du personnel perdue.",
        )
    end(round_, reason_en=reason_en, reason_fr=reason_fr, by=by, at=at)
    return round_


@transaction.atomic(durable=True)
def try_again(*, round_id: int, by: "User", at: datetime) -> Round:
    """
    Let a round that was put aside take its step again. It can only come to the same result.

    :raises CannotTryAgain: when it was not put aside, or without a right in rounds
    """
    if not (by.has_perm("rounds.approve_round") or by.has_perm("rounds.plan_round")):
        raise CannotTryAgain("You may not run rounds.", "Vous ne pouvez pas lancer de rondes.")
    round_ = _held(round_id)
    if round_.put_aside_at is None:
        raise CannotTryAgain(
            f"Round {round_.code} was not put aside. Nothing was changed.",
            f"La ronde {round_.code} n'a pas été mise de côté. Rien n'a été modifié.",
        )
    round_.put_aside_at, round_.attempts, round_.next_step_at = None, 0, at
    round_.save(update_fields=["put_aside_at", "attempts", "next_step_at"])
    record("round_tried_again", round_, by=by, at=at, state=round_.state)
    return round_


def end(round_: Round, *, reason_en: str, reason_fr: str, by: "User | None", at: datetime) -> None:
    """Void a held round inside the caller's transaction, which has seen to it that it may be."""
    round_.voided_at = at
    round_.void_reason_en, round_.void_reason_fr = reason_en.strip()[:300], reason_fr.strip()[:300]
    round_.put_aside_at, round_.last_error = None, ""
    # One last step is left: the chain of rounds tells the public.
    fields = ["voided_at", "void_reason_en", "void_reason_fr", "put_aside_at", "last_error"]
    move(round_, RoundState.VOID, next_step_at=at, fields=fields)
    record("round_voided", round_, by=by, at=at, reason_en=round_.void_reason_en, reason_fr=round_.void_reason_fr)


def move(round_: Round, state: RoundState, *, next_step_at: datetime | None, fields: list[str]) -> None:
    """Move a held round inside the caller's transaction; the count of attempts begins anew."""
    lifecycle.ROUND.check(round_.state, state)
    round_.state, round_.attempts, round_.next_step_at, round_.last_error = state, 0, next_step_at, ""
    round_.save(update_fields=["state", "attempts", "next_step_at", "last_error", *fields])


def record(kind: str, round_: Round, *, by: "User | None", at: datetime, **details: object) -> None:
    """Write one entry into a round's own stream of the journal, inside the caller's transaction."""
    journal.record(RoundEntry, Act(kind, {"round_id": round_.pk}, details), stream=round_stream(round_.code), by=by, at=at)


def may_be_voided(round_: Round, *, at: datetime) -> bool:
    """Whether a round can still be stopped: nobody may know its random value, or it can never be made."""
    return lifecycle.ROUND.allows(round_.state, RoundState.VOID) and not _value_is_out(round_, at=at)


def _value_is_out(round_: Round, *, at: datetime) -> bool:
    """Whether anybody may know the random value of a public round, and nothing but the staff stands between it and the draw."""
    if round_.test_source or round_.state != RoundState.PUBLISHED:
        return False
    # A clock that went back makes no kept value unknown.
    if at < round_.draw_at and not round_.random_values.exclude(line=typed_values.STAFF).exists():
        return False
    assert round_.published_at is not None, "a published round has its moment"
    if round_.draw_at - round_.published_at < SHORTEST_GAP:
        return False
    chain = chains.named_by(round_)
    return chain is None or chain.lost_at is None or round_.random_values.filter(line=typed_values.STAFF).exists()


def _held(round_id: int) -> Round:
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)


__all__ = [
    "CannotApprove",
    "CannotPlan",
    "CannotTryAgain",
    "CannotVoid",
    "NotApproved",
    "approve",
    "end",
    "may_be_voided",
    "move",
    "plan",
    "record",
    "try_again",
    "void",
]
