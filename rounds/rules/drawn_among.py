"""How many of some people are among those whom a draw without replacement takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

# The possible numbers with the chance of each: of `marked` among all `people`, when `drawn` of these are drawn.
Law = Callable[[float, float, float], Sequence[tuple[float, float]]]

# A number that is so much less likely than the likeliest one is left out; all of these together are under a billionth.
LEAST = 1e-13


@lru_cache(maxsize=256)
def counted(people: int, marked: int, drawn: int) -> tuple[tuple[int, float], ...]:
    """Every number that may come, with its chance (hypergeometric); the chances add up to 1."""
    low, high = max(0, drawn - (people - marked)), min(marked, drawn)
    likeliest = min(high, max(low, (drawn + 1) * (marked + 1) // (people + 2)))
    # From the likeliest number outwards each follows from its neighbour: no factorial of a large number loses figures.
    found = [(likeliest, 1.0)]
    likely = 1.0
    for number in range(likeliest, high):
        likely *= (marked - number) * (drawn - number) / ((number + 1) * (people - marked - drawn + number + 1))
        if likely < LEAST:
            break
        found.append((number + 1, likely))
    likely = 1.0
    for number in range(likeliest, low, -1):
        likely *= number * (people - marked - drawn + number) / ((marked - number + 1) * (drawn - number + 1))
        if likely < LEAST:
            break
        found.append((number - 1, likely))
    total = sum(likely for _number, likely in found)
    return tuple((number, likely / total) for number, likely in found)


def mean(people: float, marked: float, drawn: float) -> tuple[tuple[float, float], ...]:
    """The mean number in place of them all: no count, but near to it where there are many people."""
    return ((marked * drawn / people if people else 0.0, 1.0),)


def spread(marked: Sequence[float], people: float, drawn: float, law: Law) -> Iterator[tuple[tuple[float, ...], float]]:
    """
    The numbers drawn of several kinds of people, with the chance of each combination.

    :param marked: how many there are of each kind
    :param people: all among whom is drawn, those of no kind too
    """
    if not marked:
        yield (), 1.0
        return
    first, rest = marked[0], marked[1:]
    for number, likely in law(people, first, drawn):
        for more, too in spread(rest, people - first, drawn - number, law):
            yield (number, *more), likely * too
