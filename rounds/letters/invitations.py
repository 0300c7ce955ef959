"""Letters about invitations: issued, declined, expired."""

from iecsite.clock import home_date
from profiles.operations.letters import Draft
from rounds.models import Invitation, Pool
from rounds.queries.selected import Reader
from rounds.rules.calendar import AnswerDeadline


def invited(reader: Reader, pool: Pool, code: str, deadline: AnswerDeadline, *, back: bool) -> Draft:
    """
    The person was drawn and may answer.

    :param pool: with its country, asked once for all letters of a round
    :param code: of the round
    :param back: whether who says no goes back into the pool
    """
    return Draft(
        kind="rounds/invited",
        event_key=f"invitation/{reader.invitation_id}/issued",
        user_id=reader.user_id,
        profile_id=reader.profile_id,
        language=reader.language,
        context={
            **_titles(pool),
            "round": code,
            "invitation": reader.invitation_id,
            "answer_by_on": deadline.answer_by.isoformat(),
            "back": back,
            "lapses_at": deadline.lapses_at.isoformat(),
        },
    )


def declined(invitation: Invitation, *, outcome: str) -> Draft:
    """
    The person said no.

    :param outcome: `back` in the pool, or why they are out of it: a `Departure`. For those other than `aged_out`,
        `season_closed` and `declined` a letter of its own says more
    """
    assert invitation.answered_at is not None
    return _draft("declined", invitation, outcome=outcome, declined_on=home_date(invitation.answered_at).isoformat())


def expired(invitation: Invitation) -> Draft:
    """Nobody answered in time; the profile left the pools and may be sent again."""
    return _draft("expired", invitation, answer_by_on=invitation.answer_by.isoformat())


def _titles(pool: Pool) -> dict[str, str]:
    return {"pool_title_en": pool.title("en"), "pool_title_fr": pool.title("fr")}


def _draft(kind: str, invitation: Invitation, **context: object) -> Draft:
    user = invitation.profile.user
    return Draft(
        kind=f"rounds/{kind}",
        event_key=f"invitation/{invitation.pk}/{kind}",
        user_id=user.pk,
        profile_id=invitation.profile_id,
        language=user.language,
        context={
            **_titles(invitation.pool),
            "pool_season": str(invitation.pool.season_id),
            "pool_code": invitation.pool.code,
            **context,
            "round": invitation.round.code,
        },
    )
