"""The answer to a question of eligibility, in the JSON form that the command and the API share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from profiles.rules import eligibility
from profiles.rules.facts_form import Question
from profiles.rules.in_force import DatedTerms, in_force
from profiles.rules.problems import Problem
from profiles.rules.remedies import way_out
from profiles.rules.remedy_sentences import remedy_sentence
from profiles.rules.sentences import sentence
from profiles.rules.terms import NOT_A_COUNTRY, Terms


def answer(question: Question, terms: Iterable[Terms], *, remedies: bool = False) -> dict[str, Any]:
    """
    The verdicts under the terms in force on the question's day.

    ``problems`` stands at the top only when no citizenship is known; ``results`` is then empty.

    :param remedies: whether each problem says what can be done about it too
    """
    rows = tuple(terms)
    # Pool by pool, as everywhere: a letter opens the pools of organizations alone, whether or not it is told whose it is.
    found = eligibility.pool_verdicts(question.facts, rows, on=question.on, season=question.season)
    body: dict[str, Any] = {
        "id": question.id,
        "on": question.on.isoformat(),
        "results": [
            {
                "country": one.country,
                "category": one.category,
                "stream": one.stream,
                "eligible": one.eligible,
                "max_stay_months": one.max_stay_months,
                "problems": [in_both_languages(problem, remedies=remedies) for problem in one.problems],
            }
            for one in found
        ],
    }
    unknown = eligibility.no_known_citizenship(question.facts, rows)
    if unknown is not None:
        body["problems"] = [in_both_languages(unknown, remedies=remedies)]
    return body


def answers(
    questions: Iterable[Question],
    dated_on: Callable[[date], Iterable[DatedTerms]],
    *,
    organizations_on: Callable[[Sequence[Terms], date], Iterable[Terms]] = lambda _rows, _day: (),
    remedies: bool = False,
) -> Iterator[dict[str, Any]]:
    """
    The answer to each question under the terms in force on its own day, in the order of the questions; see ``answer``.

    :param dated_on: the terms as the choices of a day have them; asked once for each day
    :param organizations_on: the terms of the pools of organizations, from the rows in force on a day; asked once for each day for
        which somebody names theirs
    """
    held: dict[date, tuple[Terms, ...]] = {}
    days: dict[date, Mapping[str, list[Terms]]] = {}
    organizations: dict[date, list[Terms]] = {}
    for question in questions:
        if question.on not in days:
            held[question.on] = in_force(dated_on(question.on), question.on)
            days[question.on] = _by_country(held[question.on])
        named = question.facts.organization
        if named and question.on not in organizations:
            organizations[question.on] = list(organizations_on(held[question.on], question.on))
        known = days[question.on]
        countries = [*question.facts.citizenships, *(sorted(NOT_A_COUNTRY) if question.facts.recognized_organization else ())]
        theirs = [one for country in dict.fromkeys(countries) for one in known.get(country, ())]
        if named:
            theirs += [one for one in organizations[question.on] if one.organization == named]
        yield answer(question, theirs, remedies=remedies)


def _by_country(terms: Iterable[Terms]) -> Mapping[str, list[Terms]]:
    found = defaultdict(list)
    for one in terms:
        found[one.country].append(one)
    return found


def in_both_languages(problem: Problem, *, remedies: bool = False) -> dict[str, Any]:
    """A problem as its code and its sentence in English and French; with ``remedies`` also what can be done about it."""
    said: dict[str, Any] = {
        "code": str(problem.code),
        "en": sentence(problem, "en"),
        "fr": sentence(problem, "fr"),
    }
    if not remedies:
        return said
    way = way_out(problem)
    return said | {
        "remedy": {
            "kind": str(way.remedy),
            "from": way.day and way.day.isoformat(),
            "en": remedy_sentence(problem, "en"),
            "fr": remedy_sentence(problem, "fr"),
        },
    }
