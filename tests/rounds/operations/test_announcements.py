"""What the programme announces: a season's days, and which pools take candidates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from applications.management.commands.load_programme import read_files
from applications.operations import programme as programme_files
from rounds.models import Candidacy, Pool, RoundEntry, Season
from rounds.operations import announcements
from rounds.operations.announcements import CannotAnnounce
from rounds.queries import weeks
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


JANUARY, FEBRUARY = date(2027, 1, 11), date(2027, 2, 8)


def first_rounds(*codes):
    return [rounds.pool(code, season=2027).first_round_on for code in codes]


def test_pools_learn_the_week_of_the_first_round_when_it_is_announced_and_when_it_moves(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [None, None]

    announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [JANUARY, JANUARY]
    announce(2027, first_round_week=FEBRUARY, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [FEBRUARY, FEBRUARY]

    told = [entry.details for entry in RoundEntry.objects.filter(kind="season_changed").order_by("sequence")]
    everybody = Pool.objects.filter(season=2027).count()
    assert [(one["first_round_week"], one["pools_that_follow"]) for one in told] == [
        ("2027-01-11", everybody),
        ("2027-02-08", everybody),
    ]
    assert set(Pool.objects.filter(season=2026).values_list("first_round_on", flat=True)) == {date(2026, 1, 19)}


def test_a_pool_with_a_first_round_of_its_own_keeps_it(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    change(rounds.pool("IE-WH", season=2027), first_round_on=date(2027, 3, 1), by=programme, at=noon)

    announce(2027, first_round_week=FEBRUARY, by=programme, at=noon)

    assert first_rounds("FR-WH", "IE-WH") == [FEBRUARY, date(2027, 3, 1)]


def test_a_pool_put_back_to_be_announced_stays_so_when_other_days_of_the_season_or_its_week_change(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    change(rounds.pool("IE-WH", season=2027), first_round_on=None, by=programme, at=noon)

    announce(2027, first_round_week=JANUARY, closes_at=noon + 600 * DAY, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [JANUARY, None]
    announce(2027, first_round_week=FEBRUARY, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [FEBRUARY, None]


def test_a_pool_follows_again_once_staff_announce_the_week_of_the_season_for_it(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    for day in (None, JANUARY):
        change(rounds.pool("IE-WH", season=2027), first_round_on=day, by=programme, at=noon)

    announce(2027, first_round_week=None, by=programme, at=noon)
    announce(2027, first_round_week=FEBRUARY, by=programme, at=noon)

    assert first_rounds("FR-WH", "IE-WH") == [FEBRUARY, FEBRUARY]


def test_a_pool_that_stopped_taking_candidates_still_learns_the_week(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, by=programme, at=noon)
    change(rounds.pool("IE-WH", season=2027), status=PoolStatus.NOT_ACCEPTING, by=programme, at=noon)

    announce(2027, first_round_week=JANUARY, by=programme, at=noon)

    assert first_rounds("IE-WH") == [JANUARY]


def test_a_pool_follows_on_whichever_day_of_the_week_its_first_round_is(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    change(rounds.pool("IE-WH", season=2027), first_round_on=JANUARY + 2 * DAY, by=programme, at=noon)

    announce(2027, first_round_week=JANUARY + DAY, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [JANUARY, JANUARY + 2 * DAY]
    announce(2027, first_round_week=FEBRUARY, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [FEBRUARY, FEBRUARY]


def test_no_pool_follows_to_a_week_before_it_opens(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, first_round_week=FEBRUARY, by=programme, at=noon)
    irish = rounds.pool("IE-WH", season=2027)
    change(irish, opens_on=JANUARY + 7 * DAY, first_round_on=FEBRUARY, by=programme, at=noon)

    with pytest.raises(CannotAnnounce, match="Ireland – Working Holiday: this pool opens on January 18, 2027, after that week"):
        announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [FEBRUARY, FEBRUARY]
    change(irish, opens_on=JANUARY + 6 * DAY, first_round_on=FEBRUARY, by=programme, at=noon)
    announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    assert first_rounds("FR-WH", "IE-WH") == [JANUARY, JANUARY]


def test_a_first_and_a_final_round_may_be_in_one_week(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    irish = rounds.pool("IE-WH", season=2027, final_round_on=FEBRUARY + 2 * DAY, final_announced_at=noon)

    change(irish, first_round_on=FEBRUARY + 3 * DAY, by=programme, at=noon)
    with pytest.raises(CannotAnnounce, match="after the final one"):
        change(irish, first_round_on=FEBRUARY + 7 * DAY, by=programme, at=noon)
    change(irish, first_round_on=JANUARY, by=programme, at=noon)
    announce(2027, first_round_week=FEBRUARY + 4 * DAY, by=programme, at=noon)

    assert first_rounds("IE-WH") == [FEBRUARY + 4 * DAY]


def test_a_week_of_rounds_is_planned_once_the_pools_know_their_first_round(noon):
    programme = people.staff("Programme", at=noon)
    announce(2027, by=programme, at=noon)
    announce(2027, first_round_week=JANUARY, by=programme, at=noon)
    rounds.pool("FR-WH", season=2027, quota=10)
    rounds.candidate("FR-WH", season=2027, at=noon + 330 * DAY)

    due = {one.pool.code: one.why_not for one in weeks.looked_at(2027, drawn_on=JANUARY + 2 * DAY)}

    assert due["FR-WH"] is None


def test_the_first_round_is_not_before_the_pools_open_nor_after_a_final_one(noon):
    programme = people.staff("Programme", at=noon)
    with pytest.raises(CannotAnnounce, match="before the pools open"):
        announce(2027, first_round_week=date(2026, 12, 7), by=programme, at=noon)
    # The announced thing is the week: pools that open on its Wednesday have their first round on its Thursday.
    announce(2027, opens_on=date(2026, 12, 16), first_round_week=date(2026, 12, 14), by=programme, at=noon)
    rounds.pool("FR-WH", season=2027, final_round_on=FEBRUARY - DAY, final_announced_at=noon)

    with pytest.raises(CannotAnnounce, match="France – Working Holiday: the final round is announced for February 7, 2027"):
        announce(2027, first_round_week=FEBRUARY, by=programme, at=noon)
    assert first_rounds("FR-WH") == [date(2026, 12, 14)]


def test_files_of_the_programme_move_the_first_round_of_the_pools_too(noon):
    files = read_files()
    moved = [
        replace(row, values=row.values | {"first_round_week": date(2026, 1, 26)}) if row["season"] == 2026 else row
        for row in files.seasons
    ]
    rounds.pool("IE-WH", first_round_on=date(2026, 3, 2))

    programme_files.load(replace(files, seasons=moved), by=None, at=noon)

    assert rounds.pool("FR-WH").first_round_on == date(2026, 1, 26)
    assert rounds.pool("IE-WH").first_round_on == date(2026, 3, 2)
