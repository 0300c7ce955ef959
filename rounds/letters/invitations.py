"""Letters about invitations: declined, expired. The invitations themselves are written by the draw, all at once."""

from iecsite.clock import home_date
from profiles.operations.letters import Draft
from rounds.models import Invitation


def declined(invitation: Invitation, *, outcome: str) -> Draft:
    """
    The person said no.

    :param outcome: `back` in the pool, or out of it because `aged_out` or `season_closed`
    """
    assert invitation.answered_at is not None
    return _draft("declined", invitation, outcome=outcome, declined_on=home_date(invitation.answered_at).isoformat())


def expired(invitation: Invitation) -> Draft:
    """Nobody answered in time; the profile left the pools and may be sent again."""
    return _draft("expired", invitation, answer_by_on=invitation.answer_by.isoformat())


def _draft(kind: str, invitation: Invitation, **context: object) -> Draft:
    user = invitation.profile.user
    titles = {"pool_title_en": invitation.pool.title("en"), "pool_title_fr": invitation.pool.title("fr")}
    return Draft(
        kind=f"rounds/{kind}",
        event_key=f"invitation/{invitation.pk}/{kind}",
        user_id=user.pk,
        profile_id=invitation.profile_id,
        language=user.language,
        context={**titles, **context, "round": invitation.round.code},
    )
