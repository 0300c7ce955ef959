"""A plan that begins with a week of the calendar: its moments, and what the rule recommends of every pool that is due then."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from iecsite import clock
from rounds.models import CalendarWeek, Season
from rounds.queries.rounds import PoolPlan


def chosen(request: HttpRequest, season: Season) -> CalendarWeek | None:
    """The week named in the address; None where none is named, or it is another season's or skipped."""
    asked = request.GET.get("week", "")
    if not asked.isdecimal():
        return None
    return CalendarWeek.objects.filter(pk=int(asked), season=season, skipped_at__isnull=True).first()


def moments(week: CalendarWeek | None, *, at: datetime) -> dict[str, datetime]:
    """When the form lets the list be fixed and drawn: in the week's moments, or as soon as may be."""
    local = at.astimezone(clock.HOME_ZONE).replace(second=0, microsecond=0)
    freeze, draw = (local, local + timedelta(hours=25)) if week is None else (week.freeze_at, week.draw_at)
    return {"freeze_at": freeze, "draw_at": draw}


def initial(begins: dict[str, datetime], plans: Iterable[PoolPlan]) -> dict[str, Any]:
    """What the form begins with: moments, and the recommendation of each pool that is due on the day of the draw."""
    numbers = {f"pool_{plan.pool.pk}": plan.recommended for plan in plans if plan.why_not is None and plan.recommended}
    return {name: f"{moment.astimezone(clock.HOME_ZONE):%Y-%m-%d %H:%M}" for name, moment in begins.items()} | numbers
