"""Everybody judged under given terms in one streamed pass: who could take part, and what keeps the others from it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db import connection

from profiles.queries.rows_of_facts import SELECT, facts_of_row
from profiles.rules import eligibility
from profiles.rules.terms import Terms
from profiles.states import SENT

# People read at once: few enough to hold, enough that the trips to the database do not count.
PORTION = 5_000

Verdict = tuple[int, str, str, str, tuple[str, ...]]


def judged(terms: Sequence[Terms], *, on: date, season: int | None) -> Iterator[Verdict]:
    """
    The verdict of every sent profile under every row of its citizenships: profile, country, category, stream, codes of what is
    wrong (none: may take part).

    One statement, read in portions; memory does not grow with the number of people. Inside the caller's transaction.
    """
    by_country: dict[str, list[Terms]] = {}
    for one in terms:
        by_country.setdefault(one.country, []).append(one)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{SELECT} WHERE profile.state = ANY (%s)", [sorted(SENT)])
        while portion := cursor.fetchmany(PORTION):
            for row in portion:
                told = facts_of_row(row)
                if told is None:
                    continue
                for country in told.citizenships:
                    for one in by_country.get(country, ()):
                        problems = eligibility.pool_problems(told, one, on=on, season=season)
                        codes = tuple(str(problem.code) for problem in problems)
                        yield row[0], one.country, one.category, one.stream, codes


def counts(terms: Sequence[Terms], *, on: date, season: int | None) -> Mapping[tuple[str, str, str], Counter[str]]:
    """
    How many may take part under each row (counted as ``""``), and how many are kept from it by each reason.

    A person with two reasons is counted under both.
    """
    found: dict[tuple[str, str, str], Counter[str]] = {}
    for _profile, country, category, stream, codes in judged(terms, on=on, season=season):
        counted = found.setdefault((country, category, stream), Counter())
        counted.update(codes or ("",))
    return found
