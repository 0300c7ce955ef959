"""Rounds whose manifest waits for the time stamp of a third party, and what became of it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from rounds.models import Draw, Round, TimeStamp
from rounds.rules.time_stamps import MOST
from rounds.states import RoundState


@dataclass(frozen=True)
class Waiting:
    """A public round whose list is out and not drawn yet, its manifest, and the authorities that have not stamped it."""

    round: Round
    manifest: bytes
    authorities: list[str]


@dataclass(frozen=True)
class Missing:
    """An authority that has not stamped a list; `reason`: what it gave instead, as a program says it; `asked`: it still is."""

    authority: str
    reason: str
    asked: bool


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
        yield Waiting(round_, manifests[round_.pk].encode("ascii"), _not_in(kept.get(round_.pk, []), authorities))


def missing(round_: Round, authorities: Sequence[str], *, at: datetime) -> list[Missing]:
    """The authorities that have not stamped the list of a public round, before its draw or after; none before it is open."""
    if round_.published_at is None or round_.test_source:
        return []
    asked = round_.state == RoundState.PUBLISHED and at < round_.draw_at
    kept = [one.authority for one in of_round(round_)]
    lacking = _not_in(kept, authorities)
    reasons = cache.get_many([fault_key(round_.pk, one) for one in lacking])
    return [Missing(one, reasons.get(fault_key(round_.pk, one), ""), asked) for one in lacking]


def of_round(round_: Round) -> list[TimeStamp]:
    """The time stamps of a round's manifest, in the order in which they came, without their bytes."""
    return list(TimeStamp.objects.filter(round=round_).defer("answer").order_by("number"))


def fault_key(round_id: int, authority: str) -> str:
    """Under which name it is kept what an authority gave instead of a time stamp."""
    return f"time-stamp-{round_id}-{hashlib.sha256(authority.encode()).hexdigest()[:32]}"


def _not_in(kept: Sequence[str], authorities: Sequence[str]) -> list[str]:
    return [one for one in authorities if one[:200] not in kept][: MOST - len(kept)]
