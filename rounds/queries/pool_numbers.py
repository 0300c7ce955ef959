"""The public numbers of the pools of a season: who waits, who was invited, what is left, and the chance that follows."""

from collections.abc import Iterable
from dataclasses import dataclass

from rounds.models import Pool, RoundPool
from rounds.queries.ledger import ledgers
from rounds.queries.pools import pool_counts
from rounds.rules import odds
from rounds.rules.ledger import Ledger
from rounds.rules.places import Places
from rounds.states import PoolStatus, Rating, RoundState

# A round that two people have agreed on and whose result is not out: what it will issue is fixed.
COMING = frozenset(
    {RoundState.APPROVED, RoundState.FROZEN, RoundState.PUBLISHED, RoundState.SEEDED, RoundState.DRAWN, RoundState.CHECKED}
)
# Its result is public. Between the invitations and that moment a round is neither to come nor held.
HELD = frozenset({RoundState.CLOSED})


@dataclass(frozen=True)
class PoolNumbers:
    """
    One pool in numbers. Candidates, invitations and quota are exact; outcomes of persons (`accepted`) are for banding.

    `ledger`: where every invitation stands, which is what places are given by; nothing is counted a second time here.
    `coming`: the approved round that draws from it next; `last`: the newest round that did; a remedial round is neither, since it
    draws among a few people only. `chance` is the share of the pool's people whom the coming round invites from it, or, with
    none, a next round that issues as many invitations as the last one. Who waits in several pools has another chance, and so has
    who waits with them: `odds_of_person` counts those.
    """

    pool: Pool
    candidates: int
    ledger: Ledger
    coming: RoundPool | None
    last: RoundPool | None

    @property
    def invitations(self) -> int:
        """Invitations issued so far; those that a remedy cancelled are among them."""
        return self.ledger.issued

    @property
    def accepted(self) -> int:
        """Invitations that were ever accepted, whatever became of them."""
        return self.ledger.said_yes

    @property
    def open_invitations(self) -> int:
        return self.ledger.unanswered

    @property
    def to_be_announced(self) -> bool:
        return self.pool.quota is None and not self.pool.unlimited

    @property
    def accepting(self) -> bool:
        return self.pool.status == PoolStatus.OPEN

    @property
    def spots(self) -> int | None:
        """Letters of introduction that may still be issued; None where no number is set or it is to be announced."""
        places = Places(quota=self.pool.quota, unlimited=self.pool.unlimited, approved=self.pool.approved)
        return None if self.to_be_announced else places.left()

    @property
    def fixed(self) -> bool:
        """Whether the numbers of the coming round are those of a fixed list, and no forecast."""
        return self.coming is not None and self.coming.entries is not None

    @property
    def next_invitations(self) -> int | None:
        """Invitations that the chance counts with; None when no round has told any."""
        if self.coming is not None:
            return self.coming.invite
        return self.last.invited if self.last is not None else None

    @property
    def next_candidates(self) -> int:
        """Candidates that the chance counts with."""
        if self.coming is not None and self.coming.entries is not None:
            return self.coming.entries
        return self.candidates

    @property
    def chance(self) -> float | None:
        """
        The share of the candidates who are invited, 0 to 1; None while there is nothing to count with.

        0 and 1 are counts and never forecasts: a list that is not fixed may still grow, and a next round as empty as the last
        one is nobody's plan.
        """
        if self.next_invitations is None or not self.accepting:
            return None
        chance = odds.next_round(self.next_invitations, self.next_candidates)
        if chance is None or self.fixed:
            return chance
        return None if chance == 0 and self.coming is None else min(chance, odds.MOST_FORECAST)

    @property
    def everybody(self) -> bool:
        """Whether the coming round has an invitation for everybody on its list or, before it is fixed, who waits now."""
        return bool(self.of) and self.coming is not None and self.coming.invite >= self.next_candidates

    @property
    def of(self) -> tuple[int, int] | None:
        """The chance as so many out of so many; None where there is none to tell."""
        return odds.of_a_thousand(self.chance) if self.chance else None

    @property
    def word(self) -> str:
        """The official word in the language of the page."""
        return str(Rating(self.band).label)

    @property
    def band(self) -> str:
        """The official word for the chance (a code of `rounds.rules.odds`)."""
        return odds.band(self.chance)


def told_spots(one: PoolNumbers, under: int) -> int | None:
    """
    Spots as they may be told: the quota less those approved, where these are enough to be told; else the whole quota.

    None where there is no number. A spot told is at most `under` too many, and never betrays a small number of persons.
    """
    if one.spots is None or one.pool.quota is None:
        return None
    return one.spots if one.pool.approved >= under else one.pool.quota


def of_season(year: int) -> list[PoolNumbers]:
    """The pools of a season in the order of the public table: by country, then as they are drawn. Five queries."""
    return of_pools(Pool.objects.filter(season=year).select_related("country").order_by("country__sort_en", "order"))


def of_pools(pools: Iterable[Pool]) -> list[PoolNumbers]:
    """The numbers of these pools, in their order. Four queries besides that of the pools, however many they are."""
    pools = list(pools)
    ids = [pool.pk for pool in pools]
    waiting, books = pool_counts(ids), ledgers(ids)
    coming, last = _first_of_each(ids, COMING, "round__draw_at"), _first_of_each(ids, HELD, "-round__draw_at")
    return [PoolNumbers(pool, waiting.get(pool.pk, 0), books[pool.pk], coming.get(pool.pk), last.get(pool.pk)) for pool in pools]


def invitations_ahead(pool_ids: Iterable[int]) -> dict[int, int]:
    """Pool -> invitations that its chance counts with: of the coming round, or else of the last one. Two queries."""
    ids = list(pool_ids)
    last, coming = _first_of_each(ids, HELD, "-round__draw_at"), _first_of_each(ids, COMING, "round__draw_at")
    return {pk: line.invited or 0 for pk, line in last.items()} | {pk: line.invite for pk, line in coming.items()}


def history(pool: Pool) -> list[RoundPool]:
    """The rounds that drew from a pool and whose result is out, oldest first."""
    return histories([pool.pk]).get(pool.pk, [])


def histories(pool_ids: Iterable[int]) -> dict[int, list[RoundPool]]:
    """Pool -> its `history`; a pool from which no round drew is not in it. One query."""
    lines = RoundPool.objects.filter(pool__in=list(pool_ids), round__state__in=HELD)
    found: dict[int, list[RoundPool]] = {}
    for line in lines.select_related("round").order_by("round__draw_at", "round__code"):
        found.setdefault(line.pool_id, []).append(line)
    return found


def _first_of_each(ids: list[int], states: frozenset[RoundState], order: str) -> dict[int, RoundPool]:
    lines = RoundPool.objects.filter(pool_id__in=ids, round__state__in=sorted(states), round__remedies=None)
    lines = lines.select_related("round").order_by("pool_id", order, "-round__code").distinct("pool_id")
    return {line.pool_id: line for line in lines}
