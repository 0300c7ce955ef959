"""
The chances of one person, or of two, in the pools of one round, which are drawn one after the other.

Whom a pool invites leaves those that are drawn after it, so a later pool is smaller when its turn comes: by how many is a matter
of chance that is counted here, not guessed. It concerns who waits in the later pool alone as much as who waits in both, and two
people in different pools too. Method: the draw protocol's section on odds, read 2026-11-24.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rounds.rules.drawn_among import every_case, how_many, means

MOST_POOLS = 3
# More cases than this are not counted one by one: means then stand for how many of each kind of people are drawn.
MOST_CASES = 100_000
# The largest number below 1: what a sum of chances is at most, unless no case that is counted leaves anybody over.
_BELOW_ONE = 1.0 - 2.0**-53

Places = frozenset[int]
# Which of the people asked about are not invited yet.
Left = tuple[int, ...]
# How many others wait in each set of pools that are still to be drawn, and who is left -> how likely that is. Two ways to come to
# the same state are one from there on, which is what keeps them few.
States = dict[tuple[tuple[float, ...], Left], float]


@dataclass(frozen=True, slots=True)
class InTurn:
    """
    `each`: for each person, place of a pool -> the chance of an invitation from it, never from two, so that they add up to the
    person's `any`. `both`: that two people are both invited; `either`: that at least one of them is; None for one person.
    `exact`: counted, with no mean in the place of cases.
    """

    each: tuple[dict[int, float], ...]
    any: tuple[float, ...]
    both: float | None
    either: float | None
    exact: bool


def in_turn(
    pools: Sequence[tuple[int, int]], together: Mapping[Places, int], people: Sequence[Places], *, most_cases: int = MOST_CASES
) -> InTurn:
    """
    The chances of one or two people who wait in some pools of a round.

    A chance of 1 means that being left over is impossible or, with numbers drawn that are less than `drawn_among.LEAST` as likely
    as the likeliest one left out, less likely than one in a billion; where means stand for cases, that no mean leaves them over.

    :param pools: (candidates, invitations) of each pool in the order in which they are drawn; all that share people with an
        earlier one of them, or else the chances are not those of the round
    :param together: places in `pools` -> how many people are in exactly these and in no other of them, for two places and more
    :param people: where each of the one or two people waits, as places in `pools`; they are among those counted
    :raises ValueError: with no person, more than two, or numbers that cannot be
    """
    waiting = _others(pools, together, people)
    places = _that_matter(pools, waiting, people)
    among: Counter[Places] = Counter()
    for group, number in waiting.items():
        among[group & places] += number
    among.pop(frozenset(), None)
    try:
        tally, over = _play(pools, sorted(places), among, people, most_cases)
        exact = True
    except _TooManyCases:
        tally, over = _play(pools, sorted(places), among, people, None)
        exact = False
    each_any = [
        _sum(sum(one.values()), certain=not any(number in left for left in over)) for number, one in enumerate(tally.each)
    ]
    if len(people) == 1:
        return InTurn(tally.each, tuple(each_any), None, None, exact)
    either = _sum(sum(each_any) - tally.both, certain=(0, 1) not in over)
    return InTurn(tally.each, tuple(each_any), tally.both, either, exact)


def _sum(chances: float, *, certain: bool) -> float:
    """A sum of chances: 1 where no case that was counted leaves anybody over, and there alone, whatever floats make of it."""
    return 1.0 if certain else min(chances, _BELOW_ONE)


class _TooManyCases(Exception):
    """There are more cases than may be counted."""


def _others(pools: Sequence[tuple[int, int]], together: Mapping[Places, int], people: Sequence[Places]) -> dict[Places, int]:
    """Everybody but the people asked about, by the pools in which they wait."""
    if not 1 <= len(people) <= 2 or not all(people):
        raise ValueError("one person or two, each in a pool at least")
    waiting = dict(together)
    for place, (candidates, _invitations) in enumerate(pools):
        waiting[frozenset({place})] = candidates - sum(number for group, number in together.items() if place in group)
    for person in people:
        waiting[person] = waiting.get(person, 0) - 1
    if min(waiting.values()) < 0:
        raise ValueError("the people in several pools, and those asked about, must be among those in each")
    return {group: number for group, number in waiting.items() if number}


def _that_matter(pools: Sequence[tuple[int, int]], waiting: Mapping[Places, int], people: Sequence[Places]) -> Places:
    """The people's own pools, and every pool that takes somebody out of one that matters."""
    matter = set().union(*people)
    for place in range(max(matter) - 1, -1, -1):
        if pools[place][1] and any(place in group and any(one > place and one in matter for one in group) for group in waiting):
            matter.add(place)
    return frozenset(matter)


@dataclass(slots=True)
class _Tally:
    """What is counted while the pools are drawn: the chances so far, and how many cases may still come, None without a bound."""

    each: tuple[dict[int, float], ...]
    cases_left: int | None
    both: float = 0.0


def _play(
    pools: Sequence[tuple[int, int]],
    places: Sequence[int],
    waiting: Mapping[Places, int],
    people: Sequence[Places],
    most_cases: int | None,
) -> tuple[_Tally, set[Left]]:
    """
    Draw the pools in turn, over all that can happen at once.

    :param most_cases: None takes means in place of every case
    :returns: the chances, and who of the people asked about are left over together at the end in some case that was counted
    :raises _TooManyCases: when there are more than may be counted
    """
    tally = _Tally(tuple(dict.fromkeys(sorted(person), 0.0) for person in people), most_cases)
    groups = list(waiting)
    states: States = {(tuple(waiting.values()), tuple(range(len(people)))): 1.0}
    for place in places:
        groups, states = _draw(place, pools[place][1], groups, states, people, tally)
    return tally, {left for _numbers, left in states}


def _draw(
    place: int, invitations: int, groups: list[Places], states: States, people: Sequence[Places], tally: _Tally
) -> tuple[list[Places], States]:
    """One pool: the groups that still wait for a later one, and every state in which they and the people asked about may be."""
    later = list(dict.fromkeys(group - {place} for group in groups if group != {place}))
    goes_to = [later.index(group - {place}) if group != {place} else -1 for group in groups]
    here = [number for number, group in enumerate(groups) if place in group]
    go_on = [number for number in here if goes_to[number] >= 0]
    after: States = {}
    if tally.cases_left is not None:
        tally.cases_left -= _size(here, go_on, states, invitations)
        if tally.cases_left < 0:
            raise _TooManyCases
    spread = means if tally.cases_left is None else every_case
    for (numbers, left), likely in states.items():
        others = sum(numbers[one] for one in here)
        asked = [one for one in left if place in people[one]]
        drawn = min(invitations, others + len(asked))
        stay: list[float] = [0] * len(later)
        for number, to in zip(numbers, goes_to, strict=True):
            if to >= 0:
                stay[to] += number
        for invited, chance in _of_them(asked, others, drawn):
            for one in invited:
                tally.each[one][place] += likely * chance
            still = tuple(one for one in left if one not in invited)
            if not still:
                tally.both += likely * chance
                continue
            for taken, too in spread([numbers[one] for one in go_on], others, min(others, drawn - len(invited))):
                then = stay.copy()
                for one, number in zip(go_on, taken, strict=True):
                    then[goes_to[one]] -= number
                state = (tuple(then), still)
                after[state] = after.get(state, 0.0) + likely * chance * too
    return later, after


def _size(here: list[int], go_on: list[int], states: States, invitations: int) -> int:
    """About how many cases a pool makes, by its first state: so that nobody waits for a count that would be given up."""
    if not states:
        return 0
    numbers, _left = next(iter(states))
    others = sum(numbers[one] for one in here)
    return len(states) * how_many([numbers[one] for one in go_on], others, min(invitations, others))


def _of_them(asked: Sequence[int], others: float, drawn: float) -> Iterator[tuple[tuple[int, ...], float]]:
    """Which of the people asked about are among those drawn, with the chance of each case that can be."""
    if not asked:
        yield (), 1.0
        return
    first, rest = asked[0], asked[1:]
    chance = min(1.0, drawn / (others + len(asked)))
    if chance > 0:
        for more, likely in _of_them(rest, others, drawn - 1):
            yield (first, *more), chance * likely
    if chance < 1:
        for more, likely in _of_them(rest, others, drawn):
            yield more, (1 - chance) * likely
