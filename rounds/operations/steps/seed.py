"""Seed: the random value of a round becomes known, once and for ever."""

import secrets
from datetime import datetime
from typing import Any

from rounds.models import Draw, Round
from rounds.operations.steps import Impossible
from rounds.rules import seeds
from rounds.rules.manifest import parse_manifest


def seed(round_: Round, *, at: datetime) -> dict[str, Any]:
    """Write the text of the random values and its digest, the seed; the database refuses a second, different one."""
    draw = Draw.objects.select_for_update(of=("self",)).get(round=round_)
    if not draw.seed:
        manifest = parse_manifest(draw.manifest.encode("ascii"))
        content = seeds.seed_input(
            draw_format=draw.format,
            round_name=round_.code,
            manifest_sha256=draw.manifest_sha256,
            beacons=[seeds.beacon_line(line, _value(line)) for line in manifest.beacons],
            staff=None,
        )
        draw.seed_input, draw.seed = content.decode("ascii"), seeds.seed_of(content)
        draw.save(update_fields=["seed_input", "seed"])
    return {"seed": draw.seed}


def _value(announced: str) -> str:
    if seeds.kind_of(announced) != "test":
        raise Impossible("public randomness is not connected")
    return secrets.token_hex(32)
