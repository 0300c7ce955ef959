"""Which season is open on a day, as a table."""

from datetime import date

import pytest

from rounds.rules.seasons import Span, open_on

SPANS = [
    Span(2026, date(2025, 12, 19), None),
    Span(2024, date(2023, 12, 11), None),
    Span(2025, date(2024, 12, 16), date(2025, 10, 20)),
]


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2023, 12, 10), None),
        (date(2023, 12, 11), 2024),
        (date(2024, 12, 15), 2024),
        (date(2024, 12, 16), 2025),
        (date(2025, 10, 20), 2025),
        (date(2025, 10, 21), None),
        (date(2025, 12, 19), 2026),
        (date(2027, 6, 1), 2026),
    ],
)
def test_a_season_is_open_from_its_first_day_to_its_last_or_to_the_next(day, season):
    assert open_on(day, SPANS) == season
    assert open_on(day, []) is None
