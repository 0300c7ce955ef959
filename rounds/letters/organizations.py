"""The letter to whom the letter of a recognized organization no longer holds in its pool."""

from datetime import datetime

from iecsite.clock import home_date
from profiles.operations.letters import Draft
from rounds.letters.candidacies import pool_titles
from rounds.models import Candidacy


def letter_ended(candidacy: Candidacy, *, why: str, remaining: int, at: datetime) -> Draft:
    """
    Which pool was left, and why.

    :param candidacy: with its pool, its profile and account
    :param why: `withdrawn`: the letter was withdrawn; `organization`: it is no longer recognized
    :param remaining: in how many pools they still wait
    """
    profile = candidacy.profile
    return Draft(
        kind="rounds/letter_ended",
        event_key=f"candidacy/{candidacy.pk}/letter_ended",
        user_id=profile.user_id,
        profile_id=profile.pk,
        language=profile.user.language,
        context={
            **pool_titles(candidacy),
            "remaining": remaining,
            "organization": candidacy.pool.stream_name_en,
            "withdrawn": why == "withdrawn",
            "left_on": home_date(at).isoformat(),
        },
    )
