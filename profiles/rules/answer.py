"""The answer to a question of eligibility, in the JSON form that the command and the API share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from profiles.rules import eligibility
from profiles.rules.facts_form import Question
from profiles.rules.in_force import DatedTerms, in_force
from profiles.rules.problems import Problem
from profiles.rules.sentences import sentence
from profiles.rules.terms import NOT_A_COUNTRY, Terms


def answer(question: Question, terms: Iterable[Terms]) -> dict[str, Any]:
    """
    The verdicts under the terms in force on the question's day.

    ``problems`` stands at the top only when no citizenship is known; ``results`` is then empty.
    """
    rows = tuple(terms)
    found = eligibility.verdicts(question.facts, rows, on=question.on, season=question.season)
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
                "problems": [in_both_languages(problem) for problem in one.problems],
            }
            for one in found
        ],
    }
    unknown = eligibility.no_known_citizenship(question.facts, rows)
    if unknown is not None:
        body["problems"] = [in_both_languages(unknown)]
    return body


def answers(questions: Iterable[Question], dated: Iterable[DatedTerms]) -> Iterator[dict[str, Any]]:
    """The answer to each question under the terms in force on its own day, in the order of the questions."""
    rows = tuple(dated)
    days: dict[date, Mapping[str, list[Terms]]] = {}
    for question in questions:
        if question.on not in days:
            days[question.on] = _by_country(in_force(rows, question.on))
        known = days[question.on]
        countries = [*question.facts.citizenships, *(sorted(NOT_A_COUNTRY) if question.facts.recognized_organization else ())]
        theirs = [one for country in dict.fromkeys(countries) for one in known.get(country, ())]
        yield answer(question, theirs)


def _by_country(terms: Iterable[Terms]) -> Mapping[str, list[Terms]]:
    found = defaultdict(list)
    for one in terms:
        found[one.country].append(one)
    return found


def in_both_languages(problem: Problem) -> dict[str, str]:
    """A problem as its code and its sentence in English and French."""
    return {
        "code": str(problem.code),
        "en": sentence(problem, "en"),
        "fr": sentence(problem, "fr"),
    }
