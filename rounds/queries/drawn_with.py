"""The pools that decide together over somebody's chance in one round, and how many people they share."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rounds.models import Pool, RoundPool
from rounds.queries import pool_numbers
from rounds.queries.pool_numbers import PoolNumbers
from rounds.queries.pools import pool_counts
from rounds.queries.shared_people import listed_in_several, waiting_in_several


@dataclass(frozen=True)
class DrawnWith:
    """
    `pools`: the ids of some pools and of those that share people with them and are drawn before, in the order of the draw;
    `lines`: candidates and invitations of each; `together`: places in `pools` -> people in exactly these, for two and more.

    `listed`: all are numbers of one fixed list. `whole`: they are of one round, coming or taken for one.
    """

    pools: tuple[int, ...]
    lines: tuple[tuple[int, int], ...]
    together: Mapping[frozenset[int], int]
    listed: bool
    whole: bool


def drawn_with(numbers: Sequence[PoolNumbers]) -> DrawnWith:
    """
    The pools that are drawn with some pools of one season, each of which has a chance to tell. Six queries at most.

    While none of them has a coming round, all pools are taken to be drawn in one that issues as many invitations as the last.
    """
    asked = {one.pool.pk: one for one in numbers}
    rounds = {one.coming.round_id if one.coming else None for one in numbers}
    round_id = rounds.pop() if len(rounds) == 1 else None
    list_of = round_id if all(one.fixed for one in numbers) else None
    before = _before(numbers, round_id)
    among = {one.pool.pk: one.pool.order for one in numbers} | {pk: line.order for pk, line in before.items()}
    season = numbers[0].pool.season_id
    everybody = waiting_in_several(season) if list_of is None else listed_in_several(list_of)
    groups: Counter[frozenset[int]] = Counter()
    for group, people in everybody.items():
        groups[group.intersection(among)] += people
    known = set(asked)
    while new := _drawn_before(known, groups, among):
        known |= new
    sharing = known - asked.keys()
    waiting = pool_counts(sharing) if sharing and list_of is None else {}
    lines = {pk: (one.next_candidates, one.next_invitations or 0) for pk, one in asked.items()}
    lines |= {pk: (before[pk].entries or waiting.get(pk, 0), before[pk].invitations) for pk in sharing}
    pools = tuple(sorted(lines, key=among.__getitem__))
    together: dict[frozenset[int], int] = {}
    for group, people in groups.items():
        places = frozenset(pools.index(pk) for pk in group & known)
        if len(places) > 1:
            together[places] = together.get(places, 0) + people
    return DrawnWith(pools, tuple(lines[pk] for pk in pools), together, list_of is not None, whole=not rounds)


class _Line(NamedTuple):
    """A pool that is drawn before others: its order, the people on its list where that is fixed, and its invitations."""

    order: str
    entries: int | None
    invitations: int


def _before(numbers: Sequence[PoolNumbers], round_id: int | None) -> dict[int, _Line]:
    """The pools that invite before the last of these: in the round, or with none as they did lately."""
    last = max(one.pool.order for one in numbers)
    if round_id is None:
        orders = dict(Pool.objects.filter(season=numbers[0].pool.season_id, order__lt=last).values_list("pk", "order"))
        ahead = pool_numbers.invitations_ahead(orders)
        return {pk: _Line(orders[pk], None, invitations) for pk, invitations in ahead.items() if invitations}
    lines = RoundPool.objects.filter(round=round_id, pool__order__lt=last, invite__gt=0)
    rows = lines.values_list("pool_id", "pool__order", "entries", "invite")
    return {pk: _Line(order, entries, invite) for pk, order, entries, invite in rows}


def _drawn_before(known: set[int], groups: Iterable[frozenset[int]], order: Mapping[int, str]) -> set[int]:
    """The pools that share people with a known one and are drawn before it, and are not known yet."""
    return {pk for group in groups for pk in group - known if any(order[pk] < order[one] for one in group & known)}
