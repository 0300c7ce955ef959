"""What the programme announces about a season: its days, and which pools take candidates."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from iecsite import clock, dates, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.queries import agreements
from rounds.models import Pool, RoundEntry, Season
from rounds.models.journal import STREAM
from rounds.operations import seasons
from rounds.rules import weeks
from rounds.states import PoolStatus

if TYPE_CHECKING:
    from profiles.models import User


class CannotAnnounce(Refused):
    """The announcement contradicts what stands already."""


@transaction.atomic(durable=True)
def announce_season(
    *,
    year: int,
    opens_on: date,
    opens_confirmed: bool,
    first_round_week: date | None,
    closes_at: datetime | None,
    closes_confirmed: bool,
    source_url: str,
    profiles_end_at: datetime | None = None,
    by: "User",
    at: datetime,
) -> Season:
    """
    Announce a season's days, or change them; whoever is in a pool stays in it.

    A season that is new gets a pool for every agreement in force on the day it opens; their quotas may come later. When the week
    of its first round changes, the pools that have no other one of their own follow.

    :param closes_at: the first moment at which no profile is taken any more; None: not announced
    :param profiles_end_at: when the profiles that are left are closed, after the final round; None: not announced
    :raises CannotAnnounce: when it would close before it opens, or profiles before no new one is taken or before the final round
        of a pool, or when the first round would be before the pools open or after the final round of one that follows
    """
    if first_round_week is not None and weeks.monday_of(first_round_week) < weeks.monday_of(opens_on):
        raise CannotAnnounce(
            "The week of the first round would be before the pools open.",
            "La semaine de la première ronde serait avant l'ouverture des bassins.",
        )
    if closes_at is not None and clock.home_date(closes_at) <= opens_on:
        raise CannotAnnounce("The season would close before it opens.", "La saison se terminerait avant de commencer.")
    if profiles_end_at is not None and (closes_at is None or profiles_end_at < closes_at):
        raise CannotAnnounce(
            "Profiles are closed after the season takes no new ones. Announce that moment first.",
            "Les profils sont fermés après que la saison n'en accepte plus. Annoncez d'abord ce moment.",
        )
    last = Pool.objects.filter(season=year).aggregate(day=Max("final_round_on"))["day"]
    if last is not None and profiles_end_at is not None and clock.home_date(profiles_end_at) < last:
        raise CannotAnnounce(
            f"A final round is announced for {dates.day(last, 'en')}. Close the profiles after it.",
            f"Une dernière ronde est annoncée pour le {dates.day(last, 'fr')}. Fermez les profils après celle-ci.",
        )
    values = {
        "opens_on": opens_on,
        "opens_confirmed": opens_confirmed,
        "first_round_week": first_round_week,
        "closes_at": closes_at,
        "closes_confirmed": closes_confirmed,
        "profiles_end_at": profiles_end_at,
        "source_url": source_url,
    }
    before = Season.objects.filter(year=year).values_list("first_round_week", flat=True).first()
    _check_followers(year, before, first_round_week)
    season, made = Season.objects.update_or_create(year=year, defaults=values)
    follow = seasons.follow_first_round(year, before=before, after=first_round_week)
    pools = seasons.load_pools(agreements.terms_in_force(opens_on), seasons=[season]) if made else 0
    details = {
        "season": year,
        "pools": pools,
        "opens_on": opens_on.isoformat(),
        "closes_at": None if closes_at is None else closes_at.isoformat(),
        "first_round_week": None if first_round_week is None else first_round_week.isoformat(),
        "pools_that_follow": follow,
    }
    _record("season_announced" if made else "season_changed", None, details, by=by, at=at)
    return season


def _check_followers(year: int, before: date | None, after: date | None) -> None:
    """No pool that follows its season may have its final round before its first one."""
    if after is None:
        return
    follow = seasons.followers(year, before=before).select_related("country")
    over = follow.filter(final_round_on__lt=after).order_by("order").first()
    if over is not None and over.final_round_on is not None:
        day = over.final_round_on
        raise CannotAnnounce(
            f"{over.title('en')}: the final round is announced for {dates.day(day, 'en')}, before that week. Move it first.",
            f"{over.title('fr')} : la dernière ronde est annoncée pour le {dates.day(day, 'fr')}, avant cette semaine. "
            "Déplacez-la d'abord.",
        )


@transaction.atomic(durable=True)
def change_pool(
    *, pool_id: int, status: PoolStatus | str, opens_on: date, first_round_on: date | None, by: "User", at: datetime
) -> Pool:
    """
    Say whether a pool takes candidates, from which day, and when its first round is; whoever is in it stays in it.

    :raises Pool.DoesNotExist: when there is no such pool
    :raises CannotAnnounce: when the first round would be held before the pool opens, or after its final one
    """
    pool = Pool.objects.select_for_update(of=("self",), no_key=True).get(pk=pool_id)
    if first_round_on is not None and weeks.monday_of(first_round_on) < weeks.monday_of(opens_on):
        raise CannotAnnounce(
            "The first round would be held before the pool opens.",
            "La première ronde aurait lieu avant l'ouverture du bassin.",
        )
    if first_round_on is not None and pool.final_round_on is not None and first_round_on > pool.final_round_on:
        raise CannotAnnounce(
            "The first round would be held after the final one.",
            "La première ronde aurait lieu après la dernière.",
        )
    pool.status, pool.opens_on, pool.first_round_on = PoolStatus(status), opens_on, first_round_on
    pool.save(update_fields=["status", "opens_on", "first_round_on"])
    _record("pool_changed", pool, {"status": str(pool.status), "opens_on": opens_on.isoformat()}, by=by, at=at)
    return pool


def _record(kind: str, pool: Pool | None, details: dict, *, by: "User", at: datetime) -> None:
    act = Act(kind, {"pool_id": None if pool is None else pool.pk}, details)
    journal.record(RoundEntry, act, stream=STREAM, by=by, at=at)
