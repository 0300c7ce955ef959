"""A plan that nobody approved in time is put aside: no other round waits for it, and whoever works on rounds is told."""

import logging
from datetime import datetime

from django.db import transaction

from profiles.operations import letters as outbox
from profiles.queries import accounts
from rounds.letters import plans as words
from rounds.models import Round
from rounds.operations.rounds import end
from rounds.queries import rounds as queries
from rounds.rules import approval
from rounds.states import RoundState

logger = logging.getLogger(__name__)

APPROVE = "rounds.approve_round"
GAVE_WAY = (
    "A later round was approved and its list fixed first.",
    "Une ronde ultérieure a été approuvée et sa liste a été figée en premier.",
)


@transaction.atomic(durable=True)
def put_aside_next(*, at: datetime) -> Round | None:
    """
    Void one plan that nobody approved by the time at which its list was to be fixed, and tell its planner and all approvers.

    It keeps its number. Safe to run twice, late, or in two workers.

    :returns: the round, or None when every plan is approved or has time left
    """
    plan = queries.not_approved_in_time(at).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if plan is not None:
        _put_aside([plan], None, at=at)
    return plan


def give_way(round_: Round, *, at: datetime) -> bool:
    """
    Let a held round that is approved go before plans with a lower number that nobody has approved, inside the caller's
    transaction: they are void, since rounds are drawn in the order of their numbers. The reason says whether it was that, or
    their time was over.

    :returns: whether it may be frozen; False when one of them was approved meanwhile and so comes first, or a list of another
        season was fixed meanwhile
    """
    if queries.list_elsewhere(round_) is not None:
        return False
    before = Round.objects.filter(season=round_.season_id, code__lt=round_.code, state=RoundState.PLANNED)
    _put_aside(list(before.select_for_update(of=("self",), no_key=True).order_by("code")), round_, at=at)
    return queries.waits_for(round_) is None


def _put_aside(plans: list[Round], later: Round | None, *, at: datetime) -> None:
    """:param later: the round to which they give way, where one is fixed first"""
    if not plans:
        return
    gave_way = {plan.pk for plan in plans if later is not None and at < _approve_by(plan)}
    for plan in plans:
        english, french = GAVE_WAY if plan.pk in gave_way else approval.NOT_APPROVED
        end(plan, reason_en=english, reason_fr=french, by=None, at=at)
    logger.error("Nobody approved in time: %s.", ", ".join(plan.code for plan in plans))
    approvers = {one.pk: one for one in accounts.staff_with(APPROVE)}
    planners = accounts.active().in_bulk({plan.planned_by_id for plan in plans})
    drafts = []
    for plan in plans:
        planner = planners.get(plan.planned_by_id)
        readers = approvers if planner is None else approvers | {planner.pk: planner}
        first = later.code if later is not None and plan.pk in gave_way else ""
        drafts += [words.put_aside(reader, plan, first=first) for reader in readers.values()]
    outbox.queue_letters(drafts, at=at)


def _approve_by(plan: Round) -> datetime:
    return approval.approve_by(planned_at=plan.planned_at, freeze_at=plan.freeze_at)
