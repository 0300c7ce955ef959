"""Public pages and files under load: how often a second beside a bare view of the same bytes, and how long the slowest take."""

import os
import tempfile
from pathlib import Path

from django.db import connection

from iecsite.benchmarks import load
from iecsite.benchmarks.benchmark import Benchmark, Taken
from rounds.management.benchmarks import crowd

PAGES = ("/en/chances/", "/fr/chances/2026/FR-WH/", "/data/pools.csv", "/data/selections.xml", "/data/feeds/rounds.en.atom")
REQUESTS = 1_000
RATE, SECONDS, MOST = 200, 3.0, 0.100


def measure(scale: float) -> Taken:
    """So many requests of each page, over the site and over a bare view, by the same generator in turn."""
    people = _prepared(scale)
    taken = floor = 0.0
    with load.served("iecsite.wsgi:application", _environment()) as site:
        contents = {address: load.fetch(site, address) for address in PAGES}
        for address in PAGES:
            taken += load.seconds_for(site, address, requests=REQUESTS)
    for content in contents.values():
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(content)
            with load.served("iecsite.benchmarks.bare:application", {"BARE_CONTENT": file.name}) as bare:
                floor += load.seconds_for(bare, "/", requests=REQUESTS)
    number = REQUESTS * len(PAGES)
    return Taken(taken, floor, f"{number / taken:,.0f} requests/s, bare {number / floor:,.0f}; {people:,} people wait")


def measure_slowest(scale: float) -> Taken:
    """The slowest of a hundred requests at 200 a second, of what takes longest to make, while copies grow old."""
    _prepared(scale)
    with load.served("iecsite.wsgi:application", _environment() | {"PUBLIC_CACHE_SECONDS": "1"}) as site:
        slowest = max(
            load.slowest_of_a_hundred(site, address, rate=RATE, seconds=SECONDS)
            for address in ("/en/chances/", "/data/pools.csv")
        )
    return Taken(slowest, MOST, f"{slowest * 1000:.1f} ms for 99 of 100 at {RATE} requests/s")


def _prepared(scale: float) -> int:
    people = crowd.gather(scale)
    crowd.closed_round()
    return people


def _environment() -> dict[str, str]:
    """What makes a site of its own serve the database of the benchmarks."""
    name = str(connection.settings_dict["NAME"])
    address = os.environ.get("DATABASE_URL", "")
    its = {"DATABASE_URL": address.rpartition("/")[0] + f"/{name}"} if address else {"IECSITE_DATABASE": name}
    return its | {"IECSITE_ROLE": "web"}


WEB = Benchmark(name="web", floor="Django without middleware and a view of the same bytes", limit=2.0, measure=measure)
WEB_SLOWEST = Benchmark(name="web_p99", floor="the 100 milliseconds that 99 of 100 keep to", limit=1.0, measure=measure_slowest)
