"""A season's tickets come from one key, whose fingerprint was published before: another one fixes no list."""

import csv
import io

import pytest
from django.db import DatabaseError, transaction

from rounds.models import Draw, TicketKey
from rounds.operations import draws as operations
from rounds.operations import ticket_keys
from rounds.publication import keys
from rounds.rules import stops
from rounds.rules.tickets import key_commitment
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def published(season="2026"):
    lines = csv.DictReader(io.StringIO(keys.seasons_file().decode()))
    return next(line["ticket_key_sha256"] for line in lines if line["season"] == season)


def test_the_fingerprint_of_every_announced_season_is_kept_once(settings):
    before = published()
    assert ticket_keys.note_new(at=NOON) > 0
    assert ticket_keys.note_new(at=NOON) == 0
    settings.TICKET_SECRET = "another"
    assert published() == before == TicketKey.objects.get(season=2026).sha256
    assert before != key_commitment(keys.season_key(2026))


def test_a_list_with_another_key_is_not_fixed(settings):
    rounds.candidate("FR-WH", at=NOON)
    ticket_keys.note_new(at=NOON)
    right, settings.TICKET_SECRET = settings.TICKET_SECRET, "another"
    round_ = draws.approved({"FR-WH": 1}, at=NOON)
    operations.advance(round_id=round_.pk, at=NOON)
    round_.refresh_from_db()
    assert (round_.state, round_.last_error) == (RoundState.APPROVED, stops.OTHER_TICKET_KEY)
    assert not Draw.objects.exists()

    settings.TICKET_SECRET = right
    draws.operations.try_again(round_id=round_.pk, by=draws.planner(at=NOON), at=NOON)
    operations.advance(round_id=round_.pk, at=NOON)
    round_.refresh_from_db()
    assert round_.state == RoundState.FROZEN


def test_the_first_list_keeps_it_where_nothing_did():
    rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.FROZEN)
    assert TicketKey.objects.get().sha256 == published()


def test_the_database_keeps_it_as_it_is():
    ticket_keys.note_new(at=NOON)
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        TicketKey.objects.filter(season=2026).update(sha256="0" * 64)
