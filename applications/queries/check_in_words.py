"""The result of a check without an account in words: for each citizenship its categories, as a page and a letter show them."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.queries.check import Result, Row
from iecsite import clock, dates, money
from profiles.queries import countries
from profiles.rules.eligibility import Verdict
from profiles.rules.problems import Code, Problem
from profiles.rules.remedies import Remedy, way_out
from profiles.rules.remedy_sentences import remedy_sentence
from profiles.rules.sentences import CATEGORY_NAMES, sentence
from profiles.rules.terms import NOT_A_COUNTRY
from rounds.queries import lately
from rounds.queries.pool_numbers import PoolNumbers, told_spots


@dataclass(frozen=True, kw_only=True)
class Card:
    """
    One category of a citizenship, or of an organization. `verdict` in a few words with the `tone` of its tag; `problems` each
    with what can be done about it. What is not known or does not apply is empty.
    """

    category: str
    title: str
    eligible: bool
    verdict: str
    tone: str
    stay: str
    until: str
    cost: str
    places: str
    numbers: PoolNumbers | None
    problems: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Group:
    """One citizenship, or one organization (`through`); without cards Canada has no agreement with the country."""

    name: str
    through: bool = False
    cards: list[Card] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether the person can take part in any of its categories."""
        return any(card.eligible for card in self.cards)


def groups(found: Result, said: str) -> list[Group]:
    """The citizenships as they were told and after them the organizations; those in which something is open come first."""
    names = countries.names(said)
    held = {code: Group(name=names.get(code, code)) for code in found.facts.citizenships}
    through: dict[str, Group] = {}
    for row in found.rows:
        country = row.verdict.country
        if country not in NOT_A_COUNTRY:
            held[country].cards.append(_card(row, held[country].name, said))
            continue
        name = _("Through a recognized organization")
        if row.organization:
            name = _("Through %(organization)s") % {"organization": row.organization}
        group = through.setdefault(name, Group(name=name, through=True))
        group.cards.append(_card(row, name, said))
    return sorted((*held.values(), *through.values()), key=lambda group: not group.open)


def categories(codes: tuple[str, ...], said: str) -> str:
    """Categories by name, in one line."""
    return ", ".join(CATEGORY_NAMES[said][code] for code in codes)


def _card(row: Row, name: str, said: str) -> Card:
    verdict = row.verdict
    category = CATEGORY_NAMES[said][verdict.category]
    if row.stream[said == "fr"] and not row.organization:
        category += f" ({row.stream[said == 'fr']})"
    words, tone = _verdict(verdict, said)
    return Card(
        category=category,
        title=f"{name} – {category}",
        eligible=verdict.eligible,
        verdict=words,
        tone=tone,
        stay=_months(verdict.max_stay_months),
        until=dates.day(row.last_day, said) if row.last_day else "",
        cost=_money(row.cost, said),
        places=_places(row.numbers),
        numbers=row.numbers if verdict.eligible else None,
        problems=[(sentence(one, said), remedy_sentence(one, said)) for one in _told(verdict.problems)],
    )


def _verdict(verdict: Verdict, said: str) -> tuple[str, str]:
    """Yes, yes but, not yet, or no, with the tone of the tag."""
    if verdict.eligible:
        return _("You can take part"), "good"
    ways = [way_out(problem) for problem in verdict.problems]
    remedies = {way.remedy for way in ways}
    days = [way.day for way in ways if way.day is not None]
    if remedies <= {Remedy.MENDABLE}:
        return _("Yes, but something is missing"), "info"
    if remedies <= {Remedy.MENDABLE, Remedy.FROM_A_DAY} and days:
        return _("Not yet: from %(day)s") % {"day": dates.day(max(days), said)}, "info"
    if remedies <= {Remedy.MENDABLE, Remedy.FROM_A_DAY, Remedy.NEXT_SEASON}:
        return _("Not this season"), "plain"
    return _("Not open to you"), "plain"


def _told(problems: tuple[Problem, ...]) -> list[Problem]:
    """Of a passport that the agreement does not take, it says nothing that it has expired."""
    wrong = any(one.code is Code.PASSPORT_COUNTRY for one in problems)
    return [one for one in problems if not (wrong and one.code is Code.PASSPORT_EXPIRED)]


def _months(months: int | None) -> str:
    return "" if months is None else ngettext("%(months)d month", "%(months)d months", months) % {"months": months}


def _money(cost: Decimal | None, said: str) -> str:
    return "" if cost is None else money.show(cost, said, with_code=True)


def _places(numbers: PoolNumbers | None) -> str:
    if numbers is None:
        return ""
    if numbers.pool.unlimited:
        return _("No limit: the quota keeps nobody out.")
    left = told_spots(numbers, lately.small_numbers(clock.today()))
    if left is None:
        return _("To be announced")
    return _("%(left)s left of %(quota)s") % {"left": _count(left), "quota": _count(numbers.pool.quota)}


def _count(number: int | None) -> str:
    return number_format(number or 0, force_grouping=True)
