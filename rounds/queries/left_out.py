"""Who was wrongly left out of a round, as staff name them, and what a remedial round would give them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rounds.models import Candidacy, Draw, DrawEntry, LeftOut, Pool, RemedialEntry, Round, RoundPool
from rounds.rules.places import Places
from rounds.rules.remedy import remedial_invitations
from rounds.states import CandidacyState, RoundState


@dataclass(frozen=True)
class Remedy:
    """
    One pool of a remedial round: the candidacies left out, how many were named in earlier ones, the share that the faulty round
    gave, and the invitations.
    """

    pool: Pool
    candidacy_ids: tuple[int, ...]
    before: int
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


def reasons(round_: Round, candidacies: Iterable[Candidacy]) -> list[tuple[Candidacy, str]]:
    """Those of these candidacies that were left out of the round's list for a reason, and which; since the reasons are kept."""
    asked = {one.pk: one for one in candidacies}
    rows = LeftOut.objects.filter(round=round_, candidacy__in=asked).order_by("id").values_list("candidacy_id", "reason")
    return [(asked[pk], reason) for pk, reason in rows]


def reasons_of_named(remedial: Round) -> list[tuple[int, str]]:
    """Candidacy and reason, of those named in a remedial round who were left out of the faulty one for a reason."""
    named = RemedialEntry.objects.filter(round=remedial).values("candidacy_id")
    rows = LeftOut.objects.filter(round=remedial.remedies_id, candidacy__in=named).order_by("candidacy_id")
    return list(rows.values_list("candidacy_id", "reason"))


def named_before(round_: Round) -> dict[int, int]:
    """Candidacy -> its pool, of everybody who was named in a remedial round of this one; void ones do not count."""
    rows = RemedialEntry.objects.filter(round__remedies=round_).exclude(round__state=RoundState.VOID)
    return dict(rows.values_list("candidacy_id", "candidacy__pool_id"))


def remedies(round_: Round, candidacies: Iterable[Candidacy]) -> list[Remedy]:
    """What a remedial round gives to these candidacies, pool by pool in the order of the draw."""
    by_pool: dict[int, list[int]] = {}
    for one in candidacies:
        by_pool.setdefault(one.pool_id, []).append(one.pk)
    before = Counter(named_before(round_).values())
    seed = Draw.objects.values_list("seed", flat=True).get(round=round_)
    lines = RoundPool.objects.filter(round=round_, pool__in=by_pool).select_related("pool__country").order_by("pool__order")
    found = []
    for line in lines:
        ids = tuple(sorted(by_pool[line.pool_id]))
        invited, considered = line.invited or 0, line.considered or 0
        places = Places(quota=line.pool.quota, unlimited=line.pool.unlimited, approved=line.pool.approved).left()
        invite = remedial_invitations(
            named=len(ids),
            before=before[line.pool_id],
            invited=invited,
            considered=considered,
            seed=seed,
            pool=line.pool.code,
            places=places,
        )
        found.append(Remedy(line.pool, ids, before[line.pool_id], invited, considered, invite))
    return found
