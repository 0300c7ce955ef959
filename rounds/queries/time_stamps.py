"""Rounds whose manifest waits for the time stamp of a third party."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.models import Draw, Round, TimeStamp
from rounds.rules.time_stamps import MOST
from rounds.states import RoundState


@dataclass(frozen=True)
class Waiting:
    """A public round whose list is out and not drawn yet, its manifest, and the authorities that have not stamped it."""

    round: Round
    manifest: bytes
    authorities: list[str]


def due(authorities: Sequence[str], *, at: datetime) -> Iterator[Waiting]:
    """
    Every public round whose list lies open before its draw; `authorities` is empty where it has enough.

    :param authorities: those that are asked, in order
    """
    rounds = Round.objects.filter(state=RoundState.PUBLISHED, test_source=False, draw_at__gt=at).order_by("draw_at")
    manifests = dict(Draw.objects.filter(round__in=rounds).values_list("round_id", "manifest"))
    kept: dict[int, list[str]] = {}
    for round_id, authority in TimeStamp.objects.filter(round__in=rounds).values_list("round_id", "authority"):
        kept.setdefault(round_id, []).append(authority)
    for round_ in rounds:
        have = kept.get(round_.pk, [])
        missing = [one for one in authorities if one not in have][: MOST - len(have)]
        yield Waiting(round_, manifests[round_.pk].encode("ascii"), missing)


def missing(round_: Round, authorities: Sequence[str], *, at: datetime) -> list[str]:
    """The authorities that are asked to stamp a round's list and have not yet; none before it is open, or after its draw."""
    return next((one.authorities for one in due(authorities, at=at) if one.round == round_), [])


def of_round(round_: Round) -> list[TimeStamp]:
    """The time stamps of a round's manifest, in the order in which they came, without their bytes."""
    return list(TimeStamp.objects.filter(round=round_).defer("answer").order_by("number"))
