"""Four eyes over quotas: one person proposes a change or a transfer, another approves it, and only then it stands."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from iecsite import approvals, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from rounds.models import Pool, QuotaProposal, RoundEntry
from rounds.models.journal import STREAM
from rounds.operations import quotas

if TYPE_CHECKING:
    from profiles.models import User

KIND = "quota"
PROPOSE, APPROVE = "rounds.add_quotaproposal", "rounds.approve_quota"


class CannotDecide(Refused):
    """The proposal was decided already, or this person may not decide it."""


@transaction.atomic(durable=True)
def propose_change(
    *,
    pool_id: int,
    effective_on: date,
    quota: int | None,
    unlimited: bool,
    confirmed: bool,
    reason_en: str,
    reason_fr: str,
    source_url: str,
    by: "User",
    at: datetime,
) -> QuotaProposal:
    """
    Propose a point of a pool's quota series, for another person to approve; nothing changes yet.

    :raises CannotDecide: without the right to propose one
    :raises CannotChangeQuota: where it could not be entered now, see `quotas.check_change`
    """
    asked = {
        "effective_on": effective_on,
        "quota": quota,
        "unlimited": unlimited,
        "confirmed": confirmed,
        "reason_en": reason_en.strip(),
        "reason_fr": reason_fr.strip(),
        "source_url": source_url,
    }
    return propose(pool_id=pool_id, asked=asked, by=by, at=at)


def propose(*, pool_id: int, asked: dict[str, Any], by: "User", at: datetime) -> QuotaProposal:
    """The same inside the caller's transaction; `asked` are the columns of the point."""
    _check_may(by, PROPOSE)
    quotas.check_change(pool_id=pool_id, **asked)
    return _written(QuotaProposal(pool_id=pool_id, **asked), by=by, at=at)


@transaction.atomic
def look_at_transfer(
    *, from_pool_id: int, to_pool_id: int, places: int, effective_on: date, reason_en: str, reason_fr: str, **_more: Any
) -> dict[Pool, int]:
    """
    Let a transfer pass that could be proposed now; nothing is written.

    :returns: the giving and the taking pool, with the number of places that each has on that day
    :raises CannotChangeQuota: as the act would be refused
    """
    moved: dict[str, Any] = {
        "from_pool_id": from_pool_id,
        "to_pool_id": to_pool_id,
        "places": places,
        "effective_on": effective_on,
    }
    return quotas.check_transfer(**moved, reason_en=reason_en, reason_fr=reason_fr)


@transaction.atomic(durable=True)
def propose_transfer(
    *,
    from_pool_id: int,
    to_pool_id: int,
    places: int,
    effective_on: date,
    confirmed: bool,
    reason_en: str,
    reason_fr: str,
    source_url: str,
    by: "User",
    at: datetime,
) -> QuotaProposal:
    """
    Propose to move places from one pool to another, for another person to approve; nothing moves yet.

    :raises CannotDecide: without the right to propose one
    :raises CannotChangeQuota: where they could not be moved now, see `quotas.check_transfer`
    """
    _check_may(by, PROPOSE)
    moved: dict[str, Any] = {
        "from_pool_id": from_pool_id,
        "to_pool_id": to_pool_id,
        "places": places,
        "effective_on": effective_on,
    }
    quotas.check_transfer(**moved, reason_en=reason_en, reason_fr=reason_fr)
    proposal = QuotaProposal(
        pool_id=from_pool_id,
        to_pool_id=to_pool_id,
        places=places,
        effective_on=effective_on,
        confirmed=confirmed,
        reason_en=reason_en.strip(),
        reason_fr=reason_fr.strip(),
        source_url=source_url,
    )
    return _written(proposal, by=by, at=at)


@transaction.atomic(durable=True)
def approve(*, proposal_id: int, by: "User", at: datetime) -> QuotaProposal:
    """
    Approve what another person proposed: it stands in the series, and is in force when its day has come.

    :raises CannotDecide: without the right to approve, or when it was decided already
    :raises NotApproved: by the person who proposed it, whatever their rights
    :raises CannotChangeQuota: when it no longer fits what stands now
    """
    _check_may(by, APPROVE)
    proposal = _held(proposal_id)
    content = _content(proposal)
    approvals.approve(kind=KIND, subject=str(proposal.pk), content=content, by=by, at=at)
    told: dict[str, Any] = {
        name: getattr(proposal, name) for name in ("effective_on", "confirmed", "reason_en", "reason_fr", "source_url")
    }
    if proposal.to_pool_id is None:
        point: dict[str, Any] = {"quota": proposal.quota, "unlimited": proposal.unlimited}
        quotas.enter_change(pool_id=proposal.pool_id, **point, **told, by=by, at=at)
    else:
        assert proposal.places is not None, "a transfer says how many"
        quotas.enter_transfer(
            from_pool_id=proposal.pool_id, to_pool_id=proposal.to_pool_id, places=proposal.places, **told, by=by, at=at
        )
    approvals.carry_out(kind=KIND, subject=str(proposal.pk), content=content, at=at)
    proposal.approved_by, proposal.approved_at = by, at
    proposal.save(update_fields=["approved_by", "approved_at"])
    _record("quota_approved", proposal, by=by, at=at)
    return proposal


@transaction.atomic(durable=True)
def drop(*, proposal_id: int, by: "User", at: datetime) -> QuotaProposal:
    """
    Give up a proposal that nobody has approved.

    :raises CannotDecide: without a right in quotas, or when it was decided already
    """
    _check_may(by, PROPOSE, APPROVE)
    proposal = _held(proposal_id)
    proposal.dropped_by, proposal.dropped_at = by, at
    proposal.save(update_fields=["dropped_by", "dropped_at"])
    _record("quota_dropped", proposal, by=by, at=at)
    return proposal


def _written(proposal: QuotaProposal, *, by: "User", at: datetime) -> QuotaProposal:
    proposal.proposed_by, proposal.proposed_at = by, at
    proposal.save(force_insert=True)
    approvals.prepare(kind=KIND, subject=str(proposal.pk), content=_content(proposal), by=by, at=at)
    _record("quota_proposed", proposal, by=by, at=at)
    return proposal


def _held(proposal_id: int) -> QuotaProposal:
    proposal = QuotaProposal.objects.select_for_update(of=("self",), no_key=True).get(pk=proposal_id)
    if not proposal.open:
        raise CannotDecide("This change was decided already.", "Ce changement a déjà fait l'objet d'une décision.")
    return proposal


def _check_may(by: "User", *permissions: str) -> None:
    if not any(by.has_perm(permission) for permission in permissions):
        raise CannotDecide("You may not change quotas.", "Vous ne pouvez pas modifier les quotas.")


def _details(proposal: QuotaProposal) -> dict[str, Any]:
    what = ("pool_id", "to_pool_id", "places", "quota", "unlimited", "confirmed", "reason_en", "reason_fr", "source_url")
    return {name: getattr(proposal, name) for name in what} | {"effective_on": proposal.effective_on.isoformat()}


def _content(proposal: QuotaProposal) -> str:
    """What exactly is approved, as one text."""
    return json.dumps(_details(proposal), sort_keys=True)


def _record(kind: str, proposal: QuotaProposal, *, by: "User", at: datetime) -> None:
    details = _details(proposal) | {"proposal": proposal.pk}
    journal.record(RoundEntry, Act(kind, {"pool_id": details.pop("pool_id")}, details), stream=STREAM, by=by, at=at)
