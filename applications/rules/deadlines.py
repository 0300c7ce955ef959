"""Until when an applicant has time. Periods are half-open: before the moment is in time, the moment itself is late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from profiles.rules.calendar import add_months

# Exactly 20 x 24 hours from the acceptance, to the minute (processing instructions and "Apply for a work permit",
# read 2026-11-23). A change of clocks in between moves nothing.
TIME_TO_SUBMIT = timedelta(hours=20 * 24)

# A request for documents gives 30 days from its sending unless its letter says otherwise ("After you apply", 2026-11-23).
DAYS_TO_ANSWER_A_REQUEST = 30

# Biometrics are to be given within 30 days of the instruction letter ("Apply for a work permit", read 2026-11-23).
DAYS_TO_GIVE_BIOMETRICS = 30

# A letter of introduction is good for twelve months (departmental page of 2021, read 2026-11-23). Whether it is cut to the
# passport is not confirmed by any source: the choice is a dated setting, of this name and with these values.
LETTER_MONTHS = 12
LETTER_SETTING = "letter_validity"


class LetterValidity(StrEnum):
    TWELVE_MONTHS = "twelve_months"
    PASSPORT = "passport"


def submission_due_at(accepted_at: datetime) -> datetime:
    """The moment before which the application must be sent: exactly 20 times 24 hours after the acceptance."""
    return accepted_at + TIME_TO_SUBMIT


def request_due_at(asked_at: datetime, days: int = DAYS_TO_ANSWER_A_REQUEST) -> datetime:
    """The moment before which a request must be answered; time runs from its sending (R9.3(2), read 2026-11-23)."""
    return asked_at + timedelta(days=days)


def biometrics_due_at(instructed_at: datetime) -> datetime:
    """The moment before which biometrics must be given."""
    return instructed_at + timedelta(days=DAYS_TO_GIVE_BIOMETRICS)


def latest_entry_on(
    issued_on: date, *, passport_expires_on: date | None = None, rule: LetterValidity = LetterValidity.TWELVE_MONTHS
) -> date:
    """
    The last day of a letter of introduction issued on an Eastern day.

    :param passport_expires_on: the last day of the passport named in it
    :param rule: whether a passport that ends sooner ends the letter; never before the day of issue
    """
    last = add_months(issued_on, LETTER_MONTHS)
    if rule is LetterValidity.PASSPORT and passport_expires_on is not None:
        return max(issued_on, min(last, passport_expires_on))
    return last


def in_time(due_at: datetime, at: datetime) -> bool:
    """Whether an act at `at` still meets a deadline."""
    return at < due_at


def shown(due_at: datetime) -> datetime:
    """A deadline as it is told to the person: rounded down to the minute, so that nobody is told too late."""
    return due_at.replace(second=0, microsecond=0)
