"""Rounds as staff and public see them: what a plan would do, how far a round is, and its numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from iecsite import clock
from rounds.models import Draw, Invitation, Pool, RemedialEntry, Round, RoundEntry, RoundPool, Season
from rounds.models.journal import round_stream
from rounds.queries import left_out as left_out_of
from rounds.queries import recommendations
from rounds.queries.listed import STANDING
from rounds.queries.pools import pool_counts
from rounds.queries.recommendations import Advice
from rounds.rules import approval
from rounds.rules.canonical import canonical_json
from rounds.rules.places import Places
from rounds.rules.planning import Caution, cautions
from rounds.states import STEPS, PoolStatus, RoundState

UNFINISHED = frozenset(set(RoundState) - {RoundState.CLOSED, RoundState.VOID})
# A plan that nobody has approved holds up no other round.
UNDER_WAY = UNFINISHED - {RoundState.PLANNED}


REASONS = {
    "strict": _("%(places)s places less %(under_way)s people under way: this cannot exceed."),
    "chance": _(
        "%(places)s places; of %(under_way)s people under way about %(expected)s will be approved, and of those invited now "
        "about %(share)s in 100. With this number the places are enough in all but 1 of 10,000 seasons."
    ),
    "candidates": _("Everybody who waits: the %(places)s places would be enough for %(most)s."),
    "no_places": _("%(places)s places, and %(under_way)s people under way, of whom about %(expected)s will be approved."),
    "unlimited": _("Everybody who waits: no number is set."),
    "to_be_announced": _("Nobody: the quota is to be announced."),
    "came_back": _(
        "%(places)s places less %(under_way)s people under way: after the final round only places that came back are given."
    ),
}


def plan_content(round_: Round) -> str:
    """The canonical text of a plan: what one person prepares and another approves, to the letter."""
    lines = RoundPool.objects.filter(round=round_).order_by("pool__order").values_list("pool__code", "invite")
    content: dict[str, object] = {
        "round": round_.code,
        "season": round_.season_id,
        "freeze_at": clock_text(round_.freeze_at),
        "draw_at": clock_text(round_.draw_at),
        "test_source": round_.test_source,
        "note": round_.note,
        "pools": [{"pool": code, "invite": invite} for code, invite in lines],
    }
    if round_.remedies is not None:
        named = RemedialEntry.objects.filter(round=round_).order_by("candidacy_id").values_list("candidacy_id", flat=True)
        content |= {"remedies": round_.remedies.code, "fault": round_.fault_note("en"), "candidacies": list(named)}
        if round_.fault_note("fr") != round_.fault_note("en"):
            # One text stood for both languages once: what was prepared then is approved as it was prepared.
            content["fault_fr"] = round_.fault_note("fr")
        if said_wrong := left_out_of.reasons_of_named(round_):
            content["reasons_said_to_be_wrong"] = [list(one) for one in said_wrong]
        if not_kept := left_out_of.named_without_reasons(round_):
            content["reasons_not_kept"] = not_kept
    return canonical_json(content).decode("ascii")


def clock_text(moment: datetime) -> str:
    """A moment in UTC to the second, as the protocol writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class PoolPlan:
    """One pool in a plan: what is known of it now, and what is to be thought about before it is approved."""

    pool: Pool
    invite: int
    candidates: int
    places: Places
    cautions: tuple[Caution, ...]
    advice: Advice

    @property
    def recommended(self) -> int:
        """How many the rule would invite."""
        return self.advice.recommendation.invite

    @property
    def why_not(self) -> str | None:
        """Why no round draws from the pool on the day of the plan; None: it is due."""
        return self.advice.why_not

    @property
    def reason_in_words(self) -> str:
        """Why the rule says so."""
        found = self.advice.recommendation
        numbers = {
            "places": self.places_left or 0,
            "under_way": self.under_way_in_all,
            "expected": round(self.advice.expected_under_way),
            "share": round(self.advice.share.mean * 100),
            "most": max(found.strict, found.chance),
        }
        return str(REASONS[found.reason]) % {name: formats.localize(number) for name, number in numbers.items()}

    @property
    def under_way_in_all(self) -> int:
        """People of earlier rounds who may still be approved: the unanswered, and those whose case is open."""
        return sum(one.people for one in self.advice.under_way)

    @property
    def open_invitations(self) -> int:
        """How many of earlier rounds nobody has answered."""
        return self.advice.under_way[0].people

    @property
    def said_yes(self) -> int:
        """How many said yes and have not sent their application yet."""
        return self.advice.under_way[1].people

    @property
    def applied(self) -> int:
        """How many applications wait for a decision."""
        return self.advice.under_way[2].people

    @property
    def awaiting(self) -> int:
        """How many are approved and wait for a place."""
        return self.advice.under_way[3].people

    @property
    def risk(self) -> float | None:
        """The chance that the planned number ends in more approvals than places; None where no number is set."""
        return self.advice.risk(self.invite)

    @property
    def fill(self) -> float | None:
        """The expected part of the quota filled in the end with the planned number; None where there is no number."""
        return self.advice.fill(self.invite)

    @property
    def applications(self) -> float:
        """How many people of the planned number are expected to say yes, and so to bring officers an application at most."""
        return min(self.invite, self.candidates) * self.advice.accept.mean

    @property
    def applications_to_come(self) -> float:
        """The same of people of earlier rounds: the unanswered who will say yes, and the open cases."""
        return self.open_invitations * self.advice.accept.mean + self.said_yes + self.applied

    @property
    def places_left(self) -> int | None:
        """Places that no letter of introduction has taken; None for an unlimited pool."""
        return self.places.left()

    @property
    def to_be_announced(self) -> bool:
        """Whether the quota is not known yet."""
        return self.pool.quota is None and not self.pool.unlimited


def open_pools(season: Season) -> QuerySet[Pool]:
    """The pools of a season from which a round may draw, in its order."""
    return Pool.objects.filter(season=season, status=PoolStatus.OPEN).select_related("country").order_by("order")


def pool_plans(pools: Iterable[Pool], invite: Mapping[int, int], *, drawn_on: date) -> list[PoolPlan]:
    """
    What a plan would do, pool by pool. Four queries, whatever the number of pools.

    :param invite: pool id -> invitations; a pool that is not in it has none
    :param drawn_on: the Eastern day of the draw
    """
    pools = list(pools)
    waiting = pool_counts([pool.pk for pool in pools])
    advised = recommendations.advice(pools, waiting, drawn_on=drawn_on)
    plans = []
    for pool in pools:
        places = Places(quota=pool.quota, unlimited=pool.unlimited, approved=pool.approved)
        number, candidates = invite.get(pool.pk, 0), waiting.get(pool.pk, 0)
        found = cautions(
            invite=number,
            candidates=candidates,
            places=places,
            open_invitations=advised[pool.pk].under_way[0].people,
            first_round_on=pool.first_round_on,
            drawn_on=drawn_on,
        )
        plans.append(PoolPlan(pool, number, candidates, places, found, advised[pool.pk]))
    return plans


def plan_of(round_: Round) -> list[PoolPlan]:
    """The preview of a planned round as things are now."""
    lines = list(round_.pools.select_related("pool__country").order_by("pool__order"))
    invite = {line.pool_id: line.invite for line in lines}
    return pool_plans([line.pool for line in lines], invite, drawn_on=clock.home_date(round_.draw_at))


def unfinished(season: int) -> bool:
    """Whether a round of a season is planned or under way."""
    return Round.objects.filter(season=season, state__in=UNFINISHED).exists()


def waits_for(round_: Round) -> Round | None:
    """
    The round that must be over before this one may be frozen: the first approved one of its season before it, until it is closed
    or void, or one of another season while its list stands and it was not put aside.

    Each round's manifest names the result of the one before, so those of a season are drawn in the order of their numbers. A plan
    that nobody has approved gives way. One person may wait in pools of two seasons, and is invited once.
    """
    before = Round.objects.filter(season=round_.season_id, code__lt=round_.code)
    return before.filter(state__in=UNDER_WAY).order_by("code").first() or list_elsewhere(round_)


def list_elsewhere(round_: Round) -> Round | None:
    """The first round of another season whose list stands. One that was put aside, maybe for days, holds up its own alone."""
    elsewhere = Round.objects.filter(state__in=STANDING, put_aside_at__isnull=True).exclude(season=round_.season_id)
    return elsewhere.order_by("frozen_at", "code").first()


def gives_way_at(plan: Round) -> datetime | None:
    """The first moment at which the list of an approved round after a plan is fixed: the plan is void then. None: none is."""
    later = Round.objects.filter(season=plan.season_id, code__gt=plan.code, state=RoundState.APPROVED)
    return later.order_by("freeze_at").values_list("freeze_at", flat=True).first()


def not_approved_in_time(at: datetime) -> QuerySet[Round]:
    """Plans whose time to be approved is over, the oldest first."""
    at_once = Q(freeze_at__lte=F("planned_at") + approval.AT_ONCE)
    over = (~at_once & Q(freeze_at__lte=at)) | (at_once & Q(planned_at__lte=at - approval.A_DAY))
    return Round.objects.filter(over, state=RoundState.PLANNED).order_by("code")


def due(at: datetime) -> QuerySet[Round]:
    """Rounds with a step to be done now, those that were put aside or wait for another round left out; the oldest first."""
    earlier = Round.objects.filter(season=OuterRef("season"), code__lt=OuterRef("code"), state__in=UNDER_WAY)
    elsewhere = Round.objects.filter(state__in=STANDING, put_aside_at__isnull=True).exclude(season=OuterRef("season"))
    return (
        Round.objects.filter(next_step_at__lte=at, put_aside_at__isnull=True)
        .exclude(Q(state=RoundState.APPROVED) & (Exists(earlier) | Exists(elsewhere)))
        .order_by("next_step_at", "code")
    )


@dataclass(frozen=True)
class StepDone:
    """One step of a round: `done`, `now` or `next`, and when it was done."""

    state: RoundState
    standing: str
    at: datetime | None


_MOMENTS = {
    RoundState.PLANNED: "planned_at",
    RoundState.APPROVED: "approved_at",
    RoundState.FROZEN: "frozen_at",
    RoundState.PUBLISHED: "published_at",
    RoundState.SEEDED: "seeded_at",
    RoundState.DRAWN: "drawn_at",
    RoundState.CHECKED: "checked_at",
    RoundState.ISSUED: "issued_at",
    RoundState.CLOSED: "closed_at",
    RoundState.VOID: "voided_at",
}


def moment_field(state: str) -> str:
    """The column that keeps when a round came to a state."""
    return _MOMENTS[RoundState(state)]


def progress(round_: Round) -> list[StepDone]:
    """Every step of a round in its order, with what is done, what comes now and what after that; of a void one what was done."""
    steps, found_now = [], round_.state == RoundState.VOID
    for state in (RoundState.PLANNED, *STEPS):
        at = getattr(round_, moment_field(state))
        if at is not None:
            steps.append(StepDone(state, "done", at))
        elif round_.state != RoundState.VOID:
            steps.append(StepDone(state, "next" if found_now else "now", None))
            found_now = True
    if round_.state == RoundState.VOID:
        steps.append(StepDone(RoundState.VOID, "done", round_.voided_at))
    return steps


def left_out(round_: Round) -> dict[str, dict[str, int]]:
    """Pool code -> reason -> how many who waited were left out at the freeze; empty before it."""
    entry = RoundEntry.objects.filter(stream=round_stream(round_.code), kind="round_frozen").order_by("sequence").last()
    pools = entry.details.get("pools", {}) if entry else {}
    return {code: numbers["left_out"] for code, numbers in pools.items() if numbers["left_out"]}


def put_aside_details(round_: Round) -> dict[str, str]:
    """What the journal keeps of why a round was put aside last: the error and the figures behind it."""
    entry = RoundEntry.objects.filter(stream=round_stream(round_.code), kind="round_put_aside").order_by("sequence").last()
    return {} if entry is None else {name: value for name, value in entry.details.items() if name != "state"}


def answers(round_: Round) -> dict[str, int]:
    """How many invitations of a round are in each state."""
    rows = Invitation.objects.filter(round=round_).values_list("state").annotate(number=Count("id")).order_by()
    return {str(state): number for state, number in rows}


# What the public sees: rounds whose list lies open, with their result once it is final; and those voided before that, since no
# number is left out and the reason is published.
PUBLIC = Q(published_at__isnull=False) | Q(voided_at__isnull=False)
# The one moment at which a result is told, on pages, in files and over the interface: the public verifier has agreed.
FINAL = Q(closed_at__isnull=False)
_LISTED = Q(published_at__isnull=False)


def public_rounds() -> QuerySet[Round]:
    """
    Rounds that the public sees, newest first, with `invited_total` once the result is final, and `invite_total` and
    `entries_total` once the list lies open.
    """
    return (
        Round.objects.filter(PUBLIC)
        .select_related("season")
        .annotate(
            invited_total=Sum("pools__invited", filter=FINAL),
            invite_total=Sum("pools__invite", filter=_LISTED),
            entries_total=Sum("pools__entries", filter=_LISTED),
        )
        .order_by("-code")
    )


def draw_of(round_: Round) -> Draw | None:
    """The texts and fingerprints of a round; None before its freeze."""
    return Draw.objects.filter(round=round_).first()
