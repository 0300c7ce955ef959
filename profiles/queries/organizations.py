"""Recognized organizations and the terms of their pools as the rules read them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from iecsite.kept import kept
from profiles.models import Country, Memorandum, Organization
from profiles.rules import organizations
from profiles.rules.terms import PARTNERS, Terms


def recognized() -> list[Organization]:
    """The organizations that Canada recognizes, by name, as pages show them. One query at most."""
    return kept("organizations", lambda: list(Organization.objects.filter(recognized=True).order_by("name")))


def recognition(code: str) -> bool | None:
    """Whether an organization is recognized; None for one that is not written down."""
    return Organization.objects.filter(pk=code).values_list("recognized", flat=True).first()


def name(code: str) -> str:
    """The name of an organization, recognized or not; its code where none is written down. One query."""
    return Organization.objects.filter(pk=code).values_list("name", flat=True).first() or code


def has_memorandum(code: str, category: str) -> bool:
    """Whether anything was agreed with an organization for a category, from whatever day on."""
    return Memorandum.objects.filter(organization=code, category=category).exists()


def beginnings(code: str, category: str) -> list[date]:
    """The days on which memoranda with an organization for a category begin, in no order. One query."""
    return list(Memorandum.objects.filter(organization=code, category=category).values_list("effective_from", flat=True))


def memoranda_in_force(on: date) -> list[Memorandum]:
    """What each recognized organization may do in each category on a day. One query."""
    begun = Memorandum.objects.filter(effective_from__lte=on, organization__recognized=True).select_related("organization")
    return list(begun.order_by("organization_id", "category", "-effective_from").distinct("organization_id", "category"))


def terms_of_organizations(rows: Iterable[Terms], *, on: date) -> tuple[Terms, ...]:
    """
    The terms of every organization's pools on a day. Two queries.

    :param rows: the agreement rows in force on the day
    """
    held = memoranda_in_force(on)
    return _terms_of(held, rows, _countries(held))


def terms_of_organizations_by_day() -> Callable[[Iterable[Terms], date], tuple[Terms, ...]]:
    """What `terms_of_organizations` gives for any day, from rows that are read once. Two queries at the first day."""
    recognized_ones = Memorandum.objects.filter(organization__recognized=True).select_related("organization")
    # Evaluated once, when it is first walked through.
    oldest_first = recognized_ones.order_by("organization_id", "category", "effective_from")
    countries: dict[str, Country] = {}

    def of_a_day(rows: Iterable[Terms], on: date) -> tuple[Terms, ...]:
        if oldest_first and not countries:
            countries.update(_countries(oldest_first))
        held = {(one.organization_id, one.category): one for one in oldest_first if one.effective_from <= on}
        return _terms_of(held.values(), rows, countries)

    return of_a_day


def terms_under(memorandum: Memorandum, rows: Iterable[Terms]) -> Terms | None:
    """
    The terms of an organization's pools under a memorandum, which need not be written yet. None without a route in its category.
    One query at most.

    :param rows: the agreement rows in force on the day
    """
    return next(iter(_terms_of([memorandum], rows, _countries([memorandum]))), None)


def to_apply(today: date) -> QuerySet[Memorandum]:
    """Memoranda that have begun and by which not everybody in their pools was judged yet, in their order."""
    begun = Memorandum.objects.filter(applied_at__isnull=True, effective_from__lte=today)
    return begun.order_by("effective_from", "id")


def is_newest(memorandum: Memorandum, today: date) -> bool:
    """Whether no later memorandum of its organization and category has begun by a day. One query."""
    same = Memorandum.objects.filter(organization=memorandum.organization_id, category=memorandum.category)
    return not same.filter(effective_from__gt=memorandum.effective_from, effective_from__lte=today).exists()


def _countries(held: Iterable[Memorandum]) -> dict[str, Country]:
    named = {code for one in held for code in one.countries}
    return {one.code: one for one in Country.objects.filter(code__in=named)} if named else {}


def _terms_of(held: Iterable[Memorandum], rows: Iterable[Terms], countries: dict[str, Country]) -> tuple[Terms, ...]:
    routes = {one.category: one for one in rows if one.country == PARTNERS and not one.stream}
    known = (one for one in held if one.category in routes)
    return tuple(organizations.terms_of(_memorandum(one, countries), routes[one.category]) for one in known)


def with_organizations(rows: Sequence[Terms], *, on: date) -> tuple[Terms, ...]:
    """
    The agreement rows in force on a day, and the terms of every organization's pools.

    :param rows: the agreement rows in force on the day
    """
    return (*rows, *terms_of_organizations(rows, on=on))


def _memorandum(one: Memorandum, countries: dict[str, Country]) -> organizations.Memorandum:
    named = (countries[code] for code in one.countries if code in countries)
    return organizations.Memorandum(
        organization=one.organization_id,
        name=one.organization.name,
        category=one.category,
        min_age=one.min_age,
        max_age=one.max_age,
        max_stay_months=one.max_stay_months,
        countries=tuple((country.code, country.name_en, country.name_fr) for country in named),
    )
