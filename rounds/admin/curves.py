"""Lines of numbers by week as points of a picture that the page draws: no script, and the numbers stand in a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 600, 200, 4


@dataclass(frozen=True)
class Curve:
    """A line of a chart: the class that gives it its look, and its points as SVG writes them."""

    look: str
    points: str


def curves(lines: Sequence[tuple[str, Sequence[float | None]]]) -> tuple[Curve, ...]:
    """
    Lines on one scale from 0 to the highest number among them; a week without a number is left out of its line.

    :param lines: (look, the number of each week)
    """
    top = max((number for _look, numbers in lines for number in numbers if number is not None), default=0) or 1
    return tuple(Curve(look, _points(numbers, top)) for look, numbers in lines if any(one is not None for one in numbers))


def _points(numbers: Sequence[float | None], top: float) -> str:
    step = WIDTH / max(1, len(numbers) - 1)
    height = HEIGHT - 2 * MARGIN
    return " ".join(
        f"{index * step:.1f},{HEIGHT - MARGIN - number / top * height:.1f}"
        for index, number in enumerate(numbers)
        if number is not None
    )
