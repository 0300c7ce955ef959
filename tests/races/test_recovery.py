"""A recovery of an account, pulled at from two sides in the same moment."""

from datetime import timedelta

import pytest

from profiles.models import Recovery, RecoveryAsk, RecoveryLetter
from profiles.operations import recovery, recovery_delivery, recovery_links
from profiles.rules.recovery import WAITS
from tests.factories import people, recoveries
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stop_and_the_sweep_at_once_leave_it_stopped_and_no_link_out(noon, mailoutbox):
    found = recoveries.asked(at=noon)
    at = noon + WAITS

    at_the_same_moment(
        lambda: recovery.cancel(recovery_id=found.pk, by=None, at=at),
        lambda: recovery_links.send_next(at=at),
    )
    while recovery_delivery.deliver_due(at=at):
        pass

    found.refresh_from_db()
    assert found.state == "cancelled"
    assert not [one for one in mailoutbox if "recover/link" in one.body]


def test_two_uses_of_a_link_at_once_are_one(noon):
    found = recoveries.ready(at=noon)
    passwords = ["first-of-many-words-here", "second-of-many-words-here"]

    ends = at_the_same_moment(
        *[
            lambda password=password: recovery_links.use(
                recovery_id=found.pk, password=password, by=None, at=noon + timedelta(seconds=1)
            )
            for password in passwords
        ]
    )

    lost = [isinstance(one, recovery.CannotRecover) for one in ends]
    assert sorted(lost) == [False, True]
    found.user.refresh_from_db()
    assert found.user.check_password(passwords[lost.index(False)])
    assert found.user.entries_about.filter(kind="account_recovered").count() == 1


def test_a_stop_and_a_use_at_once_end_as_one_of_them(noon):
    found = recoveries.ready(at=noon)
    old = found.user.email

    stopped, used = at_the_same_moment(
        lambda: recovery.cancel(recovery_id=found.pk, by=None, at=noon),
        lambda: recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=noon),
    )

    assert isinstance(stopped, recovery.CannotRecover) != isinstance(used, recovery.CannotRecover)
    found.user.refresh_from_db()
    assert (found.user.email == old) == isinstance(used, recovery.CannotRecover)


def test_two_wishes_about_one_account_at_once_begin_one_recovery(noon):
    profile = people.active_profile(at=noon)
    for address in ("one@example.org", "two@example.org"):
        recovery.ask(**recoveries.typed(profile, email=address), by=None, at=noon)

    ends = at_the_same_moment(*[lambda: recovery.answer_next(at=noon)] * 2)
    while recovery.answer_next(at=noon):
        pass

    assert [one for one in ends if isinstance(one, Exception)] == []
    assert (Recovery.objects.count(), RecoveryAsk.objects.count()) == (1, 0)


def test_two_workers_send_a_link_once_and_lapse_it_once(noon):
    found = recoveries.asked(at=noon)
    ready = at_the_same_moment(*[lambda: recovery_links.send_next(at=noon + WAITS)] * 2)
    late = noon + WAITS + timedelta(days=30)
    lapsed = at_the_same_moment(*[lambda: recovery_links.lapse_next(at=late)] * 2)

    assert [len([one for one in ends if one is not None]) for ends in (ready, lapsed)] == [1, 1]
    assert RecoveryLetter.objects.filter(recovery=found, kind="recovery_link").count() == 1
