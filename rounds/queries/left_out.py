"""Who was wrongly left out of a round, as staff name them, and what a remedial round would give them."""

from collections.abc import Iterable
from dataclasses import dataclass

from rounds.models import Candidacy, DrawEntry, Pool, Round, RoundPool
from rounds.rules.places import Places
from rounds.rules.remedy import remedial_invitations
from rounds.states import CandidacyState


@dataclass(frozen=True)
class Remedy:
    """One pool of a remedial round: the candidacies left out, the share that the faulty round gave, and the invitations."""

    pool: Pool
    candidacy_ids: tuple[int, ...]
    invited: int
    considered: int
    invite: int


def left_out(round_: Round, emails: Iterable[str]) -> tuple[list[Candidacy], list[str]]:
    """
    The candidacies of these accounts that waited in the round's pools when its list was fixed, wait still, and are not in it.

    :returns: them, and the addresses for which there is none
    """
    asked = {email.strip().lower() for email in emails if email.strip()}
    listed = DrawEntry.objects.filter(round=round_).values("candidacy_id")
    found = list(
        Candidacy.objects.filter(
            profile__user__email__in=asked,
            pool__round_pools__round=round_,
            state=CandidacyState.WAITING,
            entered_at__lte=round_.frozen_at,
        )
        .exclude(pk__in=listed)
        .select_related("profile__user", "pool__country")
        .order_by("pool__order", "pk")
    )
    return found, sorted(asked - {one.profile.user.email.lower() for one in found})


def remedies(round_: Round, candidacies: Iterable[Candidacy]) -> list[Remedy]:
    """What a remedial round gives to these candidacies, pool by pool in the order of the draw."""
    by_pool: dict[int, list[int]] = {}
    for one in candidacies:
        by_pool.setdefault(one.pool_id, []).append(one.pk)
    lines = RoundPool.objects.filter(round=round_, pool__in=by_pool).select_related("pool__country").order_by("pool__order")
    found = []
    for line in lines:
        ids = tuple(sorted(by_pool[line.pool_id]))
        invited, considered = line.invited or 0, line.considered or 0
        places = Places(quota=line.pool.quota, unlimited=line.pool.unlimited, approved=line.pool.approved).left()
        invite = remedial_invitations(left_out=len(ids), invited=invited, considered=considered, places=places)
        found.append(Remedy(line.pool, ids, invited, considered, invite))
    return found
