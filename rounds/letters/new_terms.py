"""The letter to whom new terms took out of a pool."""

from collections.abc import Sequence
from datetime import date, datetime

from iecsite.clock import home_date
from profiles.operations.letters import Draft
from profiles.rules.problems import Problem
from profiles.rules.remedy_sentences import with_remedy
from profiles.rules.terms import Terms
from rounds.letters.candidacies import pool_titles
from rounds.models import Candidacy


def terms_changed(
    candidacy: Candidacy,
    problems: Sequence[Problem],
    *,
    terms: Terms | None,
    remaining: int,
    since: date | None = None,
    at: datetime,
) -> Draft:
    """
    Which pool was left, and why, in both languages.

    :param candidacy: with its pool, its profile and account
    :param terms: those that hold now; None when no agreement is in force
    :param since: the day on which those began; None for the day of the leaving
    :param remaining: in how many pools they still wait
    """
    profile = candidacy.profile
    return Draft(
        kind="rounds/terms_changed",
        event_key=f"candidacy/{candidacy.pk}/terms_changed",
        user_id=profile.user_id,
        profile_id=profile.pk,
        language=profile.user.language,
        context={
            **pool_titles(candidacy),
            "remaining": remaining,
            "suspended": terms is not None and terms.status == "suspended",
            "reasons_en": [with_remedy(problem, "en") for problem in problems],
            "reasons_fr": [with_remedy(problem, "fr") for problem in problems],
            "left_on": (since or home_date(at)).isoformat(),
        },
    )
