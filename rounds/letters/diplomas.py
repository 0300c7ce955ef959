"""The letters to whom a diploma opens a pool for a while only, and to whom it did."""

from collections.abc import Sequence

from profiles.operations.letters import Draft
from rounds.letters.candidacies import pool_titles
from rounds.models import Candidacy
from rounds.queries.diplomas import Ending


def soon_too_old(ending: Ending) -> Draft:
    """The diploma of one person opens their pools for some days more."""
    profile = ending.candidacies[0].profile
    assert profile.graduated_on is not None
    return Draft(
        kind="rounds/diploma_soon_too_old",
        event_key=ending.event_key,
        user_id=profile.user_id,
        profile_id=profile.pk,
        language=profile.user.language,
        context={
            "pools": [pool_titles(one) for one in ending.candidacies],
            "graduated_on": profile.graduated_on.isoformat(),
            "last_on": ending.last_on.isoformat(),
        },
    )


def too_old(ended: Sequence[Candidacy], *, remaining: int) -> Draft:
    """
    Which pools one person left, and the way back.

    :param ended: of one person, each with its pool, its profile and account
    :param remaining: in how many pools they still wait
    """
    profile = ended[0].profile
    assert profile.graduated_on is not None
    return Draft(
        kind="rounds/diploma_too_old",
        event_key=f"profile/{profile.pk}/diploma_too_old/{ended[0].pk}",
        user_id=profile.user_id,
        profile_id=profile.pk,
        language=profile.user.language,
        context={
            "pools": [pool_titles(one) for one in ended],
            "graduated_on": profile.graduated_on.isoformat(),
            "remaining": remaining,
        },
    )
