"""Rounds planned, approved and carried out by the real operations."""

from datetime import datetime

from profiles.models import User
from rounds.models import Round
from rounds.operations import draws
from rounds.operations import rounds as operations
from rounds.states import RoundState
from tests.factories import people, rounds


def planner(*, at: datetime) -> User:
    """Somebody who may plan rounds, the same one each time."""
    return _one_of("planner@example.org", "Round planners", at)


def approver(*, at: datetime) -> User:
    """Somebody else, who may approve them."""
    return _one_of("approver@example.org", "Round approvers", at)


def planned(
    invite: dict[str, int] | None = None, *, at: datetime, draw_at: datetime | None = None, freeze_at: datetime | None = None
) -> Round:
    """
    A round of 2026 that waits for approval.

    :param invite: pool code -> invitations
    """
    numbers = {rounds.pool(code).pk: number for code, number in (invite or {"FR-WH": 1}).items()}
    return operations.plan(
        season=2026,
        freeze_at=freeze_at or at,
        draw_at=draw_at or freeze_at or at,
        invitations=numbers,
        note="",
        by=planner(at=at),
        at=at,
    )


def approved(invite: dict[str, int] | None = None, *, at: datetime, **moments: datetime) -> Round:
    """A round whose first step is due."""
    round_ = planned(invite, at=at, **moments)
    return operations.approve(round_id=round_.pk, by=approver(at=at), at=at)


def carried_out(
    invite: dict[str, int] | None = None, *, at: datetime, until: RoundState = RoundState.CLOSED, **moments: datetime
) -> Round:
    """A round carried out up to a state, all at one moment."""
    return carry_on(approved(invite, at=at, **moments), at=at, until=until)


def carry_on(round_: Round, *, at: datetime, until: RoundState = RoundState.CLOSED) -> Round:
    """
    Take a round's steps until it is in a state.

    :raises AssertionError: when a step fails
    """
    for _step in range(20):
        round_.refresh_from_db()
        if round_.state == until:
            return round_
        draws.advance(round_id=round_.pk, at=at)
        round_.refresh_from_db()
        assert not round_.last_error, f"after {round_.state}: {round_.last_error}"
    raise AssertionError(f"{round_} stands at {round_.state}")


def _one_of(email: str, role: str, at: datetime) -> User:
    return User.objects.filter(email=email).first() or people.staff(role, at=at, email=email)
