"""Pictures of numbers as the server draws them: bars on a scale of round figures, in units of 600 by 200."""

from collections.abc import Sequence
from dataclasses import dataclass

ACROSS, DOWN = 600, 200


@dataclass(frozen=True)
class Bar:
    """One bar with the part of it that is filled darker; heights and places in the picture's units."""

    x: float
    width: float
    whole_y: float
    whole: float
    part_y: float
    part: float


@dataclass(frozen=True)
class Chart:
    """
    Bars and the ends of their scales. `top`: the figure at the upper edge; `limit_y`: where a line across lies, None without
    one.
    """

    bars: tuple[Bar, ...]
    top: float
    first: str
    last: str
    limit_y: float | None = None

    @property
    def middle(self) -> float:
        """The figure half way up."""
        return self.top / 2


def bars(wholes: Sequence[float], parts: Sequence[float], labels: Sequence[str], *, limit: float | None = None) -> Chart | None:
    """
    A bar for each whole, filled up to its part.

    :param labels: what stands under the first and the last bar
    :param limit: a figure at which a line lies across
    :returns: None when there is nothing to be seen
    """
    most = max([*wholes, *parts, limit or 0], default=0)
    if not labels or most <= 0:
        return None
    top, step = round_figure(most), ACROSS / len(labels)
    # A bar as wide as a page would be no bar.
    width = min(step * 0.8, 60)
    drawn = []
    for place, (whole, part) in enumerate(zip(wholes, parts, strict=True)):
        tall, filled = DOWN * whole / top, DOWN * part / top
        drawn.append(
            Bar(
                x=round((place + 0.5) * step - width / 2, 1),
                width=round(width, 1),
                whole_y=round(DOWN - tall, 1),
                whole=round(tall, 1),
                part_y=round(DOWN - filled, 1),
                part=round(filled, 1),
            )
        )
    line = None if limit is None else round(DOWN - DOWN * limit / top, 1)
    return Chart(tuple(drawn), top, labels[0], labels[-1] if len(labels) > 1 else "", line)


def round_figure(most: float) -> float:
    """The least of 1, 2, 5 and 10 times a power of ten that is not under a figure."""
    scale = 1.0
    while scale * 10 < most:
        scale *= 10
    while scale > most:
        scale /= 10
    return next(step * scale for step in (1, 2, 5, 10) if step * scale >= most * 0.999)
