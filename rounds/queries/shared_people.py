"""How many people wait in several pools at once, and in which: what a draw of one pool does to another hangs on them alone."""

from time import sleep
from typing import Any

from django.core.cache import cache
from django.db import connection

from iecsite import clock
from profiles.states import ProfileState
from rounds.models import Candidacy
from rounds.states import CandidacyState

# With fewer candidacies than this in a season they are looked through each time. More are looked through once in so many
# seconds, as pools are counted: in a whole season it takes a second or two, and meanwhile the others get what was counted
# before. How few of the people are in several pools says nothing about how long it takes. A fixed list is counted once.
LARGE, LATELY, MEANWHILE, A_DAY = 1_000, 60, 600, 86_400
# So often, a tenth of a second apart, somebody looks whether another has counted what nobody had before counting it too.
LOOKS, BETWEEN = 50, 0.1

Groups = dict[frozenset[int], int]


def waiting_in_several(season: int) -> Groups:
    """Pools of a season -> how many people wait in exactly these and could be drawn, for two and more. Three queries."""
    key, now = f"in-several/{season}", clock.now().timestamp()
    made_at, groups = cache.get(key) or (0.0, None)
    if groups is None:
        if not _is_large(season):
            return _counted(_WAITING, season)
        _made_at, groups = _counted_by_another(key) or (0.0, None)
    elif now - made_at >= LATELY and cache.add(_turn(key), 1, LATELY):
        groups = None
    if groups is not None:
        return dict(groups)
    counted = _counted(_WAITING, season)
    cache.set(key, (now, counted), MEANWHILE)
    return counted


def listed_in_several(round_id: int) -> Groups:
    """The same of a round's fixed list."""
    key = f"in-several/list/{round_id}"
    groups: Groups | None = cache.get(key)
    if groups is None:
        groups = _counted_by_another(key)
    if groups is None:
        groups = _counted(_LISTED, round_id)
        cache.set(key, groups, A_DAY)
    return groups


def _is_large(season: int) -> bool:
    """Looks no further than the number that decides."""
    waiting = Candidacy.objects.filter(state=CandidacyState.WAITING, profile__state=ProfileState.ACTIVE, pool__season=season)
    return waiting.order_by()[:LARGE].count() >= LARGE


def _counted_by_another(key: str) -> Any:
    """What somebody else counts at this moment; None when it is the caller's turn, or the other one takes too long."""
    if cache.add(_turn(key), 1, LATELY):
        return None
    for _look in range(LOOKS):
        sleep(BETWEEN)
        found = cache.get(key)
        if found is not None:
            return found
    return None


def _turn(key: str) -> str:
    return f"{key}/made"


def _counted(statement: str, of: int) -> Groups:
    with connection.cursor() as cursor:
        cursor.execute(statement, [of])
        return {frozenset(pools): people for pools, people in cursor.fetchall()}


_WAITING = """
    SELECT pools, count(*)
      FROM (SELECT array_agg(waiting.pool_id ORDER BY waiting.pool_id) AS pools
              FROM rounds_candidacy AS waiting
              JOIN profiles_profile AS profile ON profile.id = waiting.profile_id
              JOIN rounds_pool AS pool ON pool.id = waiting.pool_id
             WHERE waiting.state = 'waiting' AND profile.state = 'active' AND pool.season_id = %s
             GROUP BY waiting.profile_id
            HAVING count(*) > 1) AS person
     GROUP BY pools
"""
_LISTED = """
    SELECT pools, count(*)
      FROM (SELECT array_agg(entry.pool_id ORDER BY entry.pool_id) AS pools
              FROM rounds_drawentry AS entry
             WHERE entry.round_id = %s
             GROUP BY entry.ticket_id
            HAVING count(*) > 1) AS person
     GROUP BY pools
"""
