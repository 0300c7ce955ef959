"""Seed: the random value of a round becomes known, once and for ever."""

import secrets
from datetime import datetime
from typing import Any

from iecsite import seal
from rounds.models import Draw, RandomValue, Round, StaffChain
from rounds.operations.steps import Impossible, NotYet
from rounds.rules import beacon, seeds, staff_chain, stops
from rounds.rules.canonical import digest
from rounds.rules.manifest import SHORTEST_GAP, Manifest, parse_manifest
from rounds.rules.results import BEACONS, FALLBACK

CHAIN = "staff chain"
STAFF_LINE = "staff"
"""Under this name a link of the staff's chain is kept that came from escrow."""


def seed(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Write the text of the random values and its digest, the seed; the database refuses a second, different one.

    :raises NotYet: while the announced value is not known
    :raises Impossible: when the list lay open for less than a day, a value is false, a seed stands there that this step did not
        write, or the staff's link cannot be revealed
    """
    draw = Draw.objects.select_for_update(of=("self",), no_key=True).get(round=round_)
    if draw.seed:
        # The step writes it together with the state that follows.
        raise Impossible(stops.SEED_THERE)
    manifest = parse_manifest(draw.manifest.encode("ascii"))
    if not round_.test_source and (round_.published_at is None or round_.draw_at - round_.published_at < SHORTEST_GAP):
        raise Impossible(stops.NOT_OPEN_LONG_ENOUGH)
    lines, randomness = _values(round_, manifest)
    content = seeds.seed_input(
        draw_format=draw.format,
        round_name=round_.code,
        manifest_sha256=draw.manifest_sha256,
        beacons=lines,
        staff=None if manifest.staff_anchor is None else _reveal(round_, manifest.staff_anchor),
    )
    draw.seed_input, draw.seed = content.decode("ascii"), seeds.seed_of(content)
    draw.save(update_fields=["seed_input", "seed"])
    # Who reads the journal could compute the result from the seed itself, before it is final.
    return {"seed_sha256": digest(draw.seed.encode("ascii")), "randomness": randomness}


def randomness_of(manifest: Manifest, seed_input: str) -> str:
    """Whether a seed was made of the announced beacons or of the fallback: BEACONS or FALLBACK."""
    used = [line.rpartition(" ")[0] for line in seed_input.splitlines()[3:-1]]
    return FALLBACK if used == list(manifest.fallback) and used != list(manifest.beacons) else BEACONS


def _values(round_: Round, manifest: Manifest) -> tuple[list[str], str]:
    if round_.test_source:
        return [seeds.beacon_line(line, secrets.token_hex(32)) for line in manifest.beacons], BEACONS
    known = dict(RandomValue.objects.filter(round=round_).values_list("line", "value"))
    for announced, randomness in ((manifest.beacons, BEACONS), (manifest.fallback, FALLBACK)):
        if announced and all(line in known for line in announced):
            for line in announced:
                if seeds.kind_of(line) == "drand" and not beacon.is_genuine(beacon.number_of(line), known[line]):
                    raise Impossible(stops.FALSE_VALUE, line=line)
            return [seeds.beacon_line(line, known[line]) for line in announced], randomness
    raise NotYet("the announced random value is not known yet")


def _reveal(round_: Round, anchor: str) -> str:
    """The next link of the season's chain, from escrow or from the sealed end."""
    chain = StaffChain.objects.select_for_update(of=("self",), no_key=True).filter(season=round_.season_id, known=anchor).first()
    if chain is None:
        raise Impossible(stops.CHAIN_WENT_ON)
    # Two officers typed it: the result follows from it, whatever was said of the chain since.
    link = RandomValue.objects.filter(round=round_, line=STAFF_LINE).values_list("value", flat=True).first()
    if link is None and chain.lost_at is not None:
        raise Impossible(stops.CHAIN_LOST)
    if link is None:
        try:
            last = seal.opened(chain.sealed, purpose=CHAIN)
        except seal.CannotOpen as refusal:
            raise Impossible(stops.SEALED) from refusal
        link = staff_chain.link_at(last, length=chain.length, number=chain.revealed + 1)
    if not staff_chain.follows(link, anchor):
        raise Impossible(stops.WRONG_LINK)
    chain.known, chain.revealed = link, chain.revealed + 1
    chain.save(update_fields=["known", "revealed"])
    return link
