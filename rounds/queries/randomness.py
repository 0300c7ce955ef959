"""Rounds that wait for their random value, and which values they wait for."""

from dataclasses import dataclass
from datetime import datetime

from rounds.models import Draw, RandomValue, Round
from rounds.rules import typed_values
from rounds.rules.manifest import parse_manifest
from rounds.states import RoundState


@dataclass(frozen=True)
class Waiting:
    """A value that a round waits for: the announced line, and whether it is the fallback's."""

    round: Round
    line: str
    fallback: bool

    @property
    def staff(self) -> bool:
        """Whether it is the next link of the staff's chain."""
        return self.line == typed_values.STAFF


def waited_for(round_: Round, *, at: datetime) -> list[Waiting]:
    """The values that may be typed for a round now; none before its draw, and none once its seed is known."""
    if round_.state != RoundState.PUBLISHED or round_.test_source:
        return []
    manifest = parse_manifest(Draw.objects.values_list("manifest", flat=True).get(round=round_).encode("ascii"))
    known = list(RandomValue.objects.filter(round=round_).values_list("line", flat=True))
    lines = typed_values.expected_lines(
        beacons=manifest.beacons,
        fallbacks=manifest.fallback,
        known=known,
        anchor=manifest.staff_anchor,
        draw_at=round_.draw_at,
        at=at,
    )
    return [Waiting(round_, line, line in manifest.fallback) for line in lines]


def due(at: datetime) -> list[Waiting]:
    """Every drand value that a public round waits for."""
    rounds = Round.objects.filter(state=RoundState.PUBLISHED, test_source=False, draw_at__lte=at).order_by("draw_at")
    return [one for round_ in rounds for one in waited_for(round_, at=at) if one.line.startswith("beacon drand ")]
