"""What a candidate feels of a round: the slowest page and the slowest change while a list is frozen and drawn."""

import multiprocessing
import time
from contextlib import suppress
from multiprocessing.connection import Connection

from django.db import connections, transaction

from iecsite.benchmarks.benchmark import Benchmark, Taken
from rounds.management.benchmarks import crowd
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.queries.standing import standing_of
from rounds.states import CandidacyState, RoundState

MOST = 0.200


def measure(scale: float) -> Taken:
    """Freeze and draw a round while somebody, in a process of their own, opens their pools and leaves one again and again."""
    people = crowd.gather(scale)
    round_ = crowd.approved_round()
    candidacy = Candidacy.objects.filter(state=CandidacyState.WAITING).select_related("profile").latest("pk")
    ours, theirs = multiprocessing.Pipe()
    connections.close_all()
    person = multiprocessing.get_context("fork").Process(target=_live, args=(candidacy, theirs))
    person.start()
    theirs.close()  # a person who failed is then the end of the line, and not waited for
    crowd.carry_on(round_, RoundState.ISSUED)
    ours.send("enough")
    slowest, times = ours.recv()
    person.join()
    crowd.carry_on(round_, RoundState.CLOSED)
    return Taken(slowest, MOST, f"the slowest of {times:,} times, {people:,} people")


def _live(candidacy: Candidacy, line: Connection) -> None:
    slowest, times = 0.0, 0
    while not line.poll():
        began = time.perf_counter()
        standing_of(candidacy.profile.user_id, at=crowd.AT)
        # Who was drawn is told that the pools are paused: as much work, and the same locks.
        with suppress(candidacies.CannotLeave), transaction.atomic():
            candidacies.leave.__wrapped__(
                profile_id=candidacy.profile_id, pool_id=candidacy.pool_id, by=candidacy.profile.user, at=crowd.AT
            )
            transaction.set_rollback(True)
        slowest, times = max(slowest, time.perf_counter() - began), times + 1
        time.sleep(0.02)
    connections.close_all()
    line.send((slowest, times))


PAGE = Benchmark(name="page", floor="the 200 milliseconds that a round may hold up a candidate", limit=1.0, measure=measure)
