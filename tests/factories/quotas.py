"""Quotas changed as staff change them: one proposes, another approves."""

from datetime import date, datetime
from typing import Any

from rounds.models import Pool, QuotaProposal
from rounds.operations import quota_proposals
from tests.factories import people, rounds

WHY = {"reason_en": "Demand shifted.", "reason_fr": "La demande a changé.", "confirmed": True, "source_url": ""}


def change_proposed(code: str = "FR-WH", quota: int | None = 7, *, on: date, at: datetime, **told: Any) -> QuotaProposal:
    """A new number of places that waits for another person."""
    point = {"quota": quota, "unlimited": False, "effective_on": on} | WHY | told
    return quota_proposals.propose_change(pool_id=rounds.pool(code).pk, by=people.staff("Programme", at=at), at=at, **point)


def transfer_proposed(
    giver: str = "KR-YP", taker: str = "KR-WH", places: int = 100, *, on: date, at: datetime, **told: Any
) -> QuotaProposal:
    """Places that are to move, which waits for another person."""
    pools = {"from_pool_id": rounds.pool(giver).pk, "to_pool_id": rounds.pool(taker).pk}
    moved = {"places": places, "effective_on": on} | WHY | told
    return quota_proposals.propose_transfer(by=people.staff("Programme", at=at), at=at, **pools, **moved)


def agreed(proposal: QuotaProposal, *, at: datetime) -> QuotaProposal:
    """The same, approved by somebody else."""
    return quota_proposals.approve(proposal_id=proposal.pk, by=people.staff("Programme", at=at), at=at)


def approved(pool: Pool, *, at: datetime) -> None:
    """Everything proposed for a pool, approved by somebody else."""
    for proposal in QuotaProposal.objects.filter(pool=pool, approved_at=None, dropped_at=None):
        agreed(proposal, at=at)
    pool.refresh_from_db()
