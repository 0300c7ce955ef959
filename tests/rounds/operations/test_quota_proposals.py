"""Four eyes over quotas: nobody changes one alone, by whatever door."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from iecsite.approvals import NotApproved
from rounds.models import QuotaChange, QuotaProposal, RoundEntry
from rounds.operations import quota_proposals
from rounds.operations.quota_proposals import CannotDecide
from rounds.operations.quotas import CannotChangeQuota
from tests.factories import organizations, people, quotas, rounds

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 2)


def allotment(*, on, at):
    organizations.organization(at=at)
    pool = organizations.pool(at=at)
    return quotas.change_proposed(pool.code, 9, on=on, at=at)


DOORS = {"change": quotas.change_proposed, "transfer": quotas.transfer_proposed, "allotment": allotment}


@pytest.mark.parametrize("door", DOORS)
def test_what_one_person_proposes_stands_when_another_approves_it(noon, door):
    proposal = DOORS[door](on=TODAY, at=noon)
    before = proposal.pool.quota
    points = QuotaChange.objects.filter(pool=proposal.pool, effective_on=TODAY)
    assert not points.exists()
    author = proposal.proposed_by
    author.is_superuser = True
    author.save(update_fields=["is_superuser"])

    with pytest.raises(NotApproved, match="yourself"):
        quota_proposals.approve(proposal_id=proposal.pk, by=author, at=noon)
    assert not points.exists()
    second = quotas.agreed(proposal, at=noon).approved_by

    assert points.count() == 1
    assert rounds.pool(proposal.pool.code).quota != before
    acts = RoundEntry.objects.filter(kind__startswith="quota_", pool=proposal.pool).order_by("sequence")
    assert list(acts.values_list("kind", "actor_id"))[-3:] == [
        ("quota_proposed", author.pk),
        ("quota_changed", second.pk),
        ("quota_approved", second.pk),
    ]


def test_the_database_refuses_one_pair_of_eyes(noon):
    proposal = quotas.change_proposed(on=TODAY, at=noon)

    with pytest.raises(IntegrityError, match="quota_proposal_by_another"), transaction.atomic():
        QuotaProposal.objects.filter(pk=proposal.pk).update(approved_by=proposal.proposed_by, approved_at=noon)


def test_what_is_approved_is_what_was_proposed_and_still_fits(noon):
    changed, late = (quotas.change_proposed(quota=quota, on=TODAY, at=noon) for quota in (7, 8))
    QuotaProposal.objects.filter(pk=changed.pk).update(quota=700)
    with pytest.raises(NotApproved, match="changed after it was prepared"):
        quotas.agreed(changed, at=noon)

    quotas.agreed(quotas.change_proposed(quota=9, on=TODAY, at=noon), at=noon)
    with pytest.raises(CannotChangeQuota, match="a quota from that day already"):
        quotas.agreed(late, at=noon)


def test_it_is_decided_once_and_by_those_who_may(noon):
    proposal = quotas.change_proposed(on=TODAY, at=noon)
    planner = people.staff("Round planners", at=noon)
    for act in (quota_proposals.approve, quota_proposals.drop):
        with pytest.raises(CannotDecide, match="may not"):
            act(proposal_id=proposal.pk, by=planner, at=noon)

    quota_proposals.drop(proposal_id=proposal.pk, by=proposal.proposed_by, at=noon)

    with pytest.raises(CannotDecide, match="decided already"):
        quotas.agreed(proposal, at=noon)
