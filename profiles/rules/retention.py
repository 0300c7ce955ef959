"""How long a person's file is kept."""

from __future__ import annotations

from datetime import date, timedelta

# Privacy Regulations s.4(1): at least two years after the last administrative use, unless the person agrees to an earlier
# disposal, and for as long as a request for access is open (read 2026-11-23). The years of the department's own schedule for
# these files were not found; the minimum is ours.
YEARS_KEPT = 2

# Ours: so long a person may still keep an account that they asked to be closed.
CLOSES_AFTER = timedelta(days=7)


def kept_through(last_use: date) -> date:
    """The last day on which a file is kept that was used last on a day; it may be erased from the day after."""
    try:
        return last_use.replace(year=last_use.year + YEARS_KEPT)
    except ValueError:  # 29 February: not a day early
        return date(last_use.year + YEARS_KEPT, 3, 1)


def last_use_over(today: date) -> date:
    """The latest day of last use whose file may be erased today."""
    day = date(today.year - YEARS_KEPT, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)
    while kept_through(day) >= today:
        day -= timedelta(days=1)
    return day


# Privacy Act s.14: a request for access is answered within 30 days after it was received (read 2026-11-23).
ANSWERED_WITHIN = timedelta(days=30)


def answer_due_on(received_on: date) -> date:
    """The last day on which a request for access that came on a day is answered in time."""
    return received_on + ANSWERED_WITHIN
