"""A reviewed CSV file is read whole, or refused with its file, line, column and reason."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iecsite import csvfile

COLUMNS = {"name": csvfile.text, "count": csvfile.number, "since": csvfile.maybe(csvfile.day)}


def written(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "pools.csv"
    path.write_bytes(content.encode(encoding))
    return path


def test_rows_are_typed_and_know_their_line(tmp_path):
    path = written(tmp_path, '# a remark\n# another\nname,count,since\nFR-WH,5,\n"two\nlines",7,2026-01-23\n\nIE-WH,0,\n')

    rows = csvfile.read_rows(path, COLUMNS)

    assert [(row.line, row["name"], row["count"], row["since"]) for row in rows] == [
        (4, "FR-WH", 5, None),
        (5, "two\nlines", 7, date(2026, 1, 23)),
        (8, "IE-WH", 0, None),
    ]


def test_columns_may_stand_in_any_order(tmp_path):
    (row,) = csvfile.read_rows(written(tmp_path, "since,name,count\n,FR-WH,5\n"), COLUMNS)

    assert (row["name"], row["count"]) == ("FR-WH", 5)


@pytest.mark.parametrize(
    ("content", "line", "column", "reason"),
    [
        ("", 1, "", "no heading"),
        ("name,count\nFR-WH,5\n", 1, "since", "missing"),
        ("name,count,since,since\n", 1, "since", "twice"),
        ("name,count,since,colour\n", 1, "colour", "not known"),
        ("name,count,since\n,5,\n", 2, "name", "empty"),
        ("name,count,since\nFR-WH,five,\n", 2, "count", "whole number"),
        ("name,count,since\nFR-WH,-5,\n", 2, "count", "whole number"),
        ("# remark\nname,count,since\nFR-WH,5,\nIE-WH,5,2026-02-30\n", 4, "since", "not a day of the calendar"),
        ("name,count,since\nFR-WH,5,23/11/2026\n", 2, "since", "written as 2026-11-23"),
        ("name,count,since\nFR-WH,5\n", 2, "", "2 cells; the heading has 3"),
        ('name,count,since\n"FR-WH,5,\n', 2, "", "quotation marks"),
        ("name,count,since\nFR-WH,5,\nIE-WH,5,\nFR-WH,6,\n", 4, "", "repeats line 2"),
        ("name,count,since\nFR\0WH,5,\n", 2, "", "NUL"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(tmp_path, content, line, column, reason):
    with pytest.raises(csvfile.BadRow) as refused:
        csvfile.read_rows(written(tmp_path, content), COLUMNS, unique=["name"])

    assert (refused.value.file, refused.value.line, refused.value.column) == ("pools.csv", line, column)
    assert reason in str(refused.value)
    assert f"pools.csv, line {line}" in str(refused.value)


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path):
    path = written(tmp_path, "name,count,since\nFR-WH,5,\nCôte,5,\n", encoding="latin-1")

    with pytest.raises(csvfile.BadRow, match=r"line 3.*UTF-8"):
        csvfile.read_rows(path, COLUMNS)


@pytest.mark.parametrize(
    ("reading", "cell", "value"),
    [
        (csvfile.money, "184.75", Decimal("184.75")),
        (csvfile.yes_or_no, "yes", True),
        (csvfile.yes_or_no, "no", False),
        (csvfile.one_of("applicant", "employer"), "employer", "employer"),
        (csvfile.several(csvfile.text), "coop|working_holiday", ("coop", "working_holiday")),
        (csvfile.free, "", ""),
        (csvfile.moment, "2025-10-20T09:00-04:00", datetime(2025, 10, 20, 9, tzinfo=timezone(-timedelta(hours=4)))),
        (csvfile.moment, "2025-10-20T13:00+00:00", datetime(2025, 10, 20, 13, tzinfo=UTC)),
    ],
)
def test_a_cell_is_read(reading, cell, value):
    assert reading(cell) == value


@pytest.mark.parametrize(
    ("reading", "cell"),
    [
        (csvfile.money, "184.7"),
        (csvfile.money, "184,75"),
        (csvfile.money, "-1.00"),
        (csvfile.yes_or_no, "true"),
        (csvfile.one_of("applicant", ""), "employer"),
        (csvfile.several(csvfile.text), "coop||"),
        (csvfile.several(csvfile.text), "coop|coop"),
        (csvfile.moment, "2025-10-20T09:00"),
        (csvfile.moment, "yesterday"),
        (csvfile.day, "２０２６-01-01"),
    ],
)
def test_a_cell_is_refused(reading, cell):
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        reading(cell)


def refusal_of(reading, cell):
    try:
        reading(cell)
    except ValueError as reason:
        return str(reason)
    return None


@given(st.text())
def test_any_cell_is_read_or_refused_in_words(cell):
    for reading in (csvfile.number, csvfile.money, csvfile.day, csvfile.moment, csvfile.yes_or_no):
        reason = refusal_of(reading, cell)
        assert reason is None or " " in reason


def test_a_line_separator_inside_a_cell_is_no_new_line(tmp_path):
    (row, after) = csvfile.read_rows(written(tmp_path, "name,count,since\nFR\x85\u2028WH,5,\nIE,6,\n"), COLUMNS)

    assert (row.line, after.line) == (2, 3)
