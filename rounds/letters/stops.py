"""The letters to whoever plans and approves rounds when one stands still: it was put aside, or its random value does not come."""

from datetime import datetime

from profiles.models import User
from profiles.operations.letters import Draft
from rounds.models import Round
from rounds.rules import stops


def stopped(reader: User, round_: Round, *, reason: str, at: datetime) -> Draft:
    """Which round, what happened and what to do; once for each stop."""
    what, second = stops.told(reason), reader.language == "fr"
    return Draft(
        kind="rounds/round_stopped",
        event_key=f"round/{round_.pk}/stopped/{at.isoformat()}/{reader.pk}",
        user_id=reader.pk,
        language=reader.language,
        context={
            "round": round_.code,
            "round_id": round_.pk,
            "happened": what.happened[second],
            "to_do": what.to_do[second],
        },
    )


def value_missing(reader: User, round_: Round) -> Draft:
    """Which round has waited for the value of its beacon since when; once for each round."""
    return Draft(
        kind="rounds/value_missing",
        event_key=f"round/{round_.pk}/value_missing/{reader.pk}",
        user_id=reader.pk,
        language=reader.language,
        context={"round": round_.code, "round_id": round_.pk, "draw_at": round_.draw_at.isoformat()},
    )
