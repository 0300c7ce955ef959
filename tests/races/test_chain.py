"""Who writes the chain of rounds and their files at the same moment."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from rounds.operations import draws
from rounds.operations import rounds as operations
from rounds.publication import files, whole
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws as factory
from tests.factories import rounds

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_voided_round_does_not_take_the_result_of_one_that_is_being_closed_out_of_the_chain(monkeypatch):
    for _person in range(3):
        rounds.candidate("FR-WH", at=NOON)
    closing = factory.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.ISSUED)
    void = factory.planned({"FR-WH": 1}, at=NOON)
    operations.void(round_id=void.pk, reason_en="A trial.", reason_fr="Un essai.", by=factory.approver(at=NOON), at=NOON)
    move = draws.move

    def last_step_of_the_other():
        try:
            draws.advance(round_id=void.pk, at=NOON)
        finally:
            connection.close()

    def moved(*words, **more):
        # The chain has the result already, and the step that wrote it is not committed.
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(last_step_of_the_other).result(timeout=120)
        return move(*words, **more)

    with monkeypatch.context() as patched:
        patched.setattr(draws, "move", moved)
        assert draws.advance(round_id=closing.pk, at=NOON) == RoundState.CLOSED

    lines = (files.rounds_folder() / files.CHAIN).read_text().splitlines()
    (line,) = (one for one in lines if one.startswith(closing.code))
    assert line.split(",")[2] != ""
    assert f"{void.code},,,void,A trial." in lines


def test_a_round_that_closes_while_the_folder_of_the_site_is_written_keeps_its_result(few_pools, monkeypatch):
    for _person in range(3):
        rounds.candidate("FR-WH", at=NOON)
    closing = factory.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.ISSUED)
    every_file = whole.every_file

    def closed():
        try:
            return draws.advance(round_id=closing.pk, at=NOON)
        finally:
            connection.close()

    def meanwhile(**words):
        made = every_file(**words)
        # The moment that is written out has begun.
        yield next(made)
        with ThreadPoolExecutor(max_workers=1) as pool:
            assert pool.submit(closed).result(timeout=120) == RoundState.CLOSED
        yield from made

    with monkeypatch.context() as patched:
        patched.setattr(whole, "every_file", meanwhile)
        call_command("publish", str(files.rounds_folder().parent), stdout=io.StringIO())

    closing.refresh_from_db()
    found = files.round_files(closing)
    assert "result.json" in found
    assert {path.name: path.read_bytes() for path in files.folder_of(closing.code).iterdir()} == found
    assert factory.verifies(closing)
    (line,) = (one for one in (files.rounds_folder() / files.CHAIN).read_text().splitlines() if one.startswith(closing.code))
    assert line.split(",")[2] != ""
