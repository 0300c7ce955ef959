"""Whom new terms would take out of pools: counted before they are in force, and found when they are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from profiles.models import Profile
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.problems import Problem
from profiles.rules.terms import Terms
from rounds.models import Candidacy, Pool
from rounds.states import CandidacyState

PORTION = 1_000


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


SHOWN = 20


def affected(terms: Terms, *, on: date) -> Affected:
    """
    What terms would do to the people waiting in the pools of their country, category and stream, invited on a day.

    Read in portions; only the first twenty people are held.
    """
    found = Affected()
    for candidacy, problems in judged(terms, on=on):
        found.waiting += 1
        if not problems:
            found.staying += 1
            continue
        found.reasons.update(str(problem.code) for problem in problems)
        if len(found.first) < SHOWN:
            found.first.append((candidacy, problems))
    return found


def judged(terms: Terms, *, on: date) -> Iterator[tuple[Candidacy, tuple[Problem, ...]]]:
    """Everybody who waits in the pools of an agreement row, with what keeps them from it (nothing: they may stay)."""
    pools = Pool.objects.filter(country=terms.country, category=terms.category, stream=terms.stream)
    waiting = Candidacy.objects.filter(pool__in=pools, state=CandidacyState.WAITING).select_related("pool__country")
    last = 0
    while portion := list(waiting.filter(pk__gt=last).order_by("pk")[:PORTION]):
        last = portion[-1].pk
        people: dict[int, Profile] = {
            one.pk: one for one in profiles.whole().filter(pk__in=[candidacy.profile_id for candidacy in portion])
        }
        for candidacy in portion:
            candidacy.profile = people[candidacy.profile_id]
            facts = profiles.facts_of(candidacy.profile)
            assert facts is not None, "a sent profile has told its facts"
            yield candidacy, eligibility.pool_problems(facts, terms, on=on, season=candidacy.pool.season_id)
