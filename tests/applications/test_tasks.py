"""The watchdog of the ledger: silent while the numbers are right, loud once when one is wrong, done when it is right again."""

import logging
import types

import pgtrigger
import pytest
from django.urls import reverse

from applications import tasks
from applications.models import Decision, Refund
from applications.states import RefundState
from iecsite import bell, turns
from profiles.models import Letter
from rounds.models import Invitation, LedgerAlarm, RoundEntry
from tests.factories import applications, cast, people, rounds

pytestmark = pytest.mark.django_db


def watch(monkeypatch, at):
    monkeypatch.setattr("iecsite.clock.now", lambda: at)
    tasks.watch_the_ledger(at_once=True)


def past_the_triggers(invitation, **changes):
    """What no operation does and no trigger sees: a row changed by hand."""
    with pgtrigger.ignore("rounds.Invitation:invitation_ledger_update", "rounds.Invitation:invitation_steps"):
        Invitation.objects.filter(pk=invitation.pk).update(**changes)


def test_right_numbers_raise_no_alarm(noon, monkeypatch):
    rounds.invited("FR-WH", at=noon)

    watch(monkeypatch, noon)

    assert not LedgerAlarm.objects.exists()


def test_a_wrong_number_is_told_once_to_those_responsible_and_ends_when_right_again(noon, monkeypatch, caplog, client):
    programme = people.staff("Programme", at=noon)
    people.staff("Officers", at=noon)
    invitation = rounds.invited("FR-WH", at=noon)
    past_the_triggers(invitation, state="declined", answered_at=noon)
    with caplog.at_level(logging.ERROR):
        for _run in range(2):
            watch(monkeypatch, noon)

    alarms = {alarm.count: (alarm.ledger, alarm.counted) for alarm in LedgerAlarm.objects.filter(ended_at=None)}
    assert alarms == {"unanswered": (1, 0), "declined": (0, 1)}
    assert "differs from the rows" in caplog.text
    assert list(Letter.objects.filter(kind="rounds/ledger_alarm").values_list("user_id", flat=True)) == [programme.pk]
    assert RoundEntry.objects.filter(kind="ledger_alarm").count() == 2
    client.force_login(cast.with_second_factor(programme))
    page = client.get(reverse("admin:rounds_pool_ledger")).content.decode()
    assert "The ledger is wrong" in page

    past_the_triggers(invitation, state="issued", answered_at=None)
    watch(monkeypatch, noon)

    assert not LedgerAlarm.objects.filter(ended_at=None).exists()
    assert "The ledger is wrong" not in client.get(reverse("admin:rounds_pool_ledger")).content.decode()
    assert Invitation.objects.get().state == "issued"


@pytest.fixture
def short_turn(monkeypatch):
    """The turn is over after the first row; what was rung for."""
    rung, moments = [], iter([0, *[turns.SECONDS] * 9])
    monkeypatch.setattr(turns, "time", types.SimpleNamespace(monotonic=lambda: next(moments)))
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: rung.append((task, queue)))
    return rung


def test_refunds_go_in_turns_and_the_next_one_is_rung_for(noon, short_turn):
    applications.application_at("withdrawn", at=noon)

    tasks.send_refunds(at_once=True)

    assert Refund.objects.filter(state=RefundState.SENT).count() == 1
    assert Refund.objects.filter(attempts=0).count() == 2
    assert short_turn == [("applications.tasks.send_refunds", "default")]


def test_decision_letters_go_in_turns_and_the_next_one_is_rung_for(noon, short_turn):
    for _one in range(2):
        applications.application_at("refused", at=noon)

    tasks.write_decision_letters(at_once=True)

    assert sorted(Decision.objects.values_list("pdf_attempts", flat=True)) == [0, 1]
    assert short_turn == [("applications.tasks.write_decision_letters", "files")]
