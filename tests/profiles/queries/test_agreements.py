"""The table gives the rules the same terms as the reviewed files."""

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from iecsite.models import DatedSetting
from profiles.models import Agreement, Country
from profiles.queries import agreements, programme_files, seasons

pytestmark = pytest.mark.django_db


def test_the_table_says_what_the_file_says():
    # The partners of the route through organizations follow from the other rows.
    held = {replace(one, partners=()) for one in agreements.terms_in_force(date(2026, 2, 2))}
    assert held == set(programme_files.terms_from_files())


def test_one_query_whatever_the_number_of_rows_and_two_once_one_was_written(django_assert_num_queries):
    agreements.dated_terms()
    with django_assert_num_queries(1):
        assert len(agreements.dated_terms()) == 100
    Agreement.objects.filter(country="FR").update(max_age=29)
    with django_assert_num_queries(2):
        assert {one.terms.max_age for one in agreements.dated_terms() if one.terms.country == "FR"} == {29}


def test_what_was_taken_back_is_read_as_it_was_before():
    before = agreements.dated_terms()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        Agreement.objects.filter(country="FR").update(max_age=29)
        assert agreements.dated_terms() != before
        raise ZeroDivisionError

    assert agreements.dated_terms() == before


def test_a_dated_choice_and_a_name_are_seen_at_once(noon):
    def told() -> tuple[set[str], set[bool]]:
        held = [one.terms for one in agreements.dated_terms(on=noon.date())]
        return {one.country_en for one in held if one.country == "FR"}, {one.gap_until_entry for one in held}

    assert told() == ({"France"}, {False})
    Country.objects.filter(pk="FR").update(name_en="Gaul")
    DatedSetting.objects.create(name=agreements.GAP, value="entry", effective_on=noon.date())
    assert told() == ({"Gaul"}, {True})


def test_a_row_holds_from_its_day():
    Agreement.objects.filter(country="FR").update(effective_from=date(2026, 1, 1))

    assert {one.country for one in agreements.terms_in_force(date(2025, 12, 31))}.isdisjoint({"FR"})
    assert "FR" in {one.country for one in agreements.terms_in_force(date(2026, 1, 1))}


def test_the_calendar_of_seasons_is_asked_of_rounds(django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = seasons.calendar()
        assert [calendar(day) for day in (date(2025, 10, 20), date(2025, 11, 1), date(2026, 2, 2))] == [2025, None, 2026]
