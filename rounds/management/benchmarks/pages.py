"""What candidates feel of a round: the slowest page and the slowest change while a list is frozen and drawn."""

import multiprocessing
import time
from contextlib import suppress
from multiprocessing.connection import Connection

from django.db import connections, transaction

from iecsite.benchmarks.benchmark import Benchmark, Taken
from rounds.management.benchmarks import crowd
from rounds.models import Candidacy, DrawEntry, Selection
from rounds.operations import candidacies
from rounds.queries import places_in_round
from rounds.queries.standing import standing_of
from rounds.states import CandidacyState, RoundState

MOST = 0.200


def measure(scale: float) -> Taken:
    """
    Freeze and draw a round while people, in a process of their own, look at their pools and rounds again and again, and leave a
    pool: from the draw on one who was drawn and one who was not. A change by somebody drawn is not measured: it waits until the
    invitation is there, since it must see it.
    """
    people = crowd.gather(scale)
    round_ = crowd.approved_round()
    waiting = Candidacy.objects.filter(state=CandidacyState.WAITING).select_related("profile")
    ours, theirs = multiprocessing.Pipe()
    connections.close_all()
    person = multiprocessing.get_context("fork").Process(target=_live, args=(waiting.latest("pk"), theirs))
    connections.close_all()
    person.start()
    theirs.close()  # a person who failed is then the end of the line, and not waited for
    crowd.carry_on(round_, RoundState.DRAWN)
    selected = Selection.objects.filter(round=round_)
    missed = DrawEntry.objects.filter(round=round_).exclude(ticket__in=selected.values("ticket")).first()
    drawn = selected.values_list("ticket__profile__user_id", flat=True).first()
    ours.send((waiting.get(pk=missed.candidacy_id), drawn))
    crowd.carry_on(round_, RoundState.ISSUED)
    ours.send(None)
    slowest, times = ours.recv()
    person.join()
    crowd.carry_on(round_, RoundState.CLOSED)
    return Taken(slowest, MOST, f"the slowest of {times:,} times, {people:,} people")


def _live(candidacy: Candidacy, line: Connection) -> None:
    slowest, times, readers = 0.0, 0, [candidacy.profile.user_id]
    while True:
        if line.poll():
            more = line.recv()
            if more is None:
                break
            candidacy, drawn = more
            readers = [candidacy.profile.user_id, drawn]
        for user_id in readers:
            began = time.perf_counter()
            standing_of(user_id, at=crowd.AT)
            places_in_round.last_of_account(user_id)
            slowest, times = max(slowest, time.perf_counter() - began), times + 1
        began = time.perf_counter()
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
