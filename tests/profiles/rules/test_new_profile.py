"""A new profile waits until a letter of introduction is used, given back or over."""

from datetime import date

import pytest

from profiles.rules.facts import Participation
from profiles.rules.new_profile import LetterOut, letter_still_out
from profiles.rules.problems import Code

LETTER = LetterOut(date(2026, 2, 2), date(2027, 2, 2))


def permit(issued):
    return Participation(
        citizenship="FR",
        category="working_holiday",
        season=2026,
        permit_issued=issued,
        permit_expires=None,
        recognized_organization=False,
    )


@pytest.mark.parametrize(
    ("letters", "participations", "on", "until"),
    [
        ([], [], date(2026, 6, 1), None),
        ([LETTER], [], date(2027, 2, 2), date(2027, 2, 2)),
        ([LETTER], [], date(2027, 2, 3), None),
        ([LETTER], [permit(date(2026, 2, 2))], date(2026, 6, 1), None),
        ([LETTER], [permit(date(2027, 2, 2))], date(2027, 2, 2), None),
        ([LETTER], [permit(date(2026, 2, 1)), permit(None)], date(2026, 6, 1), date(2027, 2, 2)),
        ([LETTER, LetterOut(date(2025, 1, 1), date(2026, 1, 1))], [], date(2026, 6, 1), date(2027, 2, 2)),
    ],
)
def test_a_letter_that_is_good_and_unused_stands_in_the_way(letters, participations, on, until):
    found = letter_still_out(letters, participations, on=on)

    assert (found and (found.code, found.params["until"])) == (until and (Code.LETTER_OUT, until))
