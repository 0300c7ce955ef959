"""Four eyes: prepared by one person, approved by another, carried out as approved."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from iecsite import approvals
from iecsite.approvals import NotApproved
from iecsite.models import Approval
from tests.factories import people

pytestmark = pytest.mark.django_db
ROUND = {"kind": "round", "subject": "2026-004", "content": "FR-WH 100"}


@pytest.fixture
def planner(noon):
    return people.staff("Round planners", at=noon)


@pytest.fixture
def approver(noon):
    return people.staff("Round approvers", at=noon)


def test_another_person_approves_and_the_act_is_carried_out_once(planner, approver, noon):
    approvals.prepare(**ROUND, by=planner, at=noon)
    approvals.approve(**ROUND, by=approver, at=noon + timedelta(hours=1))
    approvals.carry_out(**ROUND, at=noon + timedelta(hours=2))
    approvals.carry_out(**ROUND, at=noon + timedelta(hours=3))

    kept = Approval.objects.get()
    assert (kept.prepared_by, kept.approved_by) == (planner, approver)
    assert kept.executed_at == noon + timedelta(hours=2)


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_approves_what_they_prepared_whatever_their_rights(planner, noon, superuser):
    planner.is_superuser = superuser
    planner.save(update_fields=["is_superuser"])
    approvals.prepare(**ROUND, by=planner, at=noon)

    with pytest.raises(NotApproved, match="Another person must approve it"):
        approvals.approve(**ROUND, by=planner, at=noon)


def test_the_database_itself_refuses_two_eyes(planner, noon):
    approvals.prepare(**ROUND, by=planner, at=noon)

    with pytest.raises(IntegrityError, match="approval_by_another_person"), transaction.atomic():
        Approval.objects.update(approved_by=planner, approved_at=noon)


def test_nothing_prepared_cannot_be_approved(approver, noon):
    with pytest.raises(NotApproved, match="Nothing was prepared"):
        approvals.approve(**ROUND, by=approver, at=noon)


def test_what_was_changed_after_it_was_prepared_is_not_approved(planner, approver, noon):
    approvals.prepare(**ROUND, by=planner, at=noon)

    with pytest.raises(NotApproved, match="changed after it was prepared"):
        approvals.approve(**{**ROUND, "content": "FR-WH 1000"}, by=approver, at=noon)


def test_preparing_again_replaces_what_nobody_approved(planner, approver, noon):
    approvals.prepare(**ROUND, by=planner, at=noon)
    approvals.prepare(**{**ROUND, "content": "FR-WH 200"}, by=planner, at=noon)

    with pytest.raises(NotApproved):
        approvals.approve(**ROUND, by=approver, at=noon)
    approvals.approve(**{**ROUND, "content": "FR-WH 200"}, by=approver, at=noon)


@pytest.mark.parametrize("content", ["FR-WH 100", "FR-WH 1000"])
def test_not_carried_out_without_the_approval_of_exactly_this(planner, approver, noon, content):
    approvals.prepare(**ROUND, by=planner, at=noon)
    if content != ROUND["content"]:
        approvals.approve(**ROUND, by=approver, at=noon)

    with pytest.raises(NotApproved, match="must approve this first"):
        approvals.carry_out(**{**ROUND, "content": content}, at=noon)


def test_second_approval_changes_nothing(planner, approver, noon):
    third = people.staff("Round approvers", at=noon)
    approvals.prepare(**ROUND, by=planner, at=noon)
    approvals.approve(**ROUND, by=approver, at=noon)
    approvals.approve(**ROUND, by=third, at=noon + timedelta(hours=1))

    kept = Approval.objects.get()
    assert (kept.approved_by, kept.approved_at) == (approver, noon)


def test_refusals_are_said_in_both_languages(planner, noon):
    approvals.prepare(**ROUND, by=planner, at=noon)

    with pytest.raises(NotApproved) as refusal:
        approvals.approve(**ROUND, by=planner, at=noon)

    assert refusal.value.sentence("fr-ca") == "Vous avez préparé cet acte. Une autre personne doit l'approuver."
