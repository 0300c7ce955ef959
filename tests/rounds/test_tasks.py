"""The sweeps of the beat schedule: each does all that is due, and a second run finds nothing."""

import itertools
import types
from datetime import date, timedelta

import pytest
from django.core import mail

from iecsite import bell, clock, turns
from iecsite.beat import SCHEDULE
from profiles.models import Letter
from rounds import tasks
from rounds.models import AlertLetter, Candidacy, Invitation
from rounds.operations import alerts
from rounds.states import CandidacyState, InvitationState, RoundState
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "seconds", "queue"),
    [("rounds.tasks.expire_invitations", 60, "default"), ("rounds.tasks.remove_too_old", 3600, "default")],
)
def test_the_sweeps_are_in_the_schedule(name, seconds, queue):
    assert SCHEDULE[name] == (seconds, queue)


def test_expire_invitations_ends_all_that_are_due(noon, monkeypatch):
    due = [rounds.invited("FR-WH", at=noon) for _ in range(3)]
    later = rounds.invited("FR-WH", at=noon + timedelta(days=1))
    monkeypatch.setattr(clock, "now", lambda: due[0].lapses_at)

    for _run in range(2):
        tasks.expire_invitations(at_once=True)

    states = dict(Invitation.objects.values_list("pk", "state"))
    assert states == {one.pk: InvitationState.EXPIRED for one in due} | {later.pk: InvitationState.ISSUED}
    assert Letter.objects.filter(kind="rounds/expired").count() == 3


def test_remove_too_old_takes_out_all_whose_day_has_come(noon, monkeypatch):
    for day in (3, 4, 28):
        rounds.candidate("FR-WH", at=noon, date_of_birth=date(1990, 2, day))
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(days=2))

    for _run in range(2):
        tasks.remove_too_old(at_once=True)

    assert Candidacy.objects.filter(state=CandidacyState.REMOVED).count() == 2
    assert Letter.objects.filter(kind="rounds/too_old").count() == 2


def test_each_step_of_a_round_bears_the_moment_at_which_it_began(noon, monkeypatch):
    """A freeze may take minutes; the list is published after them, not at the moment at which the run began."""
    rounds.candidate("FR-WH", at=noon)
    round_ = draws.approved({"FR-WH": 1}, at=noon)
    ticks = itertools.count()
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(minutes=next(ticks)))

    tasks.advance_rounds(at_once=True)

    round_.refresh_from_db()
    assert round_.state == RoundState.CLOSED
    moments = [
        getattr(round_, f"{step}_at") for step in ("frozen", "published", "seeded", "drawn", "checked", "issued", "closed")
    ]
    assert all(one < other for one, other in itertools.pairwise(moments))
    assert round_.invitations.get().issued_at == round_.issued_at


def test_alerts_go_in_turns_and_the_next_one_is_rung_for(noon, monkeypatch):
    for number in range(5):
        alerts.ask(email=f"reader-{number}@example.org", language="en", pool_ids=[], at=noon)
    rung, moments = [], iter([0, 1, 1, *[turns.SECONDS] * 9])
    monkeypatch.setattr(turns, "time", types.SimpleNamespace(monotonic=lambda: next(moments)))
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: rung.append((task, queue)))

    tasks.deliver_alerts(at_once=True)

    assert len(mail.outbox) == AlertLetter.objects.filter(attempts=1).count() == 2
    assert rung == [("rounds.tasks.deliver_alerts", "mail")]
