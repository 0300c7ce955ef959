"""The whole open-data tree: every file under `/data/`, as the site serves it."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from iecsite import clock
from rounds.models import Pool, Season
from rounds.publication import calendar, chain, dictionary, feeds, files, keys, outcomes, selections, signing, tables
from rounds.queries import pool_numbers
from rounds.queries.outcomes import seasons_over
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
    f"rounds/{signing.KEYS_FILE}": signing.keys_file,
}


def tables_by_name() -> dict[str, Callable[..., bytes | None]]:
    """Name under `/data/` -> what makes its bytes at a moment (`at=`), or None while there is nothing to publish."""
    return {**tables.TABLES, **calendar.FILES, "selections.xml": selections_now, **dictionary.FILES}


def selections_now(*, at: datetime) -> bytes | None:
    """The feed of the open season, or of the newest one; None before the first."""
    on = clock.home_date(at)
    season = Season.objects.order_by("-year").filter(opens_on__lte=on).first()
    return None if season is None else selections.selections(season.year, on=on)


# What steps of rounds change, beside the files of each round.
OF_STEPS = (f"rounds/{files.CHAIN}", f"rounds/{signing.KEYS_FILE}")


def every_file(*, at: datetime, of_rounds: bool = True) -> Iterator[tuple[str, bytes]]:
    """
    Name under `/data/` and bytes of every public file, one after the other.

    :param of_rounds: whether with those that steps of rounds write too
    """
    for name, made in ALWAYS.items():
        if of_rounds or name not in OF_STEPS:
            yield name, made()
    for name, table in tables_by_name().items():
        content = table(at=at)
        if content is not None:
            yield name, content
    # Season after season: what is held at once does not grow with the years.
    for year in Season.objects.order_by("pk").values_list("pk", flat=True):
        yield from _of_pools(year)
    for season in seasons_over(at).order_by("pk"):
        content = outcomes.file_of(season.pk, at=at)
        if content is not None:
            yield f"seasons/{season.pk}/outcomes.csv", content
    for language in feeds.LANGUAGES:
        yield f"feeds/rounds.{language}.atom", feeds.of_all(language)
    for round_ in public_rounds().order_by("code") if of_rounds else ():
        for name, content in files.round_files(round_).items():
            yield f"rounds/{round_.code}/{name}", content


def _of_pools(year: int) -> Iterator[tuple[str, bytes]]:
    """The files of every pool of a season. Three queries, however many pools there are."""
    pools = list(Pool.objects.filter(season=year).select_related("country").order_by("order"))
    ids = [pool.pk for pool in pools]
    histories, newest = pool_numbers.histories(ids), feeds.newest(ids)
    for pool in pools:
        rows = tables.history_rows(pool, histories.get(pool.pk, []))
        yield f"pools/{year}/{pool.code}.csv", tables.as_csv(tables.HISTORY, rows)
        for language in feeds.LANGUAGES:
            yield f"feeds/{year}/{pool.code}.{language}.atom", feeds.of_lines(pool, newest.get(pool.pk, []), language)
