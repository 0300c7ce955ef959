"""
What became of invitations, as far as it may be told: small numbers are held back, and so is what would give them away.

Source: the protocol IEC-DRAW/1, section 7: after the season outcomes per pool and round are published, counts under five
suppressed (read 2026-11-23). A number of persons under the limit of the day is not told either, as in every other table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

# How an invitation was answered, one of these; and how those went on that were answered with yes, one of these again.
ACCEPTED, APPROVED = "accepted", "approved"
NOT_ACCEPTED = ("declined", "expired", "cancelled", "unanswered")
AFTER_YES = (APPROVED, "refused", "withdrawn", "lapsed", "under_way")
NUMBERS = (ACCEPTED, *NOT_ACCEPTED, *AFTER_YES)

LEAST = 5
"""No number under this is told, and none held back can be narrowed down, by any subtraction, to a range of less than this."""

Line = Mapping[str, int]
"""The numbers of one pool in one round, by the names above."""


def limit(small_numbers: int) -> int:
    """The least number that is told, under a limit of the day for small numbers of persons."""
    return max(LEAST, small_numbers)


def untold(lines: Sequence[Line], *, under: int) -> list[frozenset[str]]:
    """
    Of each line of one pool, the names of the numbers that are held back.

    Whoever reads knows more than these lines: how many each round invited, and how many of the pool's invitations were accepted
    and approved in the whole season. With all that, a number that is held back keeps a range of `LEAST`, or as wide a one as it
    would have without these lines, or as there were people invited:

    - a number under the limit is held back;
    - within a line those held back of one sum are two at least, and together `LEAST` people; where the accepted are held back,
      everything is;
    - lines that hold back the accepted (or the approved) are so many that their sum over the season, which is known, leaves each
      of them that range; where the pool has not enough, it tells no number (or nothing of what came after a yes).
    """
    held = [{name for name in NUMBERS if line[name] < under} for line in lines]
    before = None
    while before != (before := [frozenset(names) for names in held]):
        for line, names in zip(lines, held, strict=True):
            _within(line, names)
        if not _among_answers(lines, held):
            return [frozenset(NUMBERS) for _line in lines]
        if not _among_cases(lines, held):
            for names in held:
                names.update(AFTER_YES)
    return [frozenset(names) for names in held]


def _within(line: Line, held: set[str]) -> None:
    """Hold back of one line what would give away what is held back in it."""
    _widen(line, held, NOT_ACCEPTED)
    if _sum(line, held, NOT_ACCEPTED) < LEAST and held & set(NOT_ACCEPTED):
        held.add(ACCEPTED)
    if ACCEPTED in held:
        held.update(NUMBERS)
    _widen(line, held, AFTER_YES)


def _widen(line: Line, held: set[str], names: Sequence[str]) -> None:
    """Hold back the smallest numbers of one sum beside those that are, until they are two and `LEAST` people together."""
    told = sorted((name for name in names if name not in held), key=lambda name: (line[name], names.index(name)), reverse=True)
    here = held & set(names)
    while here and told and (len(here) < 2 or _sum(line, here, names) < LEAST):
        here.add(told.pop())
    held |= here


def _among_answers(lines: Sequence[Line], held: Sequence[set[str]]) -> bool:
    """Hold back whole lines until the sum of the accepted gives none of them away; whether that could be had."""
    while True:
        here = [line for line, names in zip(lines, held, strict=True) if ACCEPTED in names]
        invited = [invited_of(line) for line in here]
        accepted = _total(here, ACCEPTED)
        if not here or min(accepted, sum(invited) - accepted, sum(invited) - max(invited)) >= LEAST:
            return True
        if not _hold_back_smallest(lines, held, ACCEPTED, NUMBERS):
            return False


def _among_cases(lines: Sequence[Line], held: Sequence[set[str]]) -> bool:
    """Hold back approved numbers until their sum over the season gives none of them away; whether that could be had."""
    while True:
        here = [(line, names) for line, names in zip(lines, held, strict=True) if APPROVED in names]
        # How many people a line could have approved, as far as it tells.
        most = [_sum(line, names, AFTER_YES) for line, names in here]
        of_told = [number for number, (_line, names) in zip(most, here, strict=True) if ACCEPTED not in names]
        approved = _total((line for line, _names in here), APPROVED)
        room = min([sum(most) - max(of_told)] if of_told else [LEAST])
        if not here or min(approved, sum(most) - approved, room) >= LEAST:
            return True
        if not _hold_back_smallest(lines, held, APPROVED, (APPROVED,)):
            return False
        for line, names in zip(lines, held, strict=True):
            _within(line, names)


def _hold_back_smallest(lines: Sequence[Line], held: Sequence[set[str]], name: str, also: Sequence[str]) -> bool:
    """Hold back names of the line that has the smallest told number of one; whether there was a line that told it."""
    told = [place for place, names in enumerate(held) if name not in names]
    if not told:
        return False
    held[min(told, key=lambda place: (lines[place][name], place))].update(also)
    return True


def invited_of(line: Line) -> int:
    """How many people a line is about."""
    return line[ACCEPTED] + sum(line[name] for name in NOT_ACCEPTED)


def _sum(line: Line, held: set[str], names: Sequence[str]) -> int:
    return sum(line[name] for name in names if name in held)


def _total(lines: Iterable[Line], name: str) -> int:
    return sum(line[name] for line in lines)
