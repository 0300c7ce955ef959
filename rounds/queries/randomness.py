"""Rounds that wait for their random value, and which values they wait for."""

from dataclasses import dataclass
from datetime import date, datetime

from rounds.models import Draw, RandomValue, Round
from rounds.rules import fallback, typed_values
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


@dataclass(frozen=True)
class ToCome:
    """A lottery that takes the place of a beacon which has fallen silent, and from when its numbers may be typed."""

    name: str
    drawn_on: date
    typed_from: datetime


def fallbacks_to_come(round_: Round, *, at: datetime) -> list[ToCome]:
    """The lotteries that a round whose beacon is silent waits for and that are still to be drawn; none while it may yet speak."""
    if round_.state != RoundState.PUBLISHED or round_.test_source or not fallback.may_fall_back(round_.draw_at, at):
        return []
    manifest = parse_manifest(Draw.objects.values_list("manifest", flat=True).get(round=round_).encode("ascii"))
    known = set(RandomValue.objects.filter(round=round_).values_list("line", flat=True))
    if known >= set(manifest.beacons):
        return []
    found = []
    for line in manifest.fallback:
        if line not in known and at < fallback.drawn_by(line):
            _beacon, _draws, name, day = line.split()
            found.append(ToCome(name, date.fromisoformat(day), fallback.drawn_by(line)))
    return sorted(found, key=lambda one: one.drawn_on)


def due(at: datetime) -> list[Waiting]:
    """Every drand value that a public round waits for."""
    rounds = Round.objects.filter(state=RoundState.PUBLISHED, test_source=False, draw_at__lte=at).order_by("draw_at")
    return [one for round_ in rounds for one in waited_for(round_, at=at) if one.line.startswith("beacon drand ")]
