"""By which day a question is answered."""

from datetime import date, timedelta

WORKING_DAYS = 5
SATURDAY = 5


def answer_by(asked_on: date, *, working_days: int = WORKING_DAYS) -> date:
    """
    The last of so many working days after the one on which a question came: Monday to Friday.

    Holidays are not left out, so that the answer comes rather too early than too late.

    :param asked_on: the Eastern day on which it came, which does not count
    """
    day = asked_on
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < SATURDAY
    return day
