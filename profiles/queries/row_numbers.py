"""
What a row of the open interface's answer costs, and the odds in its pool: fees and pools belong to apps above, which add what
they know when they start.
"""

from collections.abc import Callable, Iterable
from typing import Any

from profiles.rules.facts_form import Question

# Writes the numbers into the rows of each answer.
Adder = Callable[[Iterable[tuple[Question, dict[str, Any]]]], None]

ADDERS: list[Adder] = []


def register(adder: Adder) -> None:
    """Add a way to numbers of rows; the same way twice is one."""
    if adder not in ADDERS:
        ADDERS.append(adder)


def add(told: Iterable[tuple[Question, dict[str, Any]]]) -> None:
    """Write into the rows of each answer what they cost and the odds in their pools."""
    told = list(told)
    for adder in ADDERS:
        adder(told)
