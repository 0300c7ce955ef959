"""How many people wait in several pools at once, and in which: what a draw of one pool does to another hangs on them alone."""

from django.core.cache import cache
from django.db import connection

from iecsite import clock

# Fewer people than this are counted each time. More are counted once in so many seconds, as pools are: in a whole season it takes
# a second or two, and meanwhile the others get what was counted before. A fixed list is counted once.
LARGE, LATELY, MEANWHILE, A_DAY = 1_000, 60, 600, 86_400

Groups = dict[frozenset[int], int]


def waiting_in_several(season: int) -> Groups:
    """Pools of a season -> how many people wait in exactly these and could be drawn, for two and more. Two queries."""
    key, now = f"in-several/{season}", clock.now().timestamp()
    made_at, groups = cache.get(key) or (0.0, None)
    if groups is not None and (now - made_at < LATELY or not cache.add(f"{key}/made", 1, LATELY)):
        return dict(groups)
    counted = _counted(_WAITING, season)
    if sum(counted.values()) >= LARGE:
        cache.set(key, (now, counted), MEANWHILE)
    return counted


def listed_in_several(round_id: int) -> Groups:
    """The same of a round's fixed list."""
    key = f"in-several/list/{round_id}"
    groups: Groups | None = cache.get(key)
    if groups is None:
        groups = _counted(_LISTED, round_id)
        if sum(groups.values()) >= LARGE:
            cache.set(key, groups, A_DAY)
    return groups


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
