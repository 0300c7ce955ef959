"""Who may decide an application."""

from __future__ import annotations

from dataclasses import dataclass

from applications.rules.refusals import Reason
from applications.states import UNDECIDED


class CannotDecide(Exception):
    """An officer may not decide this application; `code` is the key of the sentence."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """The person who would decide. `may_decide` says that their role has the permission."""

    user_id: int
    may_decide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What of an application settles who may decide it; `first_officer_id` proposed a refusal that needs a second."""

    applicant_user_id: int
    state: str
    first_officer_id: int | None = None


def check_can_decide(officer: Officer, case: Case) -> None:
    """
    Let an officer decide.

    :raises CannotDecide: without the permission, on one's own application, or when it is not waiting for a decision
    """
    if not officer.may_decide:
        raise CannotDecide("decide.no_permission")
    if officer.user_id == case.applicant_user_id:
        raise CannotDecide("decide.own_case")
    if case.state not in UNDECIDED:
        raise CannotDecide("decide.not_waiting")


def can_decide(officer: Officer, case: Case) -> bool:
    """Whether `check_can_decide` would let it pass."""
    try:
        check_can_decide(officer, case)
    except CannotDecide:
        return False
    return True


def check_can_refuse(officer: Officer, case: Case, reason: Reason) -> None:
    """
    Let an officer refuse for a reason, or concur where the law asks for a second officer.

    :raises CannotDecide: as `check_can_decide`; also when a second officer must concur and this is the first
    """
    check_can_decide(officer, case)
    if not reason.needs_second_officer:
        return
    if case.first_officer_id is None:
        raise CannotDecide("decide.second_officer_needed")
    if case.first_officer_id == officer.user_id:
        raise CannotDecide("decide.second_officer_same")
