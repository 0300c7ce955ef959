"""The terms of the agreements as the rules read them: one query or two, whatever the number of people and days."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Subquery

from iecsite import clock, dated
from iecsite.kept import kept
from iecsite.models import DatedSetting
from profiles.models.agreement import Agreement
from profiles.models.organization import Memorandum
from profiles.models.profile import Profile
from profiles.rules import agreement_columns, conflicts
from profiles.rules.in_force import DatedTerms, in_force
from profiles.rules.passports import kind_asked
from profiles.rules.streams import Asked, asked_of
from profiles.rules.terms import PARTNERS, Terms

# The dated setting on which the gap between two stays hangs.
GAP = "gap_compared_with"

# PostgreSQL gives every version of a row a place and the number of the transaction that wrote it; both together are given once.
_VERSIONS = """
    SELECT current_database(), md5(string_agg(one.version, ' ' ORDER BY one.version))
      FROM (SELECT 'a' || ctid::text || xmin::text AS version FROM profiles_agreement
            UNION ALL SELECT 'c' || ctid::text || xmin::text FROM profiles_country
            UNION ALL SELECT 's' || ctid::text || xmin::text FROM iecsite_datedsetting) AS one
"""
MOST_READ = 50
_read: dict[tuple[Any, ...], tuple[DatedTerms, ...]] = {}


def rows(*, on: date) -> QuerySet[Agreement]:
    """Agreement rows with their country, and with the choices of a day that their terms hang on."""
    held = DatedSetting.objects.filter(effective_on__lte=on).order_by("-effective_on")
    chosen = {name: Subquery(held.filter(name=name).values("value")[:1]) for name in (GAP, *conflicts.SETTINGS)}
    return Agreement.objects.select_related("country").annotate(**chosen)


def dated_terms(*, on: date | None = None) -> tuple[DatedTerms, ...]:
    """
    All agreement rows, past and present, as this transaction sees them. One query where no row was written since they were read.

    :param on: the day whose dated settings hold; None for today
    """
    on = on or clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS)
        key = (on, *cursor.fetchone())
    if key not in _read:
        if len(_read) >= MOST_READ:
            _read.clear()
        _read[key] = tuple(
            DatedTerms(terms_of(agreement), agreement.effective_from, agreement.effective_until) for agreement in rows(on=on)
        )
    return _read[key]


def terms_without_choices() -> tuple[DatedTerms, ...]:
    """All agreement rows as `dated_terms` has them, for `chosen_by_day` to put the choices of a day in. One query."""
    held = Agreement.objects.select_related("country")
    return tuple(DatedTerms(terms_of(row), row.effective_from, row.effective_until) for row in held)


def chosen_by_day(held: Iterable[DatedTerms]) -> Callable[[date], tuple[DatedTerms, ...]]:
    """What gives the terms of `terms_without_choices` with the choices of any day. One query, at the first day."""
    known = tuple(held)
    # Evaluated once, when it is first walked through.
    chosen = DatedSetting.objects.filter(name__in=(GAP, *conflicts.SETTINGS)).order_by("effective_on")

    def on_a_day(day: date) -> tuple[DatedTerms, ...]:
        told = {one.name: one.value for one in chosen if one.effective_on <= day}
        return tuple(replace(one, terms=_chosen(one.terms, told)) for one in known)

    return on_a_day


def terms_of(agreement: Agreement) -> Terms:
    """
    The terms of one row, with the choices of the day for which `rows` read it; of another row see `with_choices`.

    Asks for the country's names: select them with the row, as `rows` does.
    """
    values: dict[str, Any] = {field.attname: getattr(agreement, field.attname) for field in agreement._meta.concrete_fields}
    country = agreement.country
    found = agreement_columns.terms(
        values | {"country_code": country.code}, country_en=country.name_en, country_fr=country.name_fr
    )
    return _chosen(found, {name: getattr(agreement, name, None) for name in (GAP, *conflicts.SETTINGS)})


def with_choices(terms: Terms, *, on: date) -> Terms:
    """Terms that `rows` did not read, as drafts and their versions, with the choices of a day that they hang on. One query."""
    return _chosen(terms, _choices(on))


def age_limit_since(country: str, category: str, stream: str, *, on: date) -> date | None:
    """
    The day on which the terms, the memorandum or the choice began by which a row's highest age is judged on a day; None where it
    was so since before the records. Three queries at most.
    """
    # The pool of an organization goes by the row of the route, as far as its memorandum says nothing else.
    own = "" if country == PARTNERS else stream
    row = Agreement.objects.filter(country=country, category=category, stream=own, effective_from__lte=on)
    began = list(row.order_by("-effective_from").values_list("effective_from", flat=True)[:1])
    if country == PARTNERS:
        memoranda = Memorandum.objects.filter(organization=stream, category=category, organization__recognized=True)
        began += memoranda.filter(effective_from__lte=on).order_by("-effective_from").values_list("effective_from", flat=True)[:1]
    if setting := conflicts.age_setting(country):
        held = DatedSetting.objects.filter(name=setting, effective_on__lte=on).order_by("-effective_on")
        began += held.values_list("effective_on", flat=True)[:1]
    return max((day for day in began if day is not None), default=None)


def turns(rows: Q, *, choices: Collection[str] = ()) -> list[date]:
    """
    The days on which a version of some agreement rows began or held no longer, and those from which choices hold on which their
    terms hang, in no order. Two queries at most.
    """
    theirs = Agreement.objects.filter(rows).values_list("effective_from", "effective_until")
    days = [day for both in theirs for day in both if day is not None]
    return [*days, *DatedSetting.objects.filter(name__in=choices).values_list("effective_on", flat=True)]


def gap_to_apply(today: date) -> QuerySet[DatedSetting]:
    """Choices about the gap that have begun and by which not everybody in pools was judged yet, in their order."""
    begun = DatedSetting.objects.filter(name=GAP, applied_at__isnull=True, effective_on__lte=today)
    return begun.order_by("effective_on", "id")


def _choices(on: date) -> dict[str, Any]:
    """The choices of a day on which terms hang; what nobody chose is left out. One query."""
    held = DatedSetting.objects.filter(name__in=(GAP, *conflicts.SETTINGS), effective_on__lte=on)
    return dict(held.order_by("effective_on").values_list("name", "value"))


def _chosen(terms: Terms, told: Mapping[str, Any]) -> Terms:
    known = {name: told.get(name) or dated.KNOWN[name].default for name in (GAP, *conflicts.SETTINGS)}
    found = conflicts.with_choices(terms, {name: known[name] for name in conflicts.SETTINGS})
    return replace(found, gap_until_entry=True) if known[GAP] == "entry" else found


def streams_asked(profile: Profile, *, on: date) -> Asked:
    """What the streams of a person's agreements ask besides on a day, for a page. One query at most."""
    terms = kept(("terms", on), lambda: terms_in_force(on))
    return asked_of([one.country_id for one in profile.citizenships.all()], terms)


def terms_in_force(on: date) -> tuple[Terms, ...]:
    """The terms of every row in force on a day."""
    return in_force(dated_terms(on=on), on)


def other_passports(*, on: date) -> dict[str, set[tuple[str, str]]]:
    """
    Partner -> whose passports its agreement takes on a day beside its own, each with the kind that it has to be (for Hong Kong a
    British National (Overseas) one of the United Kingdom). One query where no row was written since they were read.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for one in terms_in_force(on):
        others = ((code, kind_asked(one.country, code)) for code in one.passport_codes if code != one.country)
        found.setdefault(one.country, set()).update(others)
    return {country: codes for country, codes in found.items() if codes}
