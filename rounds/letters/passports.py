"""Letters about a passport that ends."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from profiles.operations.letters import Draft
from rounds.letters.candidacies import pool_titles
from rounds.models import Candidacy


def soon_expired(candidacies: Sequence[Candidacy], *, last_on: date, notice: int) -> Draft:
    """
    The passport of one person in pools ends soon.

    :param candidacies: of one person, each with its profile and account
    :param notice: 60 or 14, the days before the last day from which this letter is due
    """
    event = f"passport_ends/{last_on.isoformat()}/{notice}"
    return _draft("soon_passport_expired", candidacies, event, person=candidacies[0].profile, last_on=last_on)


def expired(candidacies: Sequence[Candidacy], *, person: Any, last_on: date) -> Draft:
    """
    One person left their pools because their passport ended.

    :param person: the profile, with its account
    """
    return _draft("passport_expired", candidacies, f"passport_expired/{candidacies[0].pk}", person=person, last_on=last_on)


def _draft(kind: str, candidacies: Sequence[Candidacy], event: str, *, person: Any, last_on: date) -> Draft:
    return Draft(
        kind=f"rounds/{kind}",
        event_key=f"profile/{person.pk}/{event}",
        user_id=person.user_id,
        profile_id=person.pk,
        language=person.user.language,
        context={"pools": [pool_titles(one) for one in candidacies], "last_on": last_on.isoformat()},
    )
