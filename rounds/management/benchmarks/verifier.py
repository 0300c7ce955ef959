"""The public verifier on a round's files, beside a bare loop that computes the same hashes and looks at nothing."""

import subprocess
import sys
import time
from pathlib import Path

from iecsite.benchmarks import memory
from iecsite.benchmarks.benchmark import Benchmark, Taken
from iecsite.benchmarks.stopwatch import Stopwatch
from rounds import verify_draw
from rounds.management.benchmarks import crowd
from rounds.models import DrawEntry
from rounds.publication import files

# Of every entry its number, its leaf of the tree and the nodes above it, and the digest of the whole list.
BARE = """
import gzip, hashlib, sys
sha = hashlib.sha256
rank, whole, level = b"IEC-DRAW/1|rank|" + sys.argv[2].encode() + b"|", sha(), []
with gzip.open(sys.argv[1]) as lines:
    for line in lines:
        whole.update(line)
        entry = line[:-1]
        sha(rank + entry).digest()
        level.append(sha(b"\\0" + entry).digest())
while len(level) > 1:
    level = [sha(b"\\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
"""


def measure(scale: float) -> Taken:
    """Verify a closed round as anybody does, in a process of its own."""
    people = crowd.gather(scale)
    round_ = crowd.closed_round()
    folder = files.folder_of(round_.code)
    floor, work = Stopwatch(), Stopwatch()
    with floor.running():
        _run(["-c", BARE, str(folder / files.ENTRIES), round_.draw.seed])
    with work.running():
        held = _run([str(Path(verify_draw.__file__)), str(folder), "--allow-test"])
    entries = DrawEntry.objects.filter(round=round_).count()
    return Taken(work.seconds, floor.seconds, f"{people:,} people, {entries:,} entries", held)


def _run(words: list[str]) -> float | None:
    """
    Run a Python program to its end; the most memory that it held, looked at twenty times a second.

    :raises RuntimeError: when it fails
    """
    running = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL)  # noqa: S603  (programs of ours)
    held = None
    while running.poll() is None:
        held = memory.peak_megabytes(running.pid) or held
        time.sleep(0.05)
    if running.returncode != 0:
        raise RuntimeError(f"{words[0]} ended with {running.returncode}.")
    return held


VERIFIER = Benchmark(
    name="verifier",
    floor="a bare loop that computes the same hashes of the same list",
    limit=2.0,
    measure=measure,
    most_megabytes=150,
)
