"""
The manifest of a frozen round: what fixes the list, the places and the future random value before it exists.

Source: the protocol IEC-DRAW/1, sections 3.3 and 3.5.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rounds.rules import seeds
from rounds.rules.canonical import NotCanonical, canonical_json, parse_canonical
from rounds.rules.names import TEST_FORMAT, NotAName, check_digest, check_format, check_round, processing_order

SHORTEST_GAP = timedelta(hours=24)
"""A public round is drawn at least this long after it was frozen, so that everybody can look and object."""

DEAD_BEACON_AFTER = timedelta(hours=72)
"""The fallback sources apply only when the beacon has stayed silent this long after the announced draw."""

FEWEST_FALLBACKS = 3
"""One public number draw has some 24 bits; three together are more than anybody could search through."""

NO_PREVIOUS_RESULT = "0" * 64

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_CODE = re.compile(r"git:[0-9a-f]{40}", re.ASCII)


class ManifestRefused(ValueError):
    """The message says which field of a manifest breaks the protocol, and how."""


@dataclass(frozen=True, slots=True)
class PoolLine:
    """One pool in a manifest: how many entries it has and how many of them will be invited."""

    pool: str
    entries: int
    invite: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    The facts that a manifest fixes.

    ``frozen_at`` and ``draw_at`` are aware moments of whole seconds; ``pools`` stand in processing order; ``beacons`` and
    ``fallback`` are announced lines (see ``rounds.rules.seeds``); ``code`` is ``git:`` and the commit of the software.
    """

    round: str
    frozen_at: datetime
    draw_at: datetime
    entries_count: int
    entries_sha256: str
    merkle_root: str
    pools: tuple[PoolLine, ...]
    beacons: tuple[str, ...]
    code: str
    format: str
    fallback: tuple[str, ...] = ()
    staff_anchor: str | None = None
    previous_result: str = NO_PREVIOUS_RESULT

    @property
    def season(self) -> str:
        """The season that the round belongs to, in four digits."""
        return self.round[:4]

    @property
    def invite(self) -> dict[str, int]:
        """How many are to be invited from each pool."""
        return {line.pool: line.invite for line in self.pools}


def pool_lines(entries: Mapping[str, int], invite: Mapping[str, int]) -> tuple[PoolLine, ...]:
    """
    Return the manifest's pools in processing order from counts of entries and of invitations.

    A pool in either is listed: one with entries and no places, and one with places and nobody in it.
    """
    pools = processing_order({*entries, *invite})
    return tuple(PoolLine(pool, entries.get(pool, 0), invite.get(pool, 0)) for pool in pools)


def manifest_file(manifest: Manifest) -> bytes:
    """
    Return the bytes of ``manifest.json``.

    :raises ManifestRefused: when a fact breaks the protocol; nothing is written that a verifier would refuse
    """
    _check(manifest)
    return canonical_json(
        {
            "format": manifest.format,
            "season": manifest.season,
            "round": manifest.round,
            "frozen_at": _written(manifest.frozen_at),
            "draw_at": _written(manifest.draw_at),
            "entries": {
                "count": manifest.entries_count,
                "sha256": manifest.entries_sha256,
                "merkle_root": manifest.merkle_root,
            },
            "pools": [{"pool": line.pool, "entries": line.entries, "invite": line.invite} for line in manifest.pools],
            "beacons": list(manifest.beacons),
            "fallback": list(manifest.fallback),
            "staff_anchor": manifest.staff_anchor,
            "previous_result": manifest.previous_result,
            "code": manifest.code,
        }
    )


def parse_manifest(content: bytes) -> Manifest:
    """
    Return the facts of a manifest from the bytes of ``manifest.json``.

    :raises ManifestRefused: when it is not canonical JSON, a field is missing or unknown, or one breaks the protocol
    """
    try:
        fields = parse_canonical(content)
        manifest = Manifest(
            format=fields["format"],
            round=fields["round"],
            frozen_at=_read(fields["frozen_at"]),
            draw_at=_read(fields["draw_at"]),
            entries_count=fields["entries"]["count"],
            entries_sha256=fields["entries"]["sha256"],
            merkle_root=fields["entries"]["merkle_root"],
            pools=tuple(PoolLine(line["pool"], line["entries"], line["invite"]) for line in fields["pools"]),
            beacons=tuple(fields["beacons"]),
            fallback=tuple(fields["fallback"]),
            staff_anchor=fields["staff_anchor"],
            previous_result=fields["previous_result"],
            code=fields["code"],
        )
        rewritten = manifest_file(manifest)
    except NotCanonical as refusal:
        raise ManifestRefused(str(refusal)) from refusal
    except (KeyError, TypeError, AttributeError) as fault:
        raise ManifestRefused(f"The manifest lacks a field or has one of the wrong kind: {fault}.") from fault
    # Whatever the facts above leave out (an unknown field, a season beside the round's) shows in the bytes.
    if rewritten != content:
        raise ManifestRefused("The manifest has a field that the protocol does not know, or one that contradicts another.")
    return manifest


def _check(manifest: Manifest) -> None:
    try:
        check_format(manifest.format)
        check_round(manifest.round)
        for digest in (manifest.entries_sha256, manifest.merkle_root, manifest.previous_result):
            check_digest(digest)
        if manifest.staff_anchor is not None:
            check_digest(manifest.staff_anchor)
        _check_pools(manifest.pools, manifest.entries_count)
        _check_moments(manifest)
        _check_sources(manifest)
    except (NotAName, seeds.SeedRefused) as refusal:
        raise ManifestRefused(str(refusal)) from refusal
    if not isinstance(manifest.code, str) or not _CODE.fullmatch(manifest.code):
        raise ManifestRefused(f"{manifest.code!r} does not name the software; it is git: and 40 hexadecimal digits.")


def _check_pools(pools: Sequence[PoolLine], count: Any) -> None:
    names = [line.pool for line in pools]
    if names != processing_order(set(names)):
        raise ManifestRefused("The pools do not stand in processing order, or one stands twice.")
    for number in [count, *(line.entries for line in pools), *(line.invite for line in pools)]:
        if type(number) is not int or number < 0:
            raise ManifestRefused(f"{number!r} is not a number of entries or invitations.")
    if sum(line.entries for line in pools) != count:
        raise ManifestRefused("The entries of the pools do not add up to the count of entries.")


def _check_moments(manifest: Manifest) -> None:
    for moment in (manifest.frozen_at, manifest.draw_at):
        if moment.tzinfo is None or moment.microsecond:
            raise ManifestRefused(f"{moment} is not a moment in UTC of whole seconds.")
    shortest = timedelta(0) if manifest.format == TEST_FORMAT else SHORTEST_GAP
    if manifest.draw_at - manifest.frozen_at < shortest:
        raise ManifestRefused("The draw is too soon after the freeze: a public round waits at least 24 hours.")


def _check_sources(manifest: Manifest) -> None:
    kinds = [seeds.kind_of(line) for line in manifest.beacons]
    seeds.check_sources(manifest.format, kinds)
    if manifest.format == TEST_FORMAT:
        if manifest.beacons != (seeds.TEST_SOURCE,) or manifest.fallback:
            raise ManifestRefused("A test round has its one test source and no fallback.")
        return
    if "drand" not in kinds:
        raise ManifestRefused("A public round names a drand value among its sources.")
    for line, kind in zip(manifest.beacons, kinds, strict=True):
        if kind == "drand" and line != seeds.drand_line(seeds.drand_round_at(manifest.draw_at)):
            raise ManifestRefused(f"{line!r} is not the drand quicknet value of the announced moment of the draw.")
        if kind == "draws" and _day(line) < manifest.draw_at.astimezone(UTC).date():
            raise ManifestRefused(f"{line!r} is drawn before the announced moment of the draw.")
    if manifest.fallback:
        _check_fallback(manifest.fallback, manifest.draw_at + DEAD_BEACON_AFTER)


def _check_fallback(lines: Sequence[str], deadline: datetime) -> None:
    if len(set(lines)) < max(FEWEST_FALLBACKS, len(lines)) or {seeds.kind_of(line) for line in lines} != {"draws"}:
        raise ManifestRefused("A fallback is at least three different public number draws.")
    for line in lines:
        if _day(line) <= deadline.astimezone(UTC).date():
            raise ManifestRefused(f"{line!r} is drawn before the beacon can be called dead, 72 hours after the draw.")


def _day(line: str) -> date:
    try:
        return date.fromisoformat(line.rpartition(" ")[2])
    except ValueError as fault:
        raise ManifestRefused(f"{line!r} names a day that is in no calendar.") from fault


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_MOMENT)


def _read(text: str) -> datetime:
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError as fault:
        raise ManifestRefused(f"{text!r} is not a moment; it is written as 2026-04-20T16:00:00Z.") from fault
