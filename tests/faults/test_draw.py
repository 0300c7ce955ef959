"""A worker killed in mid-draw: another finishes, and there is one result, one letter each and no row twice."""

import gzip
from collections import Counter

import pytest
from django.core.management import call_command

from iecsite import journal
from profiles.models import Letter
from rounds.models import Draw, Invitation, Round, RoundEntry, Selection
from rounds.publication import files
from rounds.rules.canonical import digest
from rounds.states import RoundState
from tests.factories import draws, rounds
from tests.faults.house import wait_until

ADVANCE = "rounds.tasks.advance_rounds"
PEOPLE, INVITED = 24, 9


def let_time_pass(house):
    """A claim of the worker that was killed runs out."""
    house.sql("UPDATE rounds_round SET next_step_at = '2026-02-02 17:00+00' WHERE next_step_at IS NOT NULL")


def state(house):
    return house.sql("SELECT state FROM rounds_round")[0][0]


@pytest.mark.timeout(120)
def test_worker_killed_in_three_steps_of_a_draw_leaves_one_result(house, noon):
    for _number in range(PEOPLE):
        rounds.candidate("FR-WH", at=noon)
    round_ = draws.approved({"FR-WH": INVITED}, at=noon)
    before = Counter(Letter.objects.values_list("kind", flat=True))
    # table that the step writes last or first -> the state that must still stand, and who is killed in mid-write
    holds = [
        ("rounds_draw", RoundState.APPROVED, "the whole worker"),
        ("rounds_selection", RoundState.SEEDED, "its child"),
        ("profiles_letter", RoundState.CHECKED, "the whole worker"),
    ]
    worker = house.worker("draw")
    for table, stands, who in holds:
        with house.nobody_writes(table):
            house.ring(ADVANCE, queue="draw")
            wait_until(house.waits_for_a_lock, what=f"the worker writes to {table}")
            if who == "its child":
                assert worker.kill_children()
            else:
                worker.kill()
                worker = house.worker("draw")
            assert state(house) == stands
        wait_until(lambda: not house.waits_for_a_lock(), what="what was half done is taken back")
        assert state(house) == stands
        let_time_pass(house)
    kept = house.sql("SELECT seed, selection_sha256 FROM rounds_draw")
    house.ring(ADVANCE, queue="draw")
    wait_until(lambda: state(house) == RoundState.CLOSED, what="the round is closed")

    result = Draw.objects.get(round=round_)
    assert [(result.seed, result.selection_sha256)] == kept
    assert result.second_digest == result.selection_sha256
    assert digest(gzip.decompress((files.folder_of(round_.code) / files.SELECTION).read_bytes())) == result.selection_sha256
    assert draws.verifies(Round.objects.get(pk=round_.pk))
    _nothing_is_doubled(round_, before)
    call_command("verify_journal", verbosity=0)


def _nothing_is_doubled(round_, before):
    invited = list(Invitation.objects.filter(round=round_).values_list("profile__user_id", flat=True))
    written = Counter(Letter.objects.values_list("kind", flat=True)) - before
    readers = Letter.objects.filter(kind="rounds/invited").values_list("user_id", flat=True)
    steps = Counter(RoundEntry.objects.filter(round=round_, kind__startswith="round_").values_list("kind", flat=True))
    assert len(invited) == len(set(invited)) == Selection.objects.filter(round=round_).count() == INVITED
    assert sorted(readers) == sorted(invited)
    assert written == {"rounds/invited": INVITED}
    assert {kind: number for kind, number in steps.items() if number != 1} == {}
    assert RoundEntry.objects.filter(kind="invitation_issued").count() == INVITED
    assert journal.first_break(RoundEntry) is None
