"""`manage.py bench`: how long real work takes beside its floor, in a database of its own."""

import json
import os
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from iecsite.benchmarks.benchmark import Benchmark, Outcome, known_benchmarks
from iecsite.benchmarks.place import Busy, place_of_its_own

# The size at which the whole run takes a minute or two; 1.0 is a season of a million people.
SCALE = 0.05


class Command(BaseCommand):
    help = "Measure real work beside its floor in a database of its own; ends with 1 when something is over its limit."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--only", default="", help="the name of one benchmark")
        parser.add_argument("--scale", type=float, default=SCALE, help=f"1.0 is a million people (default {SCALE})")

    def handle(self, *args, only: str, scale: float, **options) -> None:
        if not 0 < scale <= 10:
            raise CommandError(f"--scale is {scale:g}; it takes a number over 0, up to 10. Example: make bench SCALE=0.05")
        chosen = self.chosen(only)
        began = time.monotonic()
        outcomes = []
        self.stdout.write(f"{'':<12}{'seconds':>9}{'floor':>9}{'ratio':>8}{'limit':>8}")
        try:
            with place_of_its_own():
                for benchmark in chosen:
                    self.progress(f"{benchmark.name} …")
                    outcomes.append(Outcome(benchmark, benchmark.measure(scale)))
                    # At once: a run over a million people takes half an hour, and may be ended before its end.
                    self.tell(outcomes[-1])
        except Busy as busy:
            raise CommandError("Another run of the benchmarks is under way. Wait for its end, then try again.") from busy
        path = Path(settings.LOCAL_DIR) / "bench.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([one.as_json() for one in outcomes], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        self.stdout.write(f"Scale {scale:g}, {time.monotonic() - began:.0f} s in all. Written to {os.path.relpath(path)}")
        over = [one for one in outcomes if not one.ok]
        if over:
            words = "; ".join(why(one) for one in over)
            raise CommandError(f"Over the limit: {words}.")

    def chosen(self, only: str) -> list[Benchmark]:
        """The benchmarks asked for."""
        known = known_benchmarks()
        chosen = [one for one in known if only in ("", one.name)]
        if not chosen:
            names = ", ".join(one.name for one in known)
            raise CommandError(f"There is no benchmark {only!r}. There are: {names}. Example: make bench ONLY={known[0].name}")
        return chosen

    def tell(self, one: Outcome) -> None:
        """A line of the table for people, and what it is measured beside."""
        verdict = "ok" if one.ok else "OVER"
        memory = "" if one.taken.megabytes is None else f", at most {one.taken.megabytes:.0f} MB"
        self.stdout.write(
            f"{one.benchmark.name:<12}{one.taken.seconds:>9.2f}{one.taken.floor_seconds:>9.2f}{one.ratio:>8.2f}"
            f"{one.benchmark.limit:>8.1f}  {verdict:<5} {one.taken.amount}{memory}"
        )
        self.stdout.write(f"{'':<12}beside: {one.benchmark.floor}")
        self.stdout.flush()

    def progress(self, words: str) -> None:
        """What is being measured, where somebody waits before a screen."""
        if sys.stderr.isatty():
            self.stderr.write(words)


def why(outcome: Outcome) -> str:
    """Which limit a benchmark went over, in words."""
    name = outcome.benchmark.name
    if outcome.too_big:
        return f"{name} held {outcome.taken.megabytes:.0f} MB, more than {outcome.benchmark.most_megabytes:g}"
    return f"{name} took {outcome.ratio:.2f} times its floor, more than {outcome.benchmark.limit:g}"
