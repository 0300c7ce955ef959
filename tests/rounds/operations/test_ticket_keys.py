"""A season's tickets come from one key, whose fingerprint was published before: another one fixes no list."""

import csv
import importlib
import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from rounds.models import Draw, RoundEntry, SealedTicketKey, Season, TicketKey
from rounds.operations import draws as operations
from rounds.operations import ticket_keys
from rounds.publication import keys
from rounds.queries.rounds import clock_text
from rounds.rules import stops
from rounds.rules.tickets import key_commitment
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def line_of(season="2026"):
    lines = csv.DictReader(io.StringIO(keys.seasons_file().decode()))
    return next(line for line in lines if line["season"] == season)


def published(season="2026"):
    return line_of(season)["ticket_key_sha256"]


def test_every_announced_season_gets_a_key_of_its_own_and_publishes_its_fingerprint_once(settings):
    assert published() == ""
    assert ticket_keys.note_new(at=NOON) > 0
    before = published()
    assert ticket_keys.note_new(at=NOON) == 0
    made = {keys.season_key(pk) for pk in Season.objects.values_list("pk", flat=True)}
    assert len(made) == Season.objects.count() > 1
    assert published() == before == TicketKey.objects.get(season=2026).sha256 == key_commitment(keys.season_key(2026))
    settings.TICKET_SECRET = "another"
    assert published() == before
    with pytest.raises(keys.NoKey):
        keys.season_key(2026)


def test_the_key_is_kept_under_seal():
    ticket_keys.note_new(at=NOON)
    assert keys.season_key(2026).hex() not in str(SealedTicketKey.objects.values().get(season=2026))


def test_the_key_of_a_season_that_an_older_release_noted_follows_from_the_secret_as_before(settings):
    derived = keys.season_key(2026)
    TicketKey.objects.create(season_id=2026, sha256=key_commitment(derived), noted_at=NOON)
    ticket_keys.note_new(at=NOON)
    assert keys.season_key(2026) == derived
    assert ticket_keys.is_the_published_one(2026, at=NOON)


def test_a_fingerprint_that_an_older_release_told_stands_after_the_upgrade():
    derived = keys.season_key(2026)
    importlib.import_module("rounds.migrations.0026_published_fingerprints_stand").note(apps, None)
    assert published() == key_commitment(derived)
    assert ticket_keys.note_new(at=NOON) == 0
    assert ticket_keys.is_the_published_one(2026, at=NOON)


def test_a_key_is_destroyed_a_year_after_its_season_and_that_is_published_and_journaled():
    ticket_keys.note_new(at=NOON)
    fingerprint = published()
    ended = NOON + timedelta(days=300)
    Season.objects.filter(pk=2026).update(closes_at=ended, profiles_end_at=ended)
    day_365 = ended + timedelta(days=365)

    while ticket_keys.destroy_next(at=day_365 - timedelta(seconds=1)) is not None:
        pass
    assert line_of()["ticket_key_destroyed_at"] == ""
    assert ticket_keys.destroy_next(at=day_365) == 2026
    assert ticket_keys.destroy_next(at=day_365) is None

    line = line_of()
    assert (line["ticket_key_sha256"], line["ticket_key_destroyed_at"]) == (fingerprint, clock_text(day_365))
    with pytest.raises(keys.NoKey):
        keys.season_key(2026)
    assert RoundEntry.objects.filter(kind="ticket_key_destroyed").latest("id").details == {"season": 2026}


def test_the_key_of_a_season_with_a_round_under_way_is_not_destroyed():
    rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.FROZEN)
    Season.objects.filter(pk=2026).update(closes_at=NOON, profiles_end_at=NOON)
    while ticket_keys.destroy_next(at=NOON + timedelta(days=400)) is not None:
        pass
    assert line_of()["ticket_key_destroyed_at"] == ""


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
    with pytest.raises(DatabaseError, match="destroyed once"), transaction.atomic():
        SealedTicketKey.objects.filter(season=2026).update(sealed="another")
