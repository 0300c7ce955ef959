"""The freeze: tickets, entries, Merkle tree, manifest and the published list, beside the least that keeps and copies the rows."""

import subprocess
import tempfile
from pathlib import Path

from django.db import connection

from iecsite.benchmarks import memory
from iecsite.benchmarks.benchmark import Benchmark, Taken
from iecsite.benchmarks.stopwatch import Stopwatch
from rounds.management.benchmarks import crowd
from rounds.models import DrawEntry, Round
from rounds.states import RoundState


def measure(scale: float) -> Taken:
    """Freeze and publish a round of everybody; beside it the same rows by plain SQL, copied out, hashed and packed."""
    people = crowd.gather(scale)
    round_ = crowd.approved_round()
    work, floor = Stopwatch(), Stopwatch()
    with tempfile.TemporaryDirectory() as folder, crowd.undone(), floor.running():
        _keep_and_copy(round_, Path(folder) / "entries.txt")
    memory.reset_peak()
    with work.running():
        crowd.carry_on(round_, RoundState.PUBLISHED)
    entries = DrawEntry.objects.filter(round=round_).count()
    return Taken(work.seconds, floor.seconds, f"{people:,} people, {entries:,} entries", memory.peak_megabytes())


def _keep_and_copy(round_: Round, path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TICKETS, [round_.pk])
        cursor.execute(_ENTRIES, [round_.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with path.open("wb") as file, cursor.copy(_COPY, [round_.pk]) as copy:
            for block in copy:
                file.write(block)
    for words in (["sha256sum", str(path)], ["gzip", "--keep", str(path)]):
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (fixed words)


_TICKETS = """
    INSERT INTO rounds_ticket (round_id, profile_id, ticket)
    SELECT DISTINCT %s::bigint, profile_id, md5(profile_id::text) FROM rounds_candidacy WHERE state = 'waiting'
"""
_ENTRIES = """
    INSERT INTO rounds_drawentry (round_id, pool_id, ticket_id, candidacy_id, number)
    SELECT ticket.round_id, candidacy.pool_id, ticket.id, candidacy.id,
           row_number() OVER (ORDER BY (pool.code || '|' || ticket.ticket) COLLATE "C") - 1
      FROM rounds_candidacy AS candidacy
      JOIN rounds_pool AS pool ON pool.id = candidacy.pool_id
      JOIN rounds_ticket AS ticket ON ticket.profile_id = candidacy.profile_id AND ticket.round_id = %s
     WHERE candidacy.state = 'waiting'
"""
_COPY = """
    COPY (SELECT pool.code || '|' || ticket.ticket
            FROM rounds_drawentry AS entry
            JOIN rounds_pool AS pool ON pool.id = entry.pool_id
            JOIN rounds_ticket AS ticket ON ticket.id = entry.ticket_id
           WHERE entry.round_id = %s
           ORDER BY (pool.code || '|' || ticket.ticket) COLLATE "C") TO STDOUT
"""
FREEZE = Benchmark(
    name="freeze",
    floor="the same rows kept by plain SQL, copied out sorted, then sha256sum and gzip of that file",
    limit=2.0,
    most_megabytes=500,
    measure=measure,
)
