"""Until when an invitation may be answered, in words: the same on pages and in letters."""

from datetime import date, datetime

from django import template

from iecsite import clock, dates
from rounds.queries import standing
from rounds.rules import calendar

register = template.Library()


@register.simple_tag
def answer_until(answer_by: date, lapses_at: datetime, zone: str, language: str) -> str:
    """`Thursday, February 12, 2026 at 11:59 pm (Paris time) · 5:59 pm Eastern`."""
    return str(dates.deadline(calendar.last_minute(answer_by, lapses_at, zone), zone, language))


@register.simple_tag
def answer_minute(answer_by: date, lapses_at: datetime, zone: str) -> datetime:
    """The last minute in which an answer counts on the clocks of a zone, to hand to `deadline`."""
    return calendar.last_minute(answer_by, lapses_at, zone)


@register.simple_tag
def back_after_no(issued_at: datetime | None = None) -> bool:
    """Whether who says no to an invitation goes back into the pool: to one issued at a moment, or now."""
    return standing.back_after_no(issued_at or clock.now())
