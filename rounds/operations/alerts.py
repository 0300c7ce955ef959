"""Alerts about rounds for whoever has no account: asked for, confirmed from the letter, ended by one click."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from iecsite import journal
from rounds.letters.alerts import CONFIRM, CONFIRM_WITHIN, KNOWN
from rounds.models import Alert, AlertLetter, RoundEntry
from rounds.models.journal import STREAM

# So many letters a day may be caused by whoever types an address, so that nobody is buried in them.
MOST_LETTERS_A_DAY = 3
# A round that closed longer ago is no news.
NEWS = timedelta(days=3)


@transaction.atomic(durable=True)
def ask(*, email: str, language: str, pool_ids: Iterable[int], at: datetime) -> None:
    """
    Somebody typed an address: a letter goes to it, and nothing else is written there until it is confirmed from that letter.

    Says and changes the same for an address that is known, so that nobody learns of it: who gets alerts already is told so by
    letter, and keeps them as they are.

    :param pool_ids: the pools to hear of; none means all
    """
    address = email.strip().lower()
    alert, new = Alert.objects.select_for_update(no_key=True).get_or_create(
        email=address, defaults={"language": language, "asked_at": at}
    )
    if not new and AlertLetter.objects.filter(alert=alert, round=None, due_at__gt=at - timedelta(days=1)).count() >= (
        MOST_LETTERS_A_DAY
    ):
        return
    if alert.confirmed_at is None:
        Alert.objects.filter(pk=alert.pk).update(language=language, asked_at=at)
        alert.pools.set(list(pool_ids))
    number = AlertLetter.objects.filter(alert=alert, round=None).count() + 1
    AlertLetter.objects.create(
        alert=alert,
        kind=CONFIRM if alert.confirmed_at is None else KNOWN,
        event_key=f"alert/{alert.pk}/asked/{number}",
        due_at=at,
    )
    if new:
        _record("alert_asked", alert.pk, at=at)


@transaction.atomic(durable=True)
def confirm(*, alert_id: int, at: datetime) -> bool:
    """
    The reader of the letter wants the alerts.

    :returns: whether they get them now; False when it was ended, or asked for too long ago
    """
    alert = Alert.objects.select_for_update(no_key=True).filter(pk=alert_id, ended_at=None).first()
    if alert is None:
        return False
    if alert.confirmed_at is None:
        Alert.objects.filter(pk=alert.pk).update(confirmed_at=at)
        _record("alert_confirmed", alert.pk, at=at)
    return True


@transaction.atomic(durable=True)
def end(*, alert_id: int, at: datetime) -> None:
    """End the alerts and delete the address; doing it again changes nothing."""
    alert = Alert.objects.select_for_update(no_key=True).filter(pk=alert_id, ended_at=None).first()
    if alert is None:
        return
    alert.pools.clear()
    Alert.objects.filter(pk=alert.pk).update(email="", ended_at=at)
    _record("alert_ended", alert.pk, at=at)


@transaction.atomic(durable=True)
def forget_unconfirmed(*, at: datetime) -> int:
    """
    Delete the addresses of those who did not confirm in time. Two statements; safe to run twice.

    :returns: how many
    """
    late = Alert.objects.filter(confirmed_at=None, ended_at=None, asked_at__lt=at - CONFIRM_WITHIN)
    ids = list(late.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:2_000])
    Alert.pools.through.objects.filter(alert__in=ids).delete()
    return Alert.objects.filter(pk__in=ids).update(email="", ended_at=at)


@transaction.atomic(durable=True)
def tell_of_rounds(*, at: datetime) -> int:
    """
    Write a letter to everybody who wants to hear of a round that has closed. One statement; safe to run twice.

    :returns: how many were written now
    """
    with connection.cursor() as cursor:
        cursor.execute(_TELL, {"at": at, "since": at - NEWS})
        return cursor.rowcount


@transaction.atomic(durable=True)
def tell_of_lists(*, at: datetime) -> int:
    """
    Write a letter to everybody who wants to hear of a round whose list lies open and is still to be drawn. One statement; safe to
    run twice.

    Source: the protocol IEC-DRAW/1, section 3.4, names the mailing list among the places where a list is published at once.

    :returns: how many were written now
    """
    with connection.cursor() as cursor:
        cursor.execute(_TELL_LIST, {"at": at, "since": at - NEWS})
        return cursor.rowcount


def _record(kind: str, alert_id: int, *, at: datetime) -> None:
    journal.record(RoundEntry, journal.Act(kind, details={"alert": alert_id}), stream=STREAM, by=None, at=at)


_OF_THEIR_POOLS = """
       AND (NOT EXISTS (SELECT 1 FROM rounds_alert_pools AS chosen WHERE chosen.alert_id = alert.id)
            OR EXISTS (SELECT 1
                         FROM rounds_alert_pools AS chosen
                         JOIN rounds_roundpool AS line ON line.pool_id = chosen.pool_id
                        WHERE chosen.alert_id = alert.id AND line.round_id = round.id))
    ON CONFLICT (event_key) DO NOTHING
"""
_TELL = f"""
    INSERT INTO rounds_alertletter (alert_id, kind, round_id, event_key, due_at, attempts, last_error)
    SELECT alert.id, 'alert_round', round.id, 'alert/' || alert.id || '/round/' || round.code, %(at)s, 0, ''
      FROM rounds_round AS round
      JOIN rounds_alert AS alert
        ON alert.confirmed_at <= round.closed_at AND alert.ended_at IS NULL
     WHERE round.closed_at > %(since)s AND round.closed_at <= %(at)s
    {_OF_THEIR_POOLS}
"""  # noqa: S608  (both parts are our own words)
_TELL_LIST = f"""
    INSERT INTO rounds_alertletter (alert_id, kind, round_id, event_key, due_at, attempts, last_error)
    SELECT alert.id, 'alert_listed', round.id, 'alert/' || alert.id || '/list/' || round.code, %(at)s, 0, ''
      FROM rounds_round AS round
      JOIN rounds_alert AS alert
        ON alert.confirmed_at <= round.published_at AND alert.ended_at IS NULL
     WHERE round.state = 'published' AND round.draw_at > %(at)s
       AND round.published_at > %(since)s AND round.published_at <= %(at)s
    {_OF_THEIR_POOLS}
"""  # noqa: S608  (both parts are our own words)
