"""Whether a letter that somebody holds in their hand is ours, and whether it still holds."""

from dataclasses import dataclass
from datetime import date, datetime

from applications.models import Decision
from applications.states import Outcome
from iecsite import clock

# No code has these letters: whoever types one means the digit that looks like it.
MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """
    What is told of a letter to whoever has its code: enough to compare it with the paper, and no more.

    `state` is `holds`, `ended` (its last day is over), `given_back` or `refusal`; the initials are those of the names that the
    letter bears, so that a letter with another name on it is found out.
    """

    state: str
    reference: str
    made_on: date
    initials: str
    valid_until: date | None
    given_back_on: date | None


def check(code: str, *, at: datetime) -> CheckedLetter | None:
    """
    The letter of a check code, however it is typed: small letters, blanks, hyphens and an O for a 0 do not
    matter. One query.

    :returns: None when no letter has this code, or its letter was not written yet
    """
    signs = "".join(sign for sign in code.upper() if sign.isalnum()).translate(MISREAD)
    written = Decision.objects.filter(check_code=signs).exclude(pdf="").exclude(pdf=None)
    found = written.select_related("application").first()
    if found is None:
        return None
    names = found.application.display_name().replace("-", " ").split()
    return CheckedLetter(
        state=_state(found, clock.home_date(at)),
        reference=found.application.reference,
        made_on=clock.home_date(found.place_taken_at or found.decided_at),
        initials=" ".join(f"{name[0]}." for name in names),
        valid_until=found.letter_valid_until,
        given_back_on=clock.home_date(found.given_back_at) if found.given_back_at else None,
    )


def _state(decision: Decision, today: date) -> str:
    if decision.outcome == Outcome.REFUSED:
        return "refusal"
    if decision.given_back_at is not None:
        return "given_back"
    return "holds" if decision.letter_valid_until is not None and today <= decision.letter_valid_until else "ended"
