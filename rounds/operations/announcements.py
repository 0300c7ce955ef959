"""What the programme announces about a season: its days, and which pools take candidates."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from iecsite import clock, dates, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.queries import agreements
from rounds.models import Pool, RoundEntry, Season
from rounds.models.journal import STREAM
from rounds.operations import first_rounds, seasons
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
        of a pool, or when the week of the first round would be before the pools, or one that follows, open, or after the week of
        the final round of one that follows
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
    before = _held_week(year)
    _check_followers(year, before, first_round_week)
    season, made = Season.objects.update_or_create(year=year, defaults=values)
    follow = first_rounds.follow(year, before=before, after=first_round_week)
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


def _held_week(year: int) -> date | None:
    """The week of the season's first round until now. Season and pools are held, so that no pool changes between look and act."""
    week = Season.objects.select_for_update(no_key=True).filter(year=year).values_list("first_round_week", flat=True).first()
    list(Pool.objects.select_for_update(no_key=True).filter(season=year).order_by("order", "pk").values_list("pk"))
    return week


def _check_followers(year: int, before: date | None, after: date | None) -> None:
    """Of no pool that follows its season the first round may be before the week in which it opens, or after its final round."""
    if after is None or not first_rounds.moves(before, after):
        return
    monday = weeks.monday_of(after)
    follow = first_rounds.followers(year, before=before).select_related("country").order_by("order")
    closed = follow.filter(opens_on__gte=monday + timedelta(weeks=1)).first()
    if closed is not None:
        raise CannotAnnounce(
            f"{closed.title('en')}: this pool opens on {dates.day(closed.opens_on, 'en')}, after that week. Give it its own "
            "first round first.",
            f"{closed.title('fr')} : ce bassin ouvre le {dates.day(closed.opens_on, 'fr')}, après cette semaine. Annoncez-lui "
            "d'abord sa propre première ronde.",
        )
    over = follow.filter(final_round_on__lt=monday).first()
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

    :param first_round_on: None: to be announced, and no week of the season is taken over until staff announce one
    :raises Pool.DoesNotExist: when there is no such pool
    :raises CannotAnnounce: when the week of the first round would be before the one in which the pool opens, or after that of its
        final one
    """
    pool = Pool.objects.select_for_update(of=("self",), no_key=True).get(pk=pool_id)
    if first_round_on is not None and weeks.monday_of(first_round_on) < weeks.monday_of(opens_on):
        raise CannotAnnounce(
            "The first round would be held before the pool opens.",
            "La première ronde aurait lieu avant l'ouverture du bassin.",
        )
    final = pool.final_round_on
    if first_round_on is not None and final is not None and weeks.monday_of(first_round_on) > weeks.monday_of(final):
        raise CannotAnnounce(
            "The first round would be held after the final one.",
            "La première ronde aurait lieu après la dernière.",
        )
    details = {"status": str(PoolStatus(status)), "opens_on": opens_on.isoformat()}
    if first_round_on != pool.first_round_on:
        details["first_round_on"] = first_rounds.TO_BE_ANNOUNCED if first_round_on is None else first_round_on.isoformat()
    pool.status, pool.opens_on, pool.first_round_on = PoolStatus(status), opens_on, first_round_on
    pool.save(update_fields=["status", "opens_on", "first_round_on"])
    _record("pool_changed", pool, details, by=by, at=at)
    return pool


def _record(kind: str, pool: Pool | None, details: dict, *, by: "User", at: datetime) -> None:
    act = Act(kind, {"pool_id": None if pool is None else pool.pk}, details)
    journal.record(RoundEntry, act, stream=STREAM, by=by, at=at)
