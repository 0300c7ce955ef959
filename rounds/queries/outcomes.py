"""What became of the invitations of a season that is over, per round and pool; counted exactly, told as far as it may be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from rounds.models import Invitation, Pool, Round, Season
from rounds.queries.pool_numbers import HELD
from rounds.queries.rounds import UNFINISHED
from rounds.rules import outcomes
from rounds.rules.ledger import UNDER_WAY
from rounds.states import InvitationState

# Number -> which invitations it counts.
_COUNTED = {
    "accepted": Q(state=InvitationState.ACCEPTED),
    "declined": Q(state=InvitationState.DECLINED),
    "expired": Q(state=InvitationState.EXPIRED),
    "cancelled": Q(state=InvitationState.CANCELLED),
    "unanswered": Q(state=InvitationState.ISSUED),
}


@dataclass(frozen=True)
class Outcome:
    """One pool of one round. `told`: number by name, of those alone that may be told."""

    round: str
    pool: Pool
    invited: int
    told: Mapping[str, int]

    @property
    def numbers(self) -> list[int | None]:
        """Every number in its order, None where it is held back."""
        return [self.told.get(name) for name in outcomes.NUMBERS]


def follow(field: str, stages: Mapping[str, str]) -> None:
    """
    Count what becomes of accepted invitations by a field of what comes after them; the app above says so when it starts.

    :param field: as a look-up from the invitation
    :param stages: value of the field -> stage of the ledger of places
    """
    states: dict[str, list[str]] = {}
    for value, stage in stages.items():
        if stage not in UNDER_WAY:
            states.setdefault(stage, []).append(value)
    _COUNTED.update({stage: _COUNTED["accepted"] & Q(**{f"{field}__in": values}) for stage, values in states.items()})


def seasons_over(at: datetime) -> QuerySet[Season]:
    """Seasons of which outcomes are told: that held a round, whose announced end has come, and that have none to come."""
    rounds = Round.objects.filter(season__profiles_end_at__lte=at)
    return Season.objects.filter(pk__in=rounds.filter(state__in=HELD).values("season")).exclude(
        pk__in=rounds.filter(state__in=UNFINISHED).values("season")
    )


def of_season(season: int, *, under: int, pools: Iterable[int] | None = None) -> list[Outcome]:
    """
    The outcomes of the rounds of a season that invited somebody, in the order of rounds and pools. Two queries.

    :param under: a number of persons under this is not told
    :param pools: ids of the pools that are wanted; None: all of them
    """
    rows = Invitation.objects.filter(round__season=season, round__state__in=HELD)
    if pools is not None:
        rows = rows.filter(pool__in=list(pools))
    counts = {f"n_{name}": Count("id", filter=which) for name, which in _COUNTED.items()}
    counted = list(rows.order_by("pool", "round__code").values("pool", "round__code").annotate(**counts))
    found = Pool.objects.select_related("country").in_bulk({row["pool"] for row in counted})
    told = [
        one for pool, lines in groupby(counted, key=lambda row: row["pool"]) for one in _told(found[pool], list(lines), under)
    ]
    return sorted(told, key=lambda one: (one.round, one.pool.order))


def _told(pool: Pool, rows: list[dict[str, int | str]], under: int) -> Iterator[Outcome]:
    lines = [_line(row) for row in rows]
    for row, line, untold in zip(rows, lines, outcomes.untold(lines, under=under), strict=True):
        told = {name: number for name, number in line.items() if name not in untold}
        yield Outcome(str(row["round__code"]), pool, outcomes.invited_of(line), told)


def _line(row: Mapping[str, int | str]) -> dict[str, int]:
    """An accepted invitation that stands in no stage of those that are over is under way."""
    line = {name: int(row.get(f"n_{name}", 0)) for name in outcomes.NUMBERS}
    line["under_way"] = line["accepted"] - sum(line[name] for name in outcomes.AFTER_YES)
    return line
