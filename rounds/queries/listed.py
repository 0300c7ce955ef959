"""Who stands in the list of a round that is not over: their answers and pools wait until it is."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from profiles.states import ProfileState
from rounds.models import Candidacy, DrawEntry, Ticket
from rounds.states import IN_POOL, CandidacyState, RoundState

# From the freeze until everybody is invited, or the round is void.
STANDING = (RoundState.FROZEN, RoundState.PUBLISHED, RoundState.SEEDED, RoundState.DRAWN, RoundState.CHECKED)


def listed(*, profile_ids: Iterable[int]) -> dict[int, datetime]:
    """
    Those of some profiles that stand in a list which is fixed and not drawn to its end. One query.

    :returns: profile id -> the moment of the draw; of several, the last
    """
    rows = Ticket.objects.filter(profile__in=list(profile_ids), round__state__in=STANDING)
    return dict(rows.order_by("round__draw_at").values_list("profile_id", "round__draw_at"))


def stands_in_a_list(profile_id: OuterRef) -> Exists:
    """Whether a profile stands in a list which is fixed and not drawn to its end, as a condition of a query."""
    return Exists(Ticket.objects.filter(profile=profile_id, round__state__in=STANDING))


def drawn_at(candidacy_id: int) -> datetime | None:
    """The moment of the draw in whose list a candidacy stands, of several the last; None when it stands in none."""
    return draws_of([candidacy_id]).get(candidacy_id)


def draws_of(candidacy_ids: Collection[int]) -> dict[int, datetime]:
    """The same for several: candidacy id -> moment. One query; none for none."""
    if not candidacy_ids:
        return {}
    entries = DrawEntry.objects.filter(candidacy__in=candidacy_ids, round__state__in=STANDING)
    return dict(entries.order_by("round__draw_at").values_list("candidacy_id", "round__draw_at"))


def gone_from_list(entering: Iterable[Candidacy]) -> dict[tuple[int, int], Candidacy]:
    """
    Candidacies that are over and still stand in a list that is not drawn to its end, of people who enter the same pools again.

    :param entering: candidacies that are not written yet
    :returns: profile id and pool id -> the candidacy, of several the last. One query
    """
    wanted = {(one.profile_id, one.pool_id) for one in entering}
    gone = Candidacy.objects.exclude(state__in=sorted(IN_POOL)).filter(
        Exists(DrawEntry.objects.filter(candidacy=OuterRef("pk"), round__state__in=STANDING)),
        profile__in={profile for profile, _pool in wanted},
        pool__in={pool for _profile, pool in wanted},
    )
    found = {(one.profile_id, one.pool_id): one for one in gone.order_by("pk")}
    return {key: one for key, one in found.items() if key in wanted}


def last_draw_of(candidacies: Iterable[Candidacy]) -> datetime | None:
    """The last draw that is still to come in whose list one of some candidacies stands; None when none does."""
    return max(draws_of([one.pk for one in candidacies]).values(), default=None)


def due_to_leave() -> QuerySet[Candidacy]:
    """
    Candidacies of people who asked to leave and are candidates now, once the lists are over in which they stood when they asked.

    A list that was fixed later holds nobody back: it stands, and nobody who has left is invited from it.
    """
    entries = DrawEntry.objects.filter(
        candidacy=OuterRef("pk"), round__state__in=STANDING, round__frozen_at__lte=OuterRef("leave_asked_at")
    )
    return Candidacy.objects.filter(
        ~Exists(entries), state=CandidacyState.WAITING, leave_asked_at__isnull=False, profile__state=ProfileState.ACTIVE
    ).order_by(F("leave_asked_at"), "id")
