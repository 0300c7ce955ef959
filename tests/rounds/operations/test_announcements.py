"""What the programme announces: a season's days, and which pools take candidates."""

from datetime import date, timedelta

import pytest

from rounds.models import Candidacy, Pool, RoundEntry, Season
from rounds.operations import announcements
from rounds.operations.announcements import CannotAnnounce
from rounds.states import CandidacyState, PoolStatus
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def announce(year, *, by, at, **changes):
    values = {
        "opens_on": date(2026, 12, 14),
        "opens_confirmed": True,
        "first_round_week": None,
        "closes_at": None,
        "closes_confirmed": False,
        "source_url": "",
    }
    return announcements.announce_season(year=year, **values | changes, by=by, at=at)


def change(pool, *, by, at, **changes):
    values = {"status": pool.status, "opens_on": pool.opens_on, "first_round_on": None}
    return announcements.change_pool(pool_id=pool.pk, **values | changes, by=by, at=at)


def test_a_new_season_is_announced(noon):
    programme = people.staff("Programme", at=noon)

    announce(2027, by=programme, at=noon)

    assert Season.objects.get(pk=2027).opens_on == date(2026, 12, 14)
    entry = RoundEntry.objects.get(kind="season_announced")
    assert (entry.actor, entry.details["season"]) == (programme, 2027)


def test_a_new_season_has_a_pool_for_every_agreement_and_its_quotas_may_come_later(noon):
    announce(2027, by=people.staff("Programme", at=noon), at=noon)

    pools = Pool.objects.filter(season=2027)
    assert set(pools.values_list("code", flat=True)) == set(Pool.objects.filter(season=2026).values_list("code", flat=True))
    french = pools.get(code="FR-WH")
    assert (french.status, french.quota, french.opens_on) == (PoolStatus.OPEN, None, date(2026, 12, 14))
    assert pools.get(code="UA-WH").status == PoolStatus.NOT_ACCEPTING
    announce(2027, opens_on=date(2026, 12, 15), by=people.staff("Programme", at=noon), at=noon)
    assert pools.count() == Pool.objects.filter(season=2026).count()


def test_a_closing_is_announced_and_nobody_is_moved(noon):
    rounds.candidate("FR-WH", at=noon)

    announce(2026, opens_on=date(2025, 12, 19), closes_at=noon + 30 * DAY, by=people.staff("Programme", at=noon), at=noon)

    assert Season.objects.get(pk=2026).closes_at == noon + 30 * DAY
    assert RoundEntry.objects.filter(kind="season_changed").count() == 1
    assert Candidacy.objects.get().state == CandidacyState.WAITING


def test_a_season_cannot_close_before_it_opens(noon):
    with pytest.raises(CannotAnnounce, match="before it opens"):
        announce(2027, closes_at=noon, by=people.staff("Programme", at=noon), at=noon)

    assert not Season.objects.filter(pk=2027).exists()


def test_a_pool_stops_taking_candidates_and_keeps_those_it_has(noon):
    rounds.candidate("FR-WH", at=noon)

    changed = change(rounds.pool("FR-WH"), status=PoolStatus.NOT_ACCEPTING, by=people.staff("Programme", at=noon), at=noon)

    changed.refresh_from_db()
    assert changed.status == PoolStatus.NOT_ACCEPTING
    assert Candidacy.objects.get().state == CandidacyState.WAITING
    assert RoundEntry.objects.get(kind="pool_changed").pool_id == changed.pk


def test_a_pool_cannot_have_its_first_round_before_it_opens(noon):
    with pytest.raises(CannotAnnounce, match="before the pool opens"):
        change(rounds.pool("FR-WH"), first_round_on=date(2025, 1, 1), by=people.staff("Programme", at=noon), at=noon)
