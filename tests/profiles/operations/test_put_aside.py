"""Letters of the small outboxes that were put aside: staff see why, and one click puts them back, in each outbox alike."""

import pytest
from django.urls import reverse

from iecsite import clock
from profiles.models import OtherAddress, ProfileEntry
from profiles.operations import other_addresses, other_delivery, recovery, recovery_delivery
from profiles.operations.one_by_one import CannotSendAgain
from rounds.models import Alert, RoundEntry
from rounds.operations import alert_delivery, alerts
from tests.factories import cast, letters, people

pytestmark = pytest.mark.django_db
ALL = {
    "profiles_otheraddressletter": (letters.to_second_address, other_delivery),
    "profiles_recoveryletter": (letters.of_recovery, recovery_delivery),
    "rounds_alertletter": (letters.of_alert, alert_delivery),
}
KINDS = {
    "profiles_otheraddressletter": (ProfileEntry, "other_letter_resent"),
    "profiles_recoveryletter": (ProfileEntry, "recovery_letter_resent"),
    "rounds_alertletter": (RoundEntry, "alert_letter_resent"),
}
MASKED = "•••@example.org"


@pytest.fixture
def support(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    staff = cast.with_second_factor(people.staff("Support", at=noon))
    client.force_login(staff)
    return staff


@pytest.mark.parametrize("name", ALL)
def test_the_list_shows_what_was_put_aside_and_why_and_the_address_masked(client, noon, support, name):
    letter = ALL[name][0](at=noon)
    listed = reverse(f"admin:{name}_changelist")

    page = client.get(listed).content.decode()
    one = client.get(reverse(f"admin:{name}_change", args=[letter.pk])).content.decode()

    for shown in (page, one):
        assert letters.REFUSED in shown
        assert MASKED in shown
        assert "second@example.org" not in shown
        assert "reader@example.org" not in shown
    assert "Send it again" in one
    type(letter).objects.filter(pk=letter.pk).update(put_aside_at=None, sent_at=noon, last_error="")
    assert letters.REFUSED not in client.get(listed).content.decode()
    assert MASKED in client.get(listed, {"state": "all"}).content.decode()


@pytest.mark.parametrize("name", ALL)
def test_a_letter_goes_once_more_and_the_journal_says_who_sent_it(client, noon, support, name):
    made, delivery = ALL[name]
    letter = made(at=noon)
    address = reverse(f"admin:{name}_change", args=[letter.pk])

    assert client.post(address).status_code == 302

    letter.refresh_from_db()
    assert (letter.put_aside_at, letter.attempts, letter.last_error) == (None, 0, "")
    assert delivery.deliver_due(at=noon) >= 1
    letter.refresh_from_db()
    assert letter.sent_at == noon
    journal, kind = KINDS[name]
    assert journal.objects.get(kind=kind).actor == support
    # A second click finds nothing to do.
    assert "can be sent again" in client.post(address, follow=True).content.decode()
    assert journal.objects.filter(kind=kind).count() == 1


def test_what_nobody_wants_any_more_is_not_sent_again(noon, support):
    second, alert = letters.to_second_address(at=noon), letters.of_alert(at=noon)
    other_addresses.leave(address_id=second.address_id, at=noon)
    alerts.end(alert_id=alert.alert_id, at=noon)
    assert OtherAddress.objects.get(pk=second.address_id).ended_at
    assert Alert.objects.get(pk=alert.alert_id).ended_at

    for outbox, letter in ((other_delivery.OUTBOX, second), (alert_delivery.OUTBOX, alert)):
        with pytest.raises(CannotSendAgain):
            outbox.send_again(letter_id=letter.pk, by=support, at=noon)


def test_a_link_of_a_recovery_that_was_stopped_never_goes_again(noon, support):
    letter = letters.of_recovery(at=noon)
    recovery.cancel(recovery_id=letter.recovery_id, by=None, at=noon)

    with pytest.raises(CannotSendAgain):
        recovery_delivery.OUTBOX.send_again(letter_id=letter.pk, by=support, at=noon)
