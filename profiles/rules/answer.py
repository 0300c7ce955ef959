"""The answer to a question of eligibility, in the JSON form that the command and the API share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from profiles.rules import eligibility
from profiles.rules.facts_form import Question
from profiles.rules.problems import Problem
from profiles.rules.sentences import sentence
from profiles.rules.terms import Terms


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


def in_both_languages(problem: Problem) -> dict[str, str]:
    """A problem as its code and its sentence in English and French."""
    return {
        "code": str(problem.code),
        "en": sentence(problem, "en"),
        "fr": sentence(problem, "fr"),
    }
