"""Threat 19: worker, backend and database killed again and again at any moment of a round; one result, one letter each."""

import gzip
import os
import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from iecsite import journal
from profiles.models import Letter
from rounds.models import Draw, Invitation, Round, RoundEntry, Selection
from rounds.operations import draws as operations
from rounds.operations import randomness
from rounds.publication import files
from rounds.rules.canonical import digest
from rounds.rules.seeds import drand_line
from rounds.states import RoundState
from tests.factories import draws, rounds
from tests.faults.house import House, wait_until

ADVANCE = "rounds.tasks.advance_rounds"
# Every step of a round, by the state that stands while it is taken.
STEPS = {state for state in RoundState if state not in {RoundState.PLANNED, RoundState.CLOSED, RoundState.VOID}}
MOST = 60
# How often each falls at least. A backend killed -9 takes all connections with it, as the server then starts anew by itself.
KILLS = {"the worker's child": 18, "a backend": 8, "the whole worker": 2, "the database": 4}
PEOPLE, FEW, INVITED = 60, 12, 3
NEWEST = "SELECT state FROM rounds_round ORDER BY code DESC LIMIT 1"
# The value of the public round that waits comes after so many of them.
VALUE_AFTER = 8


class Killer:
    """Lets rounds be drawn by a worker and kills what a list says, each at a moment that a die gave."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.dice = house, random.Random(seed)
        self.killed: Counter[str] = Counter()
        self.struck: Counter[str] = Counter()
        self.start_worker()

    def start_worker(self) -> None:
        """A worker that takes messages; whoever supervises it starts it again when it ends."""
        self.worker = self.house.worker("draw")
        wait_until(lambda: "ready." in self.worker.said(), what="the worker is ready")

    def due(self) -> None:
        """The claim of whoever was killed runs out, and staff try again what was put aside; the bell rings."""
        self.house.sql(
            "UPDATE rounds_round SET next_step_at = '2026-02-02 17:00+00', put_aside_at = NULL, attempts = 0, last_error = '' "
            "WHERE next_step_at IS NOT NULL AND state <> 'planned'"
        )
        self.house.ring(ADVANCE, queue="draw")

    def backends(self) -> list[int]:
        found = self.house.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'iecsite-worker'")
        return [pid for (pid,) in found]

    def kill(self, what: str) -> bool:
        """Kill it; False when there was nothing of it just now."""
        if what == "a backend":
            backends = self.backends()
            if not backends:
                return False
            os.kill(backends[0], signal.SIGKILL)
        elif what == "the worker's child":
            return bool(self.worker.kill_children())
        elif what == "the whole worker":
            self.worker.kill()
        else:
            running = self.house.postgres.running()
            assert running is not None, "the database runs"
            os.kill(running[0], signal.SIGKILL)
            self.house.postgres.ensure()
        return True

    def strike(self, what: str, *, steps: set[str] = frozenset()) -> None:
        """Ring, wait until it is at work (at one of these steps), then for a moment that the die gives, and kill."""
        if self.worker.popen.poll() is not None:
            self.start_worker()
        self.due()
        until = time.monotonic() + 1
        while not self.backends() and time.monotonic() < until:
            time.sleep(0.01)
        stands = self.at_one_of(steps, until=until + 1) if steps else ""
        time.sleep(self.dice.uniform(0.0, 0.004 if steps else 0.25))
        stands = stands or state(self.house)
        if self.kill(what):
            self.killed[what] += 1
            self.struck[stands] += 1
        wait_until(self.answers, what="the database answers again")

    def at_one_of(self, steps: set[str], *, until: float) -> str:
        """
        Wait until the round stands at one of these steps; its state when the wait was over.

        Over one connection: opening one takes as long as the shortest step.
        """
        with self.house.line() as line:
            while True:
                (stands,) = line.execute(NEWEST).fetchone()
                if stands in {*steps, RoundState.CLOSED} or time.monotonic() > until:
                    return stands
                time.sleep(0.0005)

    def answers(self) -> bool:
        try:
            self.house.sql("SELECT 1")
        except Exception:
            return False
        return True


def state(house: House) -> str:
    return house.sql(NEWEST)[0][0]


def waiting_public_round() -> Round:
    """A public round whose list lies open and which waits for its announced value."""
    for _person in range(INVITED + 2):
        rounds.candidate("FR-WH", at=draws.BEACON_AT - timedelta(days=3), season=2023)
    return draws.with_real_beacon({"FR-WH": INVITED})


def value_comes(round_: Round, *, at: datetime) -> bool:
    """The announced value, as a relay gives it; whether it was kept now."""
    line = drand_line(draws.BEACON_NUMBER)
    return randomness.keep_relayed(round_id=round_.pk, line=line, value=draws.BEACON, relay="https://relay.example.org", at=at)


@pytest.mark.timeout(400)
def test_threat_19_thirty_kills_at_random_moments_leave_one_result_and_one_letter_each(house, noon):
    for _number in range(PEOPLE):
        rounds.candidate("FR-WH", at=noon)
    public = waiting_public_round()
    before = Counter(Letter.objects.values_list("kind", flat=True))
    todo = [what for what, times in KILLS.items() for _once in range(times)]
    killer = Killer(house, seed=19)
    killer.dice.shuffle(todo)
    held = []
    while todo or (STEPS - killer.struck.keys() and killer.killed.total() < MOST):
        aimed = not todo
        if aimed:
            todo.append("the worker's child")
        if not held or state(house) == RoundState.CLOSED:
            connection.close()
            held.append(draws.approved({"FR-WH": INVITED}, at=noon))
        if killer.killed.total() >= VALUE_AFTER and not house.sql("SELECT 1 FROM rounds_randomvalue"):
            # What was open before a kill leads nowhere now.
            connection.close()
            assert Round.objects.get(pk=public.pk).state == RoundState.PUBLISHED, "it waited through what was killed so far"
            assert value_comes(public, at=noon)
            connection.close()
        what = todo.pop()
        before_it = killer.killed.total()
        # When all have fallen, the steps that none of them met are aimed at.
        killer.strike(what, steps=STEPS - killer.struck.keys() if aimed else set())
        if killer.killed.total() == before_it:
            todo.insert(0, what)
    connection.close()

    def over() -> bool:
        killer.due()
        return not house.sql("SELECT 1 FROM rounds_round WHERE state <> 'closed'")

    wait_until(over, seconds=60, what="the last round is closed")
    connection.close()
    assert killer.killed.total() >= 30
    assert killer.killed >= Counter(KILLS)
    assert killer.struck.keys() >= STEPS, f"no kill fell into {STEPS - killer.struck.keys()}"
    for round_ in [public, *held]:
        _has_one_result(round_)
    written = Counter(Letter.objects.values_list("kind", flat=True)) - before
    invited = Invitation.objects.count()
    assert written == {"rounds/invited": invited}
    assert Letter.objects.filter(kind="rounds/invited").values("user_id").distinct().count() == invited
    assert journal.first_break(RoundEntry) is None
    call_command("verify_journal", verbosity=0)


def _has_one_result(round_: Round) -> None:
    result = Draw.objects.get(round=round_)
    selected = Selection.objects.filter(round=round_).count()
    assert result.second_digest == result.selection_sha256
    assert digest(gzip.decompress((files.folder_of(round_.code) / files.SELECTION).read_bytes())) == result.selection_sha256
    assert Invitation.objects.filter(round=round_).count() == selected > 0
    steps = Counter(RoundEntry.objects.filter(round=round_, kind__startswith="round_").values_list("kind", flat=True))
    assert {kind: number for kind, number in steps.items() if number != 1} == {}
    assert draws.verifies(Round.objects.get(pk=round_.pk))


@pytest.mark.timeout(120)
def test_five_draws_at_once_come_to_one_result(house, noon):
    for _number in range(FEW):
        rounds.candidate("FR-WH", at=noon)
    round_ = draws.approved({"FR-WH": INVITED}, at=noon)

    def draw(_number: int) -> str:
        try:
            for _step in range(12):
                operations.advance(round_id=round_.pk, at=noon)
                # A claim that another took is waited for as the beat does.
            return Round.objects.get(pk=round_.pk).state
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=5) as five:
        list(five.map(draw, range(5)))
    draws.carry_on(round_, at=noon + timedelta(minutes=10))
    _has_one_result(round_)
    readers = list(Letter.objects.filter(kind="rounds/invited").values_list("user_id", flat=True))
    assert len(readers) == len(set(readers)) == INVITED


def test_a_clock_that_jumps_changes_no_result(house, noon):
    for _number in range(FEW):
        rounds.candidate("FR-WH", at=noon)
    round_ = draws.approved({"FR-WH": INVITED}, at=noon)
    # Forward by two days in the middle, back again by three, and forward once more.
    for step, hours in enumerate([0, 48, -24, 48, -24, 48, -24, 48, 48, 48]):
        operations.advance(round_id=round_.pk, at=noon + timedelta(hours=hours, seconds=step))
    draws.carry_on(round_, at=noon + timedelta(days=4))
    _has_one_result(round_)
    assert Invitation.objects.filter(round=round_).count() == INVITED


def test_a_clock_that_jumps_neither_draws_a_waiting_public_round_early_nor_twice(house, noon):
    round_ = waiting_public_round()
    late, early = draws.BEACON_AT + timedelta(days=2), draws.BEACON_AT - timedelta(hours=1)
    for at in (early, late, early):
        operations.advance(round_id=round_.pk, at=at)
        assert Round.objects.get(pk=round_.pk).state == RoundState.PUBLISHED
    assert [value_comes(round_, at=at) for at in (early, late, late)] == [False, True, False]
    for step in range(6):
        operations.advance(round_id=round_.pk, at=(late, early)[step % 2] + timedelta(days=step))
    draws.carry_on(round_, at=late + timedelta(days=9))
    _has_one_result(round_)
    assert Invitation.objects.filter(round=round_).count() == INVITED
