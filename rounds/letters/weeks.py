"""The letter to planners when the plan of a week is proposed."""

from iecsite.clock import home_date
from profiles.models import User
from profiles.operations.letters import Draft
from rounds.models import CalendarWeek


def proposed(reader: User, week: CalendarWeek, *, pools: int, invitations: int) -> Draft:
    """Which week, until when it must be approved, and how large the proposal is."""
    return Draft(
        kind="rounds/plan_proposed",
        event_key=f"week/{week.pk}/proposed/{reader.pk}",
        user_id=reader.pk,
        language=reader.language,
        context={
            "week": week.pk,
            "draw_on": home_date(week.draw_at).isoformat(),
            "freeze_at": week.freeze_at.isoformat(),
            "pools": pools,
            "invitations": invitations,
        },
    )
