"""The order of the table of pools, chosen by links in its head: an address, so that it works everywhere and can be sent on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rounds.queries.pool_numbers import PoolNumbers


class Shown(Protocol):
    """A pool as the table shows it: by what is told alone, so that no order gives away what is not."""

    @property
    def numbers(self) -> PoolNumbers: ...
    @property
    def spots(self) -> int | None: ...


KEPT = ("country", "category")
COUNTRY, CHANCE, CANDIDATES, PLACES = "country", "chance", "candidates", "places"

# What each order is by. None: not known, and always last. Who asks for chances, people or places wants the most first.
BY: dict[str, Callable[["Shown"], Any]] = {
    CHANCE: lambda one: 1.0 if one.numbers.everybody else one.numbers.chance,
    CANDIDATES: lambda one: one.numbers.candidates,
    PLACES: lambda one: float("inf") if one.numbers.pool.unlimited else one.spots,
}
# Column -> label, the order that it leads to, whether it holds numbers.
COLUMNS: list[tuple[Promise, str, bool]] = [
    (_("Pool"), COUNTRY, False),
    (_("Chance in the next round"), CHANCE, False),
    (_("In the pool"), CANDIDATES, True),
    (_("Invited so far"), "", True),
    (_("Spots left"), PLACES, True),
    (_("Quota"), "", True),
]


@dataclass(frozen=True)
class Column:
    """A heading. `query` leads to the table in this column's order (empty: it has none); `sorted` is the value of `aria-sort`."""

    label: Promise
    number: bool
    query: str
    sorted: str


@dataclass(frozen=True)
class Order:
    """By what the pools are sorted, and whether the other way round."""

    by: str = COUNTRY
    backwards: bool = False

    @classmethod
    def asked(cls, query: Any) -> "Order":
        """As the address says (`sort=chance`, `sort=-country`); what nobody knows is the order of the countries."""
        name = query.get("sort", "")
        by = name.removeprefix("-")
        return cls(by, name.startswith("-")) if by in (COUNTRY, *BY) else cls()

    @property
    def written(self) -> str:
        """The same for an address; empty for the order that the table has by itself."""
        return "" if self == Order() else f"{'-' if self.backwards else ''}{self.by}"

    def sorted(self, pools: Iterable[Any]) -> list[Any]:
        """
        The pools in this order; those that are alike stay by country, as they come.

        :param pools: each as the table shows it (`Shown`)

        The first look at chances, people and places has the most on top, and `backwards` the fewest.
        """
        pools = list(pools)
        if self.by == COUNTRY:
            return pools[::-1] if self.backwards else pools
        value = BY[self.by]
        known = [one for one in pools if value(one) is not None]
        known.sort(key=lambda one: value(one) if self.backwards else -value(one))
        return known + [one for one in pools if value(one) is None]

    def columns(self, query: Any) -> list[Column]:
        """The headings; each leads to its order, the one in force to its opposite, and all keep the filters."""
        filters = {name: query[name] for name in KEPT if query.get(name)}
        found = []
        for label, by, number in COLUMNS:
            mine = by == self.by
            then = Order(by, mine and not self.backwards)
            # The least is on top of countries going forward, and of numbers going backwards.
            ascending = self.backwards != (by == COUNTRY)
            sort = {"sort": then.written} if then.written else {}
            address = urlencode(filters | sort) or "sort=country"
            found.append(
                Column(label, number, address if by else "", ("ascending" if ascending else "descending") if mine else "")
            )
        return found
