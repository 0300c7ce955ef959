"""How long a round holds up candidates: the slowest page and the slowest change while a list is frozen and drawn."""

import gc
import multiprocessing
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from statistics import median

from django.db import connections, transaction

from iecsite.benchmarks.benchmark import Benchmark, Taken
from rounds.management.benchmarks import crowd
from rounds.models import Candidacy, DrawEntry, Selection
from rounds.operations import candidacies
from rounds.queries import places_in_round, pools
from rounds.queries.standing import standing_of
from rounds.states import CandidacyState, RoundState

MOST = 0.200
# How often a person does each thing before the round begins: what it takes when nothing holds it up.
QUIET = 30
DRAWN = "looks, drawn"


def measure(scale: float) -> Taken:
    """
    Freeze and draw a round while people, in a process of their own, look at their pools and rounds again and again, and leave a
    pool: from the draw on one who was drawn and one who was not. Counted is how much longer the slowest took than it takes on the
    same machine before the round. A change by somebody drawn is not measured: it waits until the invitation is there, since it
    must see it. Large pools are counted by the clock meanwhile, as the scheduled task does.
    """
    people = crowd.gather(scale)
    round_ = crowd.approved_round()
    waiting = Candidacy.objects.filter(state=CandidacyState.WAITING).select_related("profile")
    pools.keep_counts()
    # Both are ended with this process, whatever stops it; who counts begins before the line is there, and so never holds it open.
    fork = multiprocessing.get_context("fork")
    over = fork.Event()
    counting = fork.Process(target=_count, args=(over,), daemon=True)
    connections.close_all()
    counting.start()
    ours, theirs = multiprocessing.Pipe()
    person = fork.Process(target=_live, args=(waiting.latest("pk"), theirs), daemon=True)
    connections.close_all()
    person.start()
    theirs.close()  # a person who failed is then the end of the line, and not waited for
    ours.recv()
    crowd.carry_on(round_, RoundState.DRAWN)
    selected = Selection.objects.filter(round=round_)
    missed = DrawEntry.objects.filter(round=round_).exclude(ticket__in=selected.values("ticket")).first()
    drawn = selected.values_list("ticket__profile__user_id", flat=True).first()
    ours.send((waiting.get(pk=missed.candidacy_id), drawn))
    crowd.carry_on(round_, RoundState.ISSUED)
    ours.send(None)
    (held_up, act), times, usual = ours.recv()
    person.join()
    over.set()
    counting.join()
    crowd.carry_on(round_, RoundState.CLOSED)
    told = f"the worst of {times:,} times ({act}) over the usual {usual * 1000:.0f} ms, {people:,} people"
    return Taken(held_up, MOST, told)


def _live(candidacy: Candidacy, line: Connection) -> None:
    # A web server has long looked at what it started with; here it would be copied from the other process, page by page.
    gc.freeze()
    for _turn in range(QUIET // 3):
        _turn_of(candidacy)  # its templates are read, its connection is open
    quiet = [_turn_of(candidacy) for _turn in range(QUIET)]
    usual = {act: median(turn[act] for turn in quiet) for act in quiet[0]}
    line.send(None)
    worst, times, drawn = (0.0, ""), 0, None
    while True:
        if line.poll():
            more = line.recv()
            if more is None:
                break
            candidacy, drawn = more
        turn = _turn_of(candidacy, drawn)
        # Who was drawn looks at the same pages as everybody, and has nothing from before to be compared with.
        worst = max([worst, *((seconds - usual["looks" if act == DRAWN else act], act) for act, seconds in turn.items())])
        times += len(turn)
        time.sleep(0.02)
    connections.close_all()
    line.send((worst, times, max(usual.values())))


def _count(over: Event) -> None:
    gc.freeze()
    while not over.wait(pools.COUNTED_EVERY):
        pools.keep_counts()
    connections.close_all()


def _turn_of(candidacy: Candidacy, drawn: int | None = None) -> dict[str, float]:
    """The seconds of each thing that people do in one turn."""
    taken = {"looks": _seconds(lambda: _look(candidacy.profile.user_id)), "leaves": _seconds(lambda: _leave(candidacy))}
    if drawn is not None:
        taken[DRAWN] = _seconds(lambda: _look(drawn))
    return taken


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _look(user_id: int) -> None:
    standing_of(user_id, at=crowd.AT)
    places_in_round.last_of_account(user_id)


def _leave(candidacy: Candidacy) -> None:
    """As far as the commit, so that they can leave again."""
    with suppress(candidacies.CannotLeave), transaction.atomic():
        candidacies.leave.__wrapped__(
            profile_id=candidacy.profile_id, pool_id=candidacy.pool_id, by=candidacy.profile.user, at=crowd.AT
        )
        transaction.set_rollback(True)


PAGE = Benchmark(name="page", floor="the 200 milliseconds that a round may hold up a candidate", limit=1.0, measure=measure)
