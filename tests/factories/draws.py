"""Rounds planned, approved and carried out by the real operations."""

from datetime import UTC, datetime, timedelta
from typing import Any

from iecsite.clock import home_date
from profiles.models import Profile, User
from rounds import verify_draw
from rounds.models import Round
from rounds.operations import draws
from rounds.operations import rounds as operations
from rounds.publication import files
from rounds.states import RoundState
from tests.factories import people, rounds


def planner(*, at: datetime) -> User:
    """Somebody who may plan rounds, the same one each time."""
    return _one_of("planner@example.org", "Round planners", at)


def approver(*, at: datetime) -> User:
    """Somebody else, who may approve them."""
    return _one_of("approver@example.org", "Round approvers", at)


def planned(
    invite: dict[str, int] | None = None,
    *,
    at: datetime,
    draw_at: datetime | None = None,
    freeze_at: datetime | None = None,
    test_source: bool = True,
    season: int = 2026,
) -> Round:
    """
    A round of 2026 that waits for approval.

    :param invite: pool code -> invitations
    """
    numbers = {rounds.pool(code, season=season).pk: number for code, number in (invite or {"FR-WH": 1}).items()}
    return operations.plan(
        season=season,
        freeze_at=freeze_at or at,
        draw_at=draw_at or freeze_at or at,
        invitations=numbers,
        note="Numbers of a test",
        test_source=test_source,
        by=planner(at=at),
        at=at,
    )


def approved(invite: dict[str, int] | None = None, *, at: datetime, **more: Any) -> Round:
    """A round whose first step is due."""
    round_ = planned(invite, at=at, **more)
    return operations.approve(round_id=round_.pk, by=approver(at=at), at=at)


def carried_out(
    invite: dict[str, int] | None = None, *, at: datetime, until: RoundState = RoundState.CLOSED, **more: Any
) -> Round:
    """A round carried out up to a state, all at one moment."""
    return carry_on(approved(invite, at=at, **more), at=at, until=until)


def public(invite: dict[str, int] | None = None, *, at: datetime, draw_at: datetime | None = None) -> Round:
    """A round with public randomness whose list is published at `at` and which is drawn 25 hours later, or at `draw_at`."""
    moment = draw_at or at + timedelta(hours=25)
    return carried_out(invite, at=at, draw_at=moment, test_source=False, until=RoundState.PUBLISHED)


# drand quicknet's round 657413, a real value: the second of its announced moment, and the network's signature.
BEACON_AT = datetime(2023, 9, 15, 11, 0, 3, tzinfo=UTC)
BEACON_NUMBER = 657413
BEACON = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"


def with_real_beacon(invite: dict[str, int]) -> Round:
    """A round of 2023 whose list lies open and whose announced value is the real one above."""
    frozen = BEACON_AT - timedelta(hours=26)
    return carried_out(invite, at=frozen, season=2023, draw_at=BEACON_AT, test_source=False, until=RoundState.PUBLISHED)


def one_left_out(*, at: datetime, invite: int = 2, **more: Any) -> tuple[Round, Profile]:
    """
    A closed round of FR-WH in which two of two (or `invite` of them) were invited, and a third person whom its list wrongly left
    out.

    The day on which their passport expires was noted wrongly, and put right after the round.
    """
    round_, missed = all_left_out([rounds.candidate("FR-WH", at=at - timedelta(days=3))], at=at, invite=invite, **more)
    return round_, missed[0]


def all_left_out(missed: list[Profile], *, at: datetime, invite: int, **more: Any) -> tuple[Round, list[Profile]]:
    """The same with several candidates who are left out."""
    passports = [one.passports.get() for one in missed]
    right = [one.expires_on for one in passports]
    for passport in passports:
        passport.expires_on = home_date(at - timedelta(days=1))
        passport.save(update_fields=["expires_on"])
    for _person in range(2):
        rounds.candidate("FR-WH", at=at - timedelta(days=3))
    round_ = carried_out({"FR-WH": invite}, at=at, **more)
    for passport, expires_on in zip(passports, right, strict=True):
        passport.expires_on = expires_on
        passport.save(update_fields=["expires_on"])
    return round_, missed


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


def carry_on_after_failure(round_: Round, *, at: datetime) -> Round:
    """The same for a round whose last step failed and is tried again."""
    draws.advance(round_id=round_.pk, at=at)
    return carry_on(round_, at=at)


def verifies(round_: Round) -> bool:
    """Whether the public verifier agrees to a round's files as they lie where the public reads them."""
    told = [str(files.folder_of(round_.code)), *(["--allow-test"] if round_.test_source else [])]
    return verify_draw.main(told) == 0


def _one_of(email: str, role: str, at: datetime) -> User:
    return User.objects.filter(email=email).first() or people.staff(role, at=at, email=email)
