"""One benchmark: what is measured, beside what, and how many times longer it may take."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

PLACE = "management"
NAME = "benchmarks"


@dataclass(frozen=True)
class Taken:
    """
    The seconds of the work and of its floor, and how much was worked on, in words; where memory is bounded, the most megabytes
    that the working process held.
    """

    seconds: float
    floor_seconds: float
    amount: str
    megabytes: float | None = None


@dataclass(frozen=True)
class Benchmark:
    """
    `floor` says in words what the floor is; `limit` is how many times as long as its floor the work may take, and
    `most_megabytes` how much memory it may hold.

    `measure` makes what it needs in a database that is its own to fill, at a scale (1.0: a whole season's size), and measures
    both.
    """

    name: str
    floor: str
    limit: float
    measure: Callable[[float], Taken]
    most_megabytes: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What a benchmark came to."""

    benchmark: Benchmark
    taken: Taken

    @property
    def ratio(self) -> float:
        """How many times as long as its floor the work took."""
        return self.taken.seconds / self.taken.floor_seconds

    @property
    def ok(self) -> bool:
        """Whether it keeps to its limits."""
        return self.ratio <= self.benchmark.limit and not self.too_big

    @property
    def too_big(self) -> bool:
        """Whether it held more memory than it may."""
        held, most = self.taken.megabytes, self.benchmark.most_megabytes
        return held is not None and most is not None and held > most

    def as_json(self) -> dict[str, Any]:
        """The outcome as it stands in `bench.json`."""
        memory = {} if self.taken.megabytes is None else {"megabytes": round(self.taken.megabytes)}
        return {
            "name": self.benchmark.name,
            "seconds": round(self.taken.seconds, 3),
            "floor": self.benchmark.floor,
            "floor_seconds": round(self.taken.floor_seconds, 3),
            "ratio": round(self.ratio, 2),
            "limit": self.benchmark.limit,
            "ok": self.ok,
            **memory,
        }


def known_benchmarks() -> list[Benchmark]:
    """Every benchmark that an installed app brings, in the order of the apps."""
    found: list[Benchmark] = []
    for config in apps.get_app_configs():
        if not module_has_submodule(config.module, PLACE):
            continue
        package = import_module(f"{config.name}.{PLACE}")
        if module_has_submodule(package, NAME):
            found += getattr(import_module(f"{config.name}.{PLACE}.{NAME}"), "BENCHMARKS", [])
    return found
