"""The watchdog of the ledger: silent while the numbers are right, loud once when one is wrong, done when it is right again."""

import logging

import pgtrigger
import pytest
from django.urls import reverse

from applications import tasks
from profiles.models import Letter
from rounds.models import Invitation, LedgerAlarm, RoundEntry
from tests.factories import cast, people, rounds

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
