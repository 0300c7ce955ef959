"""A plan that begins with what the task proposed for a week: its moments, and the numbers of every pool that is due."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from iecsite import clock
from rounds.models import CalendarWeek, Pool, ProposedPool, Season
from rounds.queries import weeks


def chosen(request: HttpRequest, season: Season) -> tuple[CalendarWeek | None, Sequence[ProposedPool]]:
    """The week named in the address, with its proposal; nothing where none is named, or it is another season's or skipped."""
    asked = request.GET.get("week", "")
    if not asked.isdecimal():
        return None, ()
    week = CalendarWeek.objects.filter(pk=int(asked), season=season, skipped_at__isnull=True).first()
    return week, () if week is None else weeks.proposal(week)


def initial(week: CalendarWeek | None, proposed: Sequence[ProposedPool], *, at: datetime) -> dict[str, Any]:
    """What the form begins with: the week's moments and numbers, or as soon as may be and nobody."""
    local = at.astimezone(clock.HOME_ZONE).replace(second=0, microsecond=0)
    freeze, draw = (local, local + timedelta(hours=25)) if week is None else (week.freeze_at, week.draw_at)
    moments = {"freeze_at": freeze, "draw_at": draw}
    numbers = {f"pool_{one.pool_id}": one.invite for one in proposed if one.invite}
    return {name: f"{moment.astimezone(clock.HOME_ZONE):%Y-%m-%d %H:%M}" for name, moment in moments.items()} | numbers


def left_out(proposed: Sequence[ProposedPool], invitations: Mapping[int, int]) -> list[Pool]:
    """The pools that are due in the week and get no invitation by this plan."""
    return [one.pool for one in proposed if one.invite and not invitations.get(one.pool_id)]
