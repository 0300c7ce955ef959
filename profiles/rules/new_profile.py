"""What must be over before a person becomes a candidate anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from profiles.rules.facts import Participation
from profiles.rules.problems import Code, Problem


@dataclass(frozen=True, slots=True)
class LetterOut:
    """A letter of introduction that was issued and not given back: its day, and the last on which it lets its holder enter."""

    issued_on: date
    valid_until: date


def letter_still_out(letters: Iterable[LetterOut], participations: Iterable[Participation], *, on: date) -> Problem | None:
    """
    E12: no valid unused letter of introduction stands as a new profile is sent (WEB-POOL, HC-1641; read 2026-11-23).

    A letter is used once a work permit was issued under it: the person tells so among their participations.

    :param letters: the person's, from earlier applications
    :param on: the day of sending
    """
    issued = [one.permit_issued for one in participations if one.permit_issued is not None]
    out = [
        letter.valid_until
        for letter in letters
        if letter.valid_until >= on and not any(letter.issued_on <= day <= letter.valid_until for day in issued)
    ]
    if not out:
        return None
    return Problem(Code.LETTER_OUT, {"until": max(out), "from": max(out) + timedelta(days=1)})
