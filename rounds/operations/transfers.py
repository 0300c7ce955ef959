"""Transfers of places when their day comes: what letters hold by then stays where it is, and staff are told."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef

from iecsite import journal
from iecsite.journal import Act
from profiles.operations import letters as outbox
from profiles.queries import accounts
from rounds.letters import transfers as words
from rounds.models import Pool, QuotaChange, RoundEntry
from rounds.models.journal import STREAM
from rounds.rules import transfers
from rounds.rules.transfers import Point

# Who is written to: those who may propose another transfer.
PERMISSION = "rounds.add_quotaproposal"
LONGEST = 300


def cut_to_what_is_free(*, on: date, at: datetime) -> int:
    """
    Check the transfers in force on a day against the letters given, inside the caller's transaction, and cut those that would
    take places from under letters. Every pool with a quota series is held until it ends.

    What is cut is journaled, said in the published reasons of both points, and told to staff, who may move the rest another day.

    :returns: how many transfers were cut
    """
    having = Pool.objects.filter(Exists(QuotaChange.objects.filter(pool=OuterRef("pk"))))
    letters = dict(having.select_for_update(of=("self",), no_key=True).order_by("order", "pk").values_list("pk", "approved"))
    rows = list(QuotaChange.objects.select_related("pool").order_by("pool_id", "effective_on"))
    points = {row.pk: Point(row.pool_id, row.effective_on, row.quota, row.moved, row.transfer) for row in rows}
    series = {pool: [points[row.pk] for row in found] for pool, found in groupby(rows, key=lambda row: row.pool_id)}
    stay = transfers.cut_to_what_is_free(series, letters, on=on)
    if stay:
        asked = {row.transfer: abs(row.moved) for row in rows if row.transfer is not None and row.moved is not None}
        _write(rows, points, stay, asked)
        _tell(rows, stay, asked, at=at)
    return len(stay)


def _write(rows: list[QuotaChange], points: Mapping[int, Point], stay: Mapping[UUID, int], asked: Mapping[UUID, int]) -> None:
    for row in rows:
        point = points[row.pk]
        if point.moved == 0:
            row.delete()
        elif (point.quota, point.moved) != (row.quota, row.moved):
            row.quota, row.moved = point.quota, point.moved
            if row.transfer is not None and row.transfer in stay:
                places, kept = asked[row.transfer], stay[row.transfer]
                english = f"Of {places} places {kept} had been given by letters and stay."
                french = f"Sur {places} places, {kept} avaient déjà été attribuées par lettre et restent."
                row.reason_en, row.reason_fr = _with(row.reason_en, english), _with(row.reason_fr, french)
            row.save(update_fields=["quota", "moved", "reason_en", "reason_fr"])


def _with(reason: str, more: str) -> str:
    """A reason and what is added to it, within what the column holds."""
    return f"{reason[: LONGEST - len(more) - 1].rstrip()} {more}".strip()


def _tell(rows: list[QuotaChange], stay: Mapping[UUID, int], asked: Mapping[UUID, int], *, at: datetime) -> None:
    for transfer, places in stay.items():
        giver, taker = sorted((row for row in rows if row.transfer == transfer), key=lambda row: (row.moved or 0) > 0)
        details = {"transfer": str(transfer), "asked": asked[transfer], "stay": places}
        acts = [Act("transfer_cut", {"pool_id": pool}, details) for pool in (giver.pool_id, taker.pool_id)]
        journal.record_all(RoundEntry, acts, stream=STREAM, by=None, at=at)
        told = (giver.pool, taker.pool, asked[transfer], places)
        outbox.queue_letters([words.cut(one, transfer, *told, at=at) for one in accounts.staff_with(PERMISSION)], at=at)
