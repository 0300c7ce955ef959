"""
The steps of a draw, each exactly once.

Each step is one transaction: it locks the round's row, reads the state again, returns quietly when somebody else was
quicker, writes and moves the state. Before it, in a transaction of its own, the attempt is counted and the row is claimed for a
moment, so that a step which takes its worker down three times is put aside and shown to staff. Before a freeze, new terms whose
day has come are applied, in short transactions. What a step computes follows
from what the earlier ones committed, so whoever takes it up after a crash comes to the same result.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from rounds.models import Round
from rounds.operations import kept_files, new_terms, plans, standstill
from rounds.operations.rounds import move, record
from rounds.operations.steps import Impossible, NotYet, close, seed
from rounds.operations.steps.check import check
from rounds.operations.steps.draw import draw
from rounds.operations.steps.freeze import freeze
from rounds.operations.steps.issue import issue
from rounds.publication import files
from rounds.queries import rounds
from rounds.states import RoundState

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
# How long a worker may take from counting an attempt to locking the row for the step. The step itself may take as long as it
# needs: its lock keeps the others out, and falls with its process.
CLAIM = timedelta(seconds=20)
# So much of that may be spent before a freeze on people whom new terms take out of pools, a few hundred in one transaction: in
# the freeze itself all of them at once would be held, and in memory, until its end.
TURNS = timedelta(seconds=10)
# States after which a step writes files where the public reads them, before it is over.
WRITES_FILES = frozenset({RoundState.FROZEN, RoundState.ISSUED})
# The wait before a step that failed is tried again.
WAIT = timedelta(seconds=30)


@dataclass(frozen=True)
class Step:
    """What follows a state: the state after it, and the act between the two."""

    after: RoundState
    act: Callable[..., dict[str, Any]]


STEP: dict[str, Step] = {
    RoundState.APPROVED: Step(RoundState.FROZEN, freeze),
    RoundState.FROZEN: Step(RoundState.PUBLISHED, close.publish),
    RoundState.PUBLISHED: Step(RoundState.SEEDED, seed.seed),
    RoundState.SEEDED: Step(RoundState.DRAWN, draw),
    RoundState.DRAWN: Step(RoundState.CHECKED, check),
    RoundState.CHECKED: Step(RoundState.ISSUED, issue),
    RoundState.ISSUED: Step(RoundState.CLOSED, close.close),
}


@dataclass(frozen=True)
class Attempt:
    """A counted start of a step: only the latest attempt may carry it out."""

    state: str
    number: int
    began: float
    """By a clock that only runs forward, in seconds."""


def advance(*, round_id: int, at: datetime) -> RoundState:
    """
    Take the one step of a round that is due, if there is one and nobody else is at it.

    A step that fails is counted, noted and tried again later; it raises nothing.

    :returns: the round's state afterwards
    """
    attempt = _begin(round_id=round_id, at=at)
    if attempt is not None:
        try:
            if attempt.state == RoundState.APPROVED and not new_terms.apply_in_turns(at=at, within=TURNS):
                raise NotYet
            _take(round_id=round_id, attempt=attempt, at=at)
            if attempt.state in WRITES_FILES or attempt.state == RoundState.VOID:
                # Another round's step that wrote the chain meanwhile did not see this one.
                files.write_chain()
        except NotYet:
            _wait(round_id=round_id, attempt=attempt, at=at)
        except Exception as failure:  # whatever one round meets, the others go on
            logger.exception("A round's step after %s failed: %s", attempt.state, type(failure).__name__)
            _fail(round_id=round_id, attempt=attempt, failure=failure, at=at)
    return RoundState(Round.objects.values_list("state", flat=True).get(pk=round_id))


def advance_next(*, at: datetime) -> Round | None:
    """
    Take one due step of the round that has waited longest.

    :returns: the round as it is afterwards; None when nothing is due, or somebody else is at all that is
    """
    for round_id in rounds.due(at).values_list("pk", flat=True):
        before = Round.objects.get(pk=round_id)
        advance(round_id=round_id, at=at)
        after = Round.objects.get(pk=round_id)
        if (after.state, after.attempts, after.next_step_at) != (before.state, before.attempts, before.next_step_at):
            return after
    return None


@transaction.atomic(durable=True)
def _begin(*, round_id: int, at: datetime) -> Attempt | None:
    """Count an attempt at the due step and claim the row for a moment; None when there is nothing to do here."""
    round_ = rounds.due(at).select_for_update(of=("self",), skip_locked=True, no_key=True).filter(pk=round_id).first()
    if round_ is None or (round_.state == RoundState.APPROVED and not plans.give_way(round_, at=at)):
        return None
    if round_.attempts >= MOST_ATTEMPTS:
        _put_aside(round_, "NoAnswer", at=at)
        return None
    round_.attempts += 1
    round_.next_step_at = at + CLAIM
    round_.save(update_fields=["attempts", "next_step_at"])
    return Attempt(round_.state, round_.attempts, time.monotonic())


@transaction.atomic(durable=True)
def _take(*, round_id: int, attempt: Attempt, at: datetime) -> None:
    round_ = _still_ours(round_id, attempt)
    if round_ is None:
        return
    if round_.state == RoundState.VOID:
        # A list that was written and never published does not stay either.
        kept_files.take_back(round_)
        Round.objects.filter(pk=round_.pk).update(next_step_at=None, attempts=0)
        return
    step = STEP[round_.state]
    details = step.act(round_, at=at)
    if step.after == RoundState.PUBLISHED:
        # Its files lie there now, however long that took; whole seconds, as everywhere in a round.
        at += timedelta(seconds=int(time.monotonic() - attempt.began))
        close.check_gap(round_, at=at)
    moment = rounds.moment_field(step.after)
    # A freeze has set its own moment, to the second, since the manifest bears it.
    if getattr(round_, moment) is None:
        setattr(round_, moment, at)
    move(round_, step.after, next_step_at=_next_step_at(round_, step.after, at=at), fields=[moment])
    record(f"round_{step.after}", round_, by=None, at=at, **details)


@transaction.atomic(durable=True)
def _fail(*, round_id: int, attempt: Attempt, failure: Exception, at: datetime) -> None:
    round_ = _still_ours(round_id, attempt)
    if round_ is None:
        return
    name = str(failure) if isinstance(failure, Impossible) else type(failure).__name__
    if isinstance(failure, Impossible) or round_.attempts >= MOST_ATTEMPTS:
        _put_aside(round_, name, at=at, **getattr(failure, "details", {}))
    else:
        _take_back(round_)
        Round.objects.filter(pk=round_.pk).update(last_error=name[:200], next_step_at=at + WAIT)


@transaction.atomic(durable=True)
def _wait(*, round_id: int, attempt: Attempt, at: datetime) -> None:
    """Come back to a step whose facts are not there yet; the attempt does not count."""
    round_ = _still_ours(round_id, attempt)
    if round_ is not None:
        Round.objects.filter(pk=round_.pk).update(attempts=0, next_step_at=at + WAIT)


def _still_ours(round_id: int, attempt: Attempt) -> Round | None:
    """The held round, unless its step was taken or begun by somebody else meanwhile."""
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    ours = (round_.state, round_.attempts) == (attempt.state, attempt.number) and round_.put_aside_at is None
    return round_ if ours else None


def _next_step_at(round_: Round, after: RoundState, *, at: datetime) -> datetime | None:
    if after == RoundState.PUBLISHED:
        return round_.draw_at
    return None if after == RoundState.CLOSED else at


def _put_aside(round_: Round, error: str, *, at: datetime, **details: str) -> None:
    # Whatever took the last process down may have left a list or a result lying where it is not public yet.
    _take_back(round_)
    round_.put_aside_at, round_.last_error = at, error[:200]
    round_.save(update_fields=["put_aside_at", "last_error"])
    record("round_put_aside", round_, by=None, at=at, state=round_.state, error=error[:200], **details)
    standstill.tell_of_stop(round_, reason=error, at=at)


def _take_back(round_: Round) -> None:
    """Leave nothing lying of a step that writes files and failed; where that fails too, the failure is noted all the same."""
    if round_.state not in WRITES_FILES:
        return
    try:
        # A statement that fails may not take the caller's own down with it.
        with transaction.atomic():
            kept_files.take_back(round_)
    except Exception:  # a round that cannot be put aside is taken up again and again, and holds up all others
        logger.exception("What a round's step after %s wrote could not be taken back", round_.state)
