"""The final round of pools: announced at least five days ahead, with a letter to everybody who is in one of them."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import clock, dates, journal
from iecsite.journal import Act
from profiles.operations import letters as outbox
from profiles.operations.letters import Draft
from rounds.letters import final_rounds as words
from rounds.models import Candidacy, Pool, RoundEntry, Season
from rounds.models.journal import STREAM
from rounds.operations.announcements import CannotAnnounce
from rounds.rules import weeks
from rounds.states import IN_POOL, PoolStatus

if TYPE_CHECKING:
    from profiles.models import User


@transaction.atomic(durable=True)
def announce(*, pool_ids: Collection[int], on: date, by: "User", at: datetime) -> list[Pool]:
    """
    Announce the day of the final round of pools of one season, or move it; everybody in one of them is written to once.

    :param on: at least five days after the Eastern day of the announcement
    :returns: the pools whose day is new, in the order of a round; one that had this day already is left as it is
    :raises CannotAnnounce: for a day too near, or that one of the pools cannot have
    """
    pools = _checked(pool_ids, on=on, at=at)
    changed = [pool for pool in pools if pool.final_round_on != on]
    for pool in changed:
        pool.final_round_on, pool.final_announced_at = on, at
    Pool.objects.bulk_update(changed, ["final_round_on", "final_announced_at"])
    acts = [Act("final_round_announced", {"pool_id": pool.pk}, {"on": on.isoformat()}) for pool in changed]
    journal.record_all(RoundEntry, acts, stream=STREAM, by=by, at=at)
    outbox.queue_new_letters(list(_letters(changed, kind="final_round", on=on, at=at)), at=at)
    return changed


@transaction.atomic(durable=True)
def take_back(*, pool_ids: Collection[int], by: "User", at: datetime) -> list[Pool]:
    """
    Take the announcement of a final round back: its day is to be announced again, and everybody is written to.

    :returns: the pools that had a day
    :raises CannotAnnounce: when the day of one of them has come
    """
    pools = [pool for pool in _checked(pool_ids, on=None, at=at) if pool.final_round_on is not None]
    before = {pool.pk: pool.final_round_on for pool in pools}
    for pool in pools:
        pool.final_round_on = pool.final_announced_at = None
    Pool.objects.bulk_update(pools, ["final_round_on", "final_announced_at"])
    acts = [Act("final_round_taken_back", {"pool_id": pool.pk}, {"on": str(before[pool.pk])}) for pool in pools]
    journal.record_all(RoundEntry, acts, stream=STREAM, by=by, at=at)
    outbox.queue_new_letters(list(_letters(pools, kind="final_round_off", on=None, at=at)), at=at)
    return pools


@transaction.atomic(durable=True)
def check(*, pool_ids: Collection[int], on: date | None, at: datetime) -> None:
    """
    Let an announcement pass that could be made now; nothing is written.

    :param on: None: to take the announced day back
    :raises CannotAnnounce: as the act would be refused
    """
    _checked(pool_ids, on=on, at=at)


def _checked(pool_ids: Collection[int], *, on: date | None, at: datetime) -> list[Pool]:
    pools = _held(pool_ids)
    today = clock.home_date(at)
    if on is not None and not weeks.may_be_final(on, today):
        earliest = today + weeks.FINAL_ROUND_NOTICE
        raise CannotAnnounce(
            f"A final round is announced at least 5 days ahead. Choose {dates.day(earliest, 'en')} or later.",
            f"Une dernière ronde est annoncée au moins 5 jours d'avance. Choisissez le {dates.day(earliest, 'fr')} ou plus tard.",
        )
    for pool in pools:
        if on is not None:
            _check(pool, on)
        _check_to_come(pool, today=today)
    return pools


def _held(pool_ids: Collection[int]) -> list[Pool]:
    pools = list(
        Pool.objects.select_for_update(of=("self",), no_key=True)
        .select_related("country", "season")
        .filter(pk__in=pool_ids)
        .order_by("order", "pk")
    )
    if not pools:
        raise CannotAnnounce("Choose at least one pool.", "Choisissez au moins un bassin.")
    if len({pool.season_id for pool in pools}) > 1:
        raise CannotAnnounce("Choose pools of one season.", "Choisissez des bassins d'une seule saison.")
    return pools


def _check(pool: Pool, on: date) -> None:
    season: Season = pool.season
    if pool.status != PoolStatus.OPEN:
        raise CannotAnnounce(
            f"{pool.title('en')}: this pool takes no candidates, so it has no final round. Take it off the list.",
            f"{pool.title('fr')} : ce bassin n'accepte pas de candidatures; il n'a donc pas de dernière ronde. "
            "Retirez-le de la liste.",
        )
    if pool.first_round_on is not None and on < pool.first_round_on:
        raise CannotAnnounce(
            f"{pool.title('en')}: the final round would be before the first one, on {dates.day(pool.first_round_on, 'en')}.",
            f"{pool.title('fr')} : la dernière ronde aurait lieu avant la première, le {dates.day(pool.first_round_on, 'fr')}.",
        )
    if season.profiles_end_at is not None and on > clock.home_date(season.profiles_end_at):
        end = clock.home_date(season.profiles_end_at)
        raise CannotAnnounce(
            f"The profiles of season {season.pk} are closed on {dates.day(end, 'en')}. Choose a day before that.",
            f"Les profils de la saison {season.pk} sont fermés le {dates.day(end, 'fr')}. Choisissez un jour avant cette date.",
        )


def _check_to_come(pool: Pool, *, today: date) -> None:
    if pool.final_round_on is not None and pool.final_round_on <= today:
        raise CannotAnnounce(
            f"{pool.title('en')}: the day of the final round, {dates.day(pool.final_round_on, 'en')}, has come. It stands.",
            f"{pool.title('fr')} : le jour de la dernière ronde, {dates.day(pool.final_round_on, 'fr')}, est arrivé. "
            "Il reste tel quel.",
        )


def _letters(pools: list[Pool], *, kind: str, on: date | None, at: datetime) -> Iterator[Draft]:
    """One letter a person, whatever the number of their pools; two statements."""
    by_id = {pool.pk: pool for pool in pools}
    here = Candidacy.objects.filter(pool__in=by_id, state__in=sorted(IN_POOL)).order_by("profile_id", "pool__order")
    rows = here.values_list("profile_id", "profile__user_id", "profile__user__language", "pool_id")
    for (profile, user, language), theirs in groupby(rows.iterator(chunk_size=5000), key=lambda row: row[:3]):
        yield words.final_round(
            kind, profile_id=profile, user_id=user, language=language, pools=[by_id[row[3]] for row in theirs], on=on, at=at
        )
