"""Small numbers of persons: outcomes under a limit are told as "fewer than", alike on pages, in files and by the API."""

from collections.abc import Sequence


def banded(number: int, *, under: int) -> str:
    """
    A number of persons as it may be told: itself, or `<10` where it is under the limit (0 among them).

    Pool sizes, invitations and quotas are not banded: they are told exactly.
    """
    return str(number) if number >= under else f"<{under}"


def told_total(parts: Sequence[int], *, under: int) -> tuple[int, bool]:
    """
    The total of numbers of persons that are told one by one, and whether it is exact.

    From an exact total and the parts that are told, the parts under the limit could be worked out, or nearly so, where they are
    one, or few people together, or nearly as many as they can be. Then it is the sum of the parts that are told: there are at
    least so many.
    """
    few = [number for number in parts if number < under]
    most = len(few) * (under - 1)
    exact = not few or under <= sum(few) <= most - under
    return (sum(parts), True) if exact else (sum(parts) - sum(few), False)
