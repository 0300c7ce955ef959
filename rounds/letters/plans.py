"""The letter to whoever plans and approves rounds when a plan was put aside because nobody approved it."""

from profiles.models import User
from profiles.operations.letters import Draft
from rounds.models import Round


def put_aside(reader: User, round_: Round, *, first: str = "") -> Draft:
    """
    Which round, and when it was to be drawn.

    :param first: the later round whose list was fixed before the time to approve was over, "" when that time was over
    """
    return Draft(
        kind="rounds/plan_put_aside",
        event_key=f"round/{round_.pk}/put_aside/{reader.pk}",
        user_id=reader.pk,
        language=reader.language,
        context={"round": round_.code, "round_id": round_.pk, "draw_at": round_.draw_at.isoformat(), "first": first},
    )
