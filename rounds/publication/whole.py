"""The whole open-data tree: every file under `/data/`, as the site serves it."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from iecsite import clock
from rounds.models import Pool, Season
from rounds.publication import chain, files, keys, selections, signing, tables
from rounds.queries.rounds import public_rounds

VERIFIER, SPECIFICATION, VECTORS = "verify_draw.py", "spec.md", "vectors.json"


def verifier() -> bytes:
    """The program that re-does a round."""
    return (Path(settings.BASE_DIR) / "rounds" / VERIFIER).read_bytes()


def verifier_sums() -> bytes:
    """Its digest, as `sha256sum -c` reads it."""
    return f"{hashlib.sha256(verifier()).hexdigest()}  {VERIFIER}\n".encode("ascii")


def specification() -> bytes:
    """The protocol, so that anybody can write a verifier of their own."""
    return (Path(settings.BASE_DIR) / "docs" / "draw-protocol.md").read_bytes()


def vectors() -> bytes:
    """Worked values for whoever writes one."""
    return (Path(settings.BASE_DIR) / "docs" / "draw-vectors.json").read_bytes()


# Of the draws, by name: what is always there, whatever round was held.
ALWAYS: dict[str, Callable[[], bytes]] = {
    VERIFIER: verifier,
    f"{VERIFIER}.sha256": verifier_sums,
    SPECIFICATION: specification,
    VECTORS: vectors,
    f"rounds/{files.CHAIN}": chain.chain_file,
    "rounds/seasons.csv": keys.seasons_file,
    f"rounds/{signing.KEY_FILE}": signing.public_key,
}


def every_file(*, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Name under `/data/` and bytes of every public file, one after the other."""
    on = clock.home_date(at)
    for name, made in ALWAYS.items():
        yield name, made()
    yield from tables.files(at=at).items()
    season = Season.objects.order_by("-year").filter(opens_on__lte=on).first()
    if season is not None:
        yield "selections.xml", selections.selections(season.year, on=on)
    for pool in Pool.objects.order_by("season_id", "order"):
        yield f"pools/{pool.season_id}/{pool.code}.csv", tables.as_csv(tables.HISTORY, tables.history_rows(pool))
    for round_ in public_rounds().order_by("code"):
        for name, content in files.round_files(round_).items():
            yield f"rounds/{round_.code}/{name}", content
