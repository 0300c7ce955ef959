"""Whom new terms would take out of pools: counted before they are in force, and found when they are."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import connection
from django.db.models import Q

from profiles.models import Agreement, Memorandum
from profiles.queries import agreements, organizations
from profiles.queries.rows_of_facts import SELECT, facts_of_row
from profiles.rules import conflicts, eligibility
from profiles.rules.facts import Facts
from profiles.rules.in_force import in_force
from profiles.rules.organizations import with_partners
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import NOT_A_COUNTRY, PARTNERS, Terms
from rounds.models import Candidacy, Pool
from rounds.states import CandidacyState

PORTION = 5_000
SHOWN = 20


@dataclass
class Affected:
    """Of the people waiting in the pools of one agreement row: how many there are, how many may stay, and why others may not."""

    waiting: int = 0
    staying: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first: list[tuple[Candidacy, tuple[Problem, ...]]] = field(default_factory=list)

    @property
    def leaving(self) -> int:
        """How many would leave a pool."""
        return self.waiting - self.staying


def affected(terms: Terms, *, on: date) -> Affected:
    """
    What terms would do to the people waiting in the pools of their country, category and stream, invited on a day.

    Read in portions; only the first twenty people are held.
    """
    return _counted(judged(terms, on=on))


def affected_by_memorandum(memorandum: Memorandum, *, on: date) -> Affected:
    """What a memorandum that is not written yet would do to the people waiting in the pools of its organization and category."""
    terms = organizations.terms_under(memorandum, agreements.terms_in_force(on))
    pools = [] if terms is None else pools_of_organization(memorandum.organization_id, memorandum.category)
    return _counted(judged_in({pool.pk: terms for pool in pools if terms}, on=on))


def affected_by_choice(name: str, value: object, *, on: date) -> Affected:
    """
    What a choice of staff would do to the people waiting in pools, were it in force on a day. Of the choices about the gap
    between two stays and about a highest age; by no other anybody leaves a pool.
    """
    if country := conflicts.country_of_age(name):
        pools = list(Pool.objects.filter(country=country, pk__in=_waited_in()))
        # As they would be without any choice: one that is to be followed by this one says nothing about it.
        held = in_force(agreements.terms_without_choices(), on)
        rows = {(one.category, one.stream): one for one in held if one.country == country}
        chosen = {pool.pk: rows.get((pool.category, pool.stream)) for pool in pools}
        terms = {pk: conflicts.with_choices(one, {name: str(value)}) for pk, one in chosen.items() if one is not None}
        return _counted(judged_in(terms, on=on, of=Code.AGE_HIGH))
    if name != agreements.GAP:
        return Affected()
    pools = pools_with_a_gap()
    held = {(one.country, one.category, one.stream): one for one in agreements.terms_in_force(on) if one.discontinuance_months}
    keys = {pool.pk: (pool.country_id, pool.category, pool.stream) for pool in pools}
    terms = {pk: replace(held[key], gap_until_entry=value == "entry") for pk, key in keys.items() if key in held}
    return _counted(judged_in(terms, on=on, of=Code.DISCONTINUANCE))


def pools_of_organization(code: str, category: str) -> list[Pool]:
    """The pools of an organization's category in which somebody waits. One query."""
    return list(Pool.objects.filter(country=PARTNERS, category=category, stream=code, pk__in=_waited_in()))


def waiting_in_pools_of(organization: str) -> int:
    """How many places people hold in the pools of an organization who wait for a round. One query."""
    theirs = Candidacy.objects.filter(pool__country=PARTNERS, pool__stream=organization, state=CandidacyState.WAITING)
    return theirs.count()


def pools_with_a_gap() -> list[Pool]:
    """The pools in which somebody waits of countries whose agreement has asked for a gap between two stays. One query."""
    countries = Agreement.objects.filter(discontinuance_months__gt=0).values("country")
    return list(Pool.objects.filter(country__in=countries, pk__in=_waited_in()))


def _counted(people: Iterator[tuple[int, tuple[Problem, ...]]]) -> Affected:
    found = Affected()
    first: dict[int, tuple[Problem, ...]] = {}
    for candidacy_id, problems in people:
        found.waiting += 1
        if not problems:
            found.staying += 1
            continue
        found.reasons.update(str(problem.code) for problem in problems)
        if len(first) < SHOWN:
            first[candidacy_id] = problems
    shown = Candidacy.objects.filter(pk__in=first).select_related("pool__country", "profile").order_by("pk")
    found.first = [(one, first[one.pk]) for one in shown]
    return found


def judged(terms: Terms, *, on: date, after: int = 0) -> Iterator[tuple[int, tuple[Problem, ...]]]:
    """
    Everybody who waits in a pool that the terms of an agreement row bear on, by candidacy, with what keeps them from it (nothing:
    they may stay), in the order of the candidacies. One streamed pass: memory does not grow with the number of people.

    Those are the row's own pools, and the pools of recognized organizations as far as its citizens wait in them.

    :param after: the last candidacy that was judged already
    """

    def concerns(held: Terms, facts: Facts) -> bool:
        return not held.organization or terms.country == PARTNERS or terms.country in facts.citizenships

    return judged_in(_terms_by_pool(terms, on=on), on=on, after=after, concerns=concerns)


def judged_in(
    pools: Mapping[int, Terms],
    *,
    on: date,
    after: int = 0,
    of: Code | None = None,
    concerns: Callable[[Terms, Facts], bool] | None = None,
) -> Iterator[tuple[int, tuple[Problem, ...]]]:
    """
    The same of everybody who waits in some pools.

    :param pools: pool -> the terms by which its people are judged
    :param of: the only reason that counts; None: each does
    :param concerns: whom of a pool the terms bear on; None: everybody
    """
    seasons = dict(Pool.objects.filter(pk__in=pools).values_list("pk", "season"))
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"""
            SELECT candidacy.id, candidacy.pool_id, told.*
              FROM rounds_candidacy AS candidacy
              JOIN LATERAL ({SELECT} WHERE profile.id = candidacy.profile_id) AS told ON true
             WHERE candidacy.pool_id = ANY (%s) AND candidacy.state = 'waiting' AND candidacy.id > %s
             ORDER BY candidacy.id
            """,  # noqa: S608  (what is put in is the constant of the facts)
            [list(pools), after],
        )
        while portion := cursor.fetchmany(PORTION):
            for candidacy_id, pool_id, *row in portion:
                facts = facts_of_row(tuple(row))
                assert facts is not None, "a sent profile has told its facts"
                held = pools[pool_id]
                if concerns is not None and not concerns(held, facts):
                    continue
                problems = eligibility.pool_problems(facts, held, on=on, season=seasons[pool_id])
                yield candidacy_id, tuple(one for one in problems if of in (None, one.code))


def _terms_by_pool(terms: Terms, *, on: date) -> Mapping[int, Terms]:
    """Pool -> what would hold in it on a day, were these the terms of their row."""
    key = (terms.country, terms.category, terms.stream)
    others = [one for one in agreements.terms_in_force(on) if (one.country, one.category, one.stream) != key]
    rows = [with_partners(one, [*others, terms], on=on) for one in [*others, terms]]
    held = {(one.country, one.category, one.stream): one for one in rows if (one.country, one.category, one.stream) == key}
    if terms.country == PARTNERS or terms.country not in NOT_A_COUNTRY:
        theirs = organizations.terms_of_organizations(rows, on=on)
        held |= {(one.country, one.category, one.stream): one for one in theirs}
    wanted = Q(country=terms.country, category=terms.category, stream=terms.stream) | (Q(country=PARTNERS) & ~Q(stream=""))
    found = Pool.objects.filter(wanted, pk__in=_waited_in()).values_list("pk", "country", "category", "stream")
    return {pk: held[tuple(rest)] for pk, *rest in found if tuple(rest) in held}


def _waited_in() -> object:
    return Candidacy.objects.filter(state=CandidacyState.WAITING).values("pool")
