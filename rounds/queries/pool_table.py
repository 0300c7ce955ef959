"""The pools of a season as a small table: a line for each country, a column for each category."""

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.models import Country
from profiles.states import Category
from rounds.models.season import CATEGORY_NAMES
from rounds.queries.pool_numbers import PoolNumbers

# The widest door first, as the start page names the three ways.
COLUMNS = (Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS, Category.COOP)


@dataclass(frozen=True)
class Entry:
    """One pool in its cell. `stream`: its name in words; empty for the pool of everybody in this category."""

    numbers: PoolNumbers
    stream: str


@dataclass(frozen=True)
class Cell:
    """The pools of one country in one category; empty where it has none."""

    category: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Line:
    """One country or territory with a cell for each of `COLUMNS`."""

    country: Country
    cells: tuple[Cell, ...]


def categories(language: str) -> list[tuple[str, str]]:
    """Each category with its name in `en` or `fr`, in the order of the table's columns."""
    return [(category, CATEGORY_NAMES[category][1 if language == "fr" else 0]) for category in COLUMNS]


def countries(numbers: Iterable[PoolNumbers], language: str) -> list[Country]:
    """The countries that have any of these pools, by their name in `en` or `fr`."""
    found = {one.pool.country_id: one.pool.country for one in numbers}
    return sorted(found.values(), key=lambda country: country.sort_fr if language == "fr" else country.sort_en)


def lines(numbers: Iterable[PoolNumbers], language: str) -> list[Line]:
    """These pools by country, sorted and written in `en` or `fr`; the pool of a category stands before its streams."""
    numbers, names = list(numbers), dict(categories(language))
    cells: dict[tuple[str, str], list[Entry]] = {}
    for one in sorted(numbers, key=lambda one: one.pool.order):
        cells.setdefault((one.pool.country_id, one.pool.category), []).append(Entry(one, one.pool.stream_name(language)))
    return [
        Line(country, tuple(Cell(names[key], tuple(cells.get((country.code, key), ()))) for key in COLUMNS))
        for country in countries(numbers, language)
    ]
