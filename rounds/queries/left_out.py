"""Who was wrongly left out of a round, as staff name them, and what a remedial round would give them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from rounds.models import Candidacy, Draw, DrawEntry, Invitation, LeftOut, Pool, RemedialEntry, Round, RoundPool
from rounds.rules.completeness import left_out_of
from rounds.rules.places import Places
from rounds.rules.remedy import remedial_invitations
from rounds.states import CandidacyState, RoundState


@dataclass(frozen=True)
class Remedy:
    """
    One pool of a remedial round: the candidacies named, the share that the faulty round gave, and the invitations if just these
    people are in its list.

    `first`: no other remedial round of the faulty one is planned or held, so that the number is rounded as its seed says and not
    down.
    """

    pool: Pool
    candidacy_ids: tuple[int, ...]
    first: bool
    invited: int
    considered: int
    invite: int


def left_out(round_: Round, emails: Iterable[str]) -> tuple[list[Candidacy], list[str]]:
    """
    The candidacies of these accounts that waited in the round's pools when its list was fixed, wait still, and are not in it.

    Whoever held an unanswered invitation at that moment did not wait, whatever they answered later.

    :returns: them, and the addresses for which there is none
    """
    asked = {email.strip().lower() for email in emails if email.strip()}
    assert round_.frozen_at is not None, "its list is fixed"
    # The list is judged in the second that its manifest names.
    until = round_.frozen_at + timedelta(seconds=1)
    listed = DrawEntry.objects.filter(round=round_).values("candidacy_id")
    invited = Invitation.objects.filter(
        Q(answered_at__isnull=True) | Q(answered_at__gt=round_.frozen_at), profile=OuterRef("profile"), issued_at__lt=until
    )
    found = list(
        Candidacy.objects.filter(
            ~Exists(invited),
            profile__user__email__in=asked,
            pool__round_pools__round=round_,
            state=CandidacyState.WAITING,
            entered_at__lt=until,
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


def pools_without_reasons(round_: Round) -> dict[int, int]:
    """
    Pool -> how many people the round's completeness report counts as left out, where nobody kept who they are and why.

    Of rounds whose list was fixed before reasons were kept; two queries.
    """
    counted = left_out_of(Draw.objects.values_list("completeness", flat=True).get(round=round_).encode("ascii"))
    kept = set(LeftOut.objects.filter(round=round_).values_list("candidacy__pool_id", flat=True).distinct())
    pools = RoundPool.objects.filter(round=round_).values_list("pool_id", "pool__code")
    return {pk: counted[code] for pk, code in pools if counted.get(code) and pk not in kept}


def named_without_reasons(remedial: Round) -> list[str]:
    """The pools, in the order of the draw, of people named in a remedial round of whom nobody kept why they were left out."""
    if remedial.remedies is None:
        return []
    pools = pools_without_reasons(remedial.remedies)
    named = RemedialEntry.objects.filter(round=remedial, candidacy__pool__in=pools)
    return list(named.order_by("candidacy__pool__order").values_list("candidacy__pool__code", flat=True).distinct())


def named_before(round_: Round) -> set[int]:
    """The candidacies that were named in a remedial round of this one; void ones do not count."""
    rows = RemedialEntry.objects.filter(round__remedies=round_).exclude(round__state=RoundState.VOID)
    return set(rows.values_list("candidacy_id", flat=True))


def remedies(round_: Round, candidacies: Iterable[Candidacy]) -> list[Remedy]:
    """What a remedial round would give if just these candidacies are in its list, pool by pool in the order of the draw."""
    by_pool: dict[int, list[int]] = {}
    for one in candidacies:
        by_pool.setdefault(one.pool_id, []).append(one.pk)
    lines = RoundPool.objects.filter(round=round_, pool__in=by_pool).select_related("pool__country").order_by("pool__order")
    first = not Round.objects.filter(remedies=round_).exclude(state=RoundState.VOID).exists()
    numbers = _numbers(round_, list(lines), {pk: len(ids) for pk, ids in by_pool.items()}, first=first)
    return [
        Remedy(
            line.pool,
            tuple(sorted(by_pool[line.pool_id])),
            first,
            line.invited or 0,
            line.considered or 0,
            numbers[line.pool_id],
        )
        for line in lines
    ]


def invitations_at_freeze(remedial: Round, entries: Mapping[int, int]) -> dict[int, int]:
    """
    Pool -> invitations of a remedial round whose list is being fixed.

    :param entries: pool -> how many are in that list
    """
    faulty = Round.objects.get(pk=remedial.remedies_id)
    fixed = Round.objects.filter(remedies=faulty, frozen_at__isnull=False).exclude(pk=remedial.pk)
    lines = RoundPool.objects.filter(round=faulty, pool__in=entries).select_related("pool")
    return _numbers(faulty, list(lines), entries, first=not fixed.exclude(state=RoundState.VOID).exists())


def _numbers(faulty: Round, lines: Iterable[RoundPool], entries: Mapping[int, int], *, first: bool) -> dict[int, int]:
    seed = Draw.objects.values_list("seed", flat=True).get(round=faulty)
    return {
        line.pool_id: remedial_invitations(
            entries=entries[line.pool_id],
            first=first,
            invited=line.invited or 0,
            considered=line.considered or 0,
            seed=seed,
            pool=line.pool.code,
            places=Places(quota=line.pool.quota, unlimited=line.pool.unlimited, approved=line.pool.approved).left(),
        )
        for line in lines
    }
