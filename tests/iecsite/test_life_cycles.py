"""Every life cycle against the database: it takes each step of the table and refuses all others, as `docs/states.md` says."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from applications.rules import lifecycle as applications_lifecycle
from applications.states import DocumentState, PaymentState
from iecsite.lifecycle import Machine
from profiles.models import Letter
from profiles.rules import lifecycle as profiles_lifecycle
from profiles.states import OPEN_CHANGES, OPEN_RECOVERIES, LetterState, RecoveryState
from rounds.rules import lifecycle as rounds_lifecycle
from tests.factories import applications, cases, people, recoveries

pytestmark = pytest.mark.django_db
# These have rules of their own beside the steps: tests/rounds/models/test_steps.py and tests/rounds/operations/test_rounds.py.
TRIED_ELSEWHERE = {"candidacy", "invitation", "round"}


@dataclass(frozen=True)
class Case:
    """
    A machine and a row that lives by it.

    :param made: the row, by the operations that make it
    :param columns: what else the database asks for in a state, of a row
    """

    machine: Machine
    made: Callable[[datetime], Model]
    columns: Callable[[Any, str, datetime], dict[str, Any]] = lambda _row, _state, _at: {}


def letter(at: datetime) -> Letter:
    """One that waits in the outbox."""
    return Letter.objects.get(user=people.person(at=at))


def begun_payment(at: datetime) -> Model:
    """Of an application that has everything else."""
    return applications.begin_to_pay(applications.ready_to_pay(at=at), at=at)


def recovery_columns(row: Any, state: str, at: datetime) -> dict[str, Any]:
    """What the database asks of a recovery in a state."""
    refused, late = state == RecoveryState.REFUSED, at + timedelta(hours=72)
    sent = state in (RecoveryState.READY, RecoveryState.USED)
    return {
        "ended_at": None if state in OPEN_RECOVERIES else late,
        "ready_at": late if sent else None,
        "link_ends_at": late if sent else None,
        "reason_en": "A trial." if refused else "",
        "reason_fr": "Un essai." if refused else "",
        "refused_by": row.user if refused else None,
        "refused_at": late if refused else None,
    }


CASES = {
    "profile": Case(profiles_lifecycle.PROFILE, lambda at: people.active_profile(at=at)),
    "letter": Case(
        profiles_lifecycle.LETTER, letter, lambda _row, state, at: {"sent_at": at if state == LetterState.SENT else None}
    ),
    "change": Case(
        profiles_lifecycle.CHANGE,
        lambda at: cases.asked_change(at=at),
        lambda _row, state, at: {"ended_at": None if state in OPEN_CHANGES else at},
    ),
    "recovery": Case(profiles_lifecycle.RECOVERY, lambda at: recoveries.asked(at=at), recovery_columns),
    "application": Case(applications_lifecycle.APPLICATION, lambda at: applications.submitted(at=at)),
    "document": Case(
        applications_lifecycle.DOCUMENT,
        lambda at: applications.ready_to_pay(at=at).documents.first(),
        lambda row, state, at: {
            "fault": "unreadable" if state == DocumentState.REJECTED else "",
            "reviewed_by": row.application.profile.user,
        },
    ),
    "payment": Case(
        applications_lifecycle.PAYMENT,
        begun_payment,
        lambda _row, state, at: {"settled_at": None if state == PaymentState.STARTED else at},
    ),
    "refund": Case(applications_lifecycle.REFUND, lambda at: applications.application_at("withdrawn", at=at).refunds.first()),
}


def past_the_triggers(row: Model, state: str, columns: dict[str, Any]) -> None:
    """Put a row into a state, whatever it was in."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        type(row)._default_manager.filter(pk=row.pk).update(state=state, **columns)
        cursor.execute("SET LOCAL session_replication_role = origin")


def takes(case: Case, row: Model, before: str, after: str, at: datetime) -> bool:
    """Whether the database lets the row go from one state to another; everything is as it was afterwards."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    with transaction.atomic():
        past_the_triggers(row, before, case.columns(row, before, at))
        try:
            with transaction.atomic():
                rows.update(state=after, **case.columns(row, after, at))
        except DatabaseError as refusal:
            if "Invalid transition" not in str(refusal):
                raise
        state = rows.values_list("state", flat=True).get()
        transaction.set_rollback(True)
    assert state in (before, after)
    return state == after


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_database_takes_the_steps_of_the_table_and_no_others(noon, name):
    case = CASES[name]
    row = case.made(noon)
    states = sorted(str(state) for state in case.machine.table)

    taken = {(before, after) for before, after in itertools.permutations(states, 2) if takes(case, row, before, after, noon)}

    assert taken == set(case.machine.steps())


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_row_begins_in_a_first_state_only(noon, name):
    case = CASES[name]
    row = case.made(noon)
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}

    for state in sorted(set(map(str, case.machine.table)) - set(map(str, case.machine.initial))):
        born = type(row)(**values | {"state": state})
        with pytest.raises(DatabaseError, match="may not begin"), transaction.atomic():
            born.save(force_insert=True)


def test_no_machine_is_forgotten():
    modules = (profiles_lifecycle, rounds_lifecycle, applications_lifecycle)
    machines = {one.name for module in modules for one in vars(module).values() if isinstance(one, Machine)}

    assert machines == CASES.keys() | TRIED_ELSEWHERE
