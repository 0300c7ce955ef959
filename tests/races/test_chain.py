"""Two rounds whose steps write the chain of rounds at the same moment."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from rounds.operations import draws
from rounds.operations import rounds as operations
from rounds.publication import files
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
    judge = subprocess.run

    def last_step_of_the_other():
        try:
            draws.advance(round_id=void.pk, at=NOON)
        finally:
            connection.close()

    def judged(*words, **more):
        # The chain has the result already, and the step that wrote it is not committed.
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(last_step_of_the_other).result(timeout=120)
        return judge(*words, **more)

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", judged)
        assert draws.advance(round_id=closing.pk, at=NOON) == RoundState.CLOSED

    lines = (files.rounds_folder() / files.CHAIN).read_text().splitlines()
    (line,) = (one for one in lines if one.startswith(closing.code))
    assert line.split(",")[2] != ""
    assert f"{void.code},,,void,A trial." in lines
