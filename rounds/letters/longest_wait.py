"""The letter to whose profile will have waited in pools for as long as one may."""

from typing import Any

from profiles.operations.letters import Draft


def soon_waited(profile: Any, *, notice: int) -> Draft:
    """
    A profile is closed soon after 365 days.

    :param profile: with its account, and the day in `closes_on`
    :param notice: 60 or 14, the days before that day from which this letter is due
    """
    return Draft(
        kind="rounds/soon_waited",
        event_key=f"profile/{profile.pk}/waits_too_long/{notice}",
        user_id=profile.user_id,
        profile_id=profile.pk,
        language=profile.user.language,
        context={"closes_on": profile.closes_on.isoformat()},
    )
