"""
Slips of the finger in the domain of an e-mail address, found by the domains that people here use.

No list of providers: what fifty people read their mail at is known to exist, whatever it is called.
"""

from __future__ import annotations

from collections.abc import Mapping

# A domain that so many people use is one that others may have meant; our own choice.
WELL_USED = 50
# One that so many use is no slip. It is also the least that any figure about persons tells (`domain.md`, bands).
NO_SLIP = 10
# Two letters of a short name make another name.
SHORT = 7


def meant(domain: str, used: Mapping[str, int]) -> str | None:
    """
    The well-used domain that somebody may have meant who typed one that hardly anybody uses; None where there is none.

    :param domain: as typed, in small letters
    :param used: domain -> people who read their mail there; those with fewer than `NO_SLIP` may be missing
    """
    if not domain or used.get(domain, 0) >= NO_SLIP:
        return None
    most = 1 if len(domain) <= SHORT else 2
    near = [
        (apart, -people, other)
        for other, people in used.items()
        if people >= WELL_USED and (apart := slips(domain, other, most=most)) <= most
    ]
    return min(near)[2] if near else None


def slips(one: str, other: str, *, most: int) -> int:
    """
    How many slips turn one word into another: a letter left out, added, put in the place of another, or two neighbours swapped.

    :param most: more than these are not counted on; the answer is then some number above
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wanted in enumerate(other, start=1):
            least = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                least = min(least, before[column - 2] + 1)
            now.append(least)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]
