"""The table gives the rules the same terms as the reviewed files."""

from dataclasses import replace
from datetime import date

import pytest

from profiles.models import Agreement
from profiles.queries import agreements, programme_files, seasons

pytestmark = pytest.mark.django_db


def test_the_table_says_what_the_file_says():
    # The partners of the route through organizations follow from the other rows.
    held = {replace(one, partners=()) for one in agreements.terms_in_force(date(2026, 2, 2))}
    assert held == set(programme_files.terms_from_files())


def test_one_query_whatever_the_number_of_rows(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(agreements.dated_terms()) == 100


def test_a_row_holds_from_its_day():
    Agreement.objects.filter(country="FR").update(effective_from=date(2026, 1, 1))

    assert {one.country for one in agreements.terms_in_force(date(2025, 12, 31))}.isdisjoint({"FR"})
    assert "FR" in {one.country for one in agreements.terms_in_force(date(2026, 1, 1))}


def test_the_calendar_of_seasons_is_asked_of_rounds(django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = seasons.calendar()
        assert [calendar(day) for day in (date(2025, 10, 20), date(2025, 11, 1), date(2026, 2, 2))] == [2025, None, 2026]
