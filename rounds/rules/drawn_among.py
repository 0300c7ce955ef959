"""How many of some people are among those whom a draw without replacement takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import prod
from typing import cast

# How many of each kind are drawn, and how likely that is.
Case = tuple[tuple[float, ...], float]

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


def every_case(marked: Sequence[float], people: float, drawn: float) -> Iterator[Case]:
    """
    The numbers drawn of several kinds of people, each combination with its chance.

    :param marked: how many there are of each kind; all of these are whole numbers
    :param people: all among whom is drawn, those of no kind too
    """
    if not marked:
        yield (), 1.0
        return
    first, rest = marked[0], marked[1:]
    for number, likely in counted(cast(int, people), cast(int, first), cast(int, drawn)):
        for more, too in every_case(rest, people - first, drawn - number):
            yield (number, *more), likely * too


def how_many(marked: Sequence[float], people: float, drawn: float) -> int:
    """About how many cases that makes, without making them."""
    return prod(len(counted(cast(int, people), cast(int, one), cast(int, drawn))) for one in marked)


def means(marked: Sequence[float], people: float, drawn: float) -> Iterator[Case]:
    """The mean numbers in place of every case: no count, but near to it where there are many people."""
    yield tuple(one * drawn / people if people else 0.0 for one in marked), 1.0
