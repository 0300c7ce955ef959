"""Fees are chosen by the day on which the application is received."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.rules import fees
from applications.rules.fees import FeeCode, FeeRow, Payer
from iecsite import csvfile
from profiles.rules.facts import CATEGORIES

TABLE = Path(fees.__file__).parents[1] / "programme" / "fees.csv"
COLUMNS = {
    "fee_code": csvfile.one_of(*FeeCode),
    "amount_cad": csvfile.money,
    "amount_confirmed": csvfile.yes_or_no,
    "categories": csvfile.several(csvfile.one_of(*CATEGORIES)),
    "payer": csvfile.one_of(*Payer),
    "effective_from": csvfile.day,
    "start_confirmed": csvfile.yes_or_no,
    "known_until": csvfile.maybe(csvfile.day),
    "season": csvfile.number,
    "description_en": csvfile.text,
    "description_fr": csvfile.text,
    "note_en": csvfile.free,
    "note_fr": csvfile.free,
    "source_url": csvfile.text,
}


def table():
    return tuple(
        FeeRow(
            code=FeeCode(row["fee_code"]),
            amount=row["amount_cad"],
            categories=frozenset(row["categories"]),
            payer=Payer(row["payer"]),
            effective_from=row["effective_from"],
            amount_confirmed=row["amount_confirmed"],
            start_confirmed=row["start_confirmed"],
            known_until=row["known_until"],
        )
        for row in csvfile.read_rows(TABLE, COLUMNS, unique=["fee_code", "effective_from"])
    )


ROWS = table()


@pytest.mark.parametrize(
    ("category", "biometrics", "received_on", "expected"),
    [
        ("working_holiday", True, date(2026, 2, 2), "369.75"),
        ("working_holiday", False, date(2026, 2, 2), "284.75"),
        ("young_professionals", True, date(2026, 2, 2), "269.75"),
        ("young_professionals", False, date(2026, 2, 2), "184.75"),
        ("coop", True, date(2026, 2, 2), "269.75"),
        ("coop", False, date(2026, 2, 2), "184.75"),
        # A season spans two amounts: the day counts.
        ("coop", False, date(2025, 11, 30), "179.75"),
        ("coop", False, date(2025, 12, 1), "184.75"),
        ("coop", False, date(2024, 11, 30), "172.00"),
        ("coop", False, date(2024, 12, 1), "179.75"),
        ("coop", False, date(2023, 12, 10), "161.00"),
        ("coop", False, date(2023, 12, 11), "172.00"),
        ("working_holiday", True, date(2019, 12, 8), "335.00"),
        ("working_holiday", True, date(2018, 7, 30), "250.00"),
        # The last known amount goes on.
        ("coop", False, date(2028, 1, 1), "184.75"),
    ],
)
def test_the_sum_is_that_of_the_day_of_receipt(category, biometrics, received_on, expected):
    lines = fees.fee_lines(ROWS, category, received_on, biometrics)

    assert fees.total(lines) == Decimal(expected)


@pytest.mark.parametrize(
    ("received_on", "confirmed"),
    [
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
        (date(2022, 6, 1), False),
        (date(2025, 6, 1), True),
    ],
)
def test_an_amount_that_no_source_states_is_said_to_be_so(received_on, confirmed):
    assert fees.all_confirmed(fees.fee_lines(ROWS, "working_holiday", received_on, True)) is confirmed


def test_the_lines_of_a_working_holiday_show_the_exemption():
    lines = fees.fee_lines(ROWS, "working_holiday", date(2026, 2, 2), True)

    assert [(line.code, line.amount) for line in lines] == [
        (FeeCode.IEC, Decimal("184.75")),
        (FeeCode.OPEN_WORK_PERMIT, Decimal("100.00")),
        (FeeCode.BIOMETRICS, Decimal("85.00")),
        (FeeCode.WORK_PERMIT_PROCESSING, Decimal("0.00")),
    ]


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_employers_fee_is_never_the_applicants(category):
    paid_by_applicant = {line.code for line in fees.fee_lines(ROWS, category, date(2026, 2, 2), True)}
    paid_by_employer = fees.employer_lines(ROWS, category, date(2026, 2, 2))

    assert FeeCode.EMPLOYER_COMPLIANCE not in paid_by_applicant
    assert fees.total(paid_by_employer) == (Decimal("0.00") if category == "working_holiday" else Decimal("230.00"))


def test_a_day_before_the_table_has_no_fee():
    with pytest.raises(fees.NoFeeKnown):
        fees.fee_lines(ROWS, "coop", date(2015, 11, 29), True)


@given(
    st.permutations(ROWS),
    st.sampled_from(CATEGORIES),
    st.dates(date(2015, 11, 30), date(2030, 1, 1)),
    st.booleans(),
)
def test_the_order_of_the_table_does_not_matter(rows, category, day, biometrics):
    assert fees.fee_lines(rows, category, day, biometrics) == fees.fee_lines(ROWS, category, day, biometrics)


@given(st.sampled_from(CATEGORIES), st.dates(date(2018, 7, 31), date(2030, 1, 1)))
def test_biometrics_add_their_fee_and_nothing_else(category, day):
    with_them = fees.fee_lines(ROWS, category, day, True)
    without = fees.fee_lines(ROWS, category, day, False)

    assert fees.total(with_them) - fees.total(without) == Decimal("85.00")


@pytest.mark.parametrize(
    ("born", "citizenships", "captured", "needed"),
    [
        (date(1998, 5, 4), ["FR"], None, True),
        (date(1998, 5, 4), ["FR", "US"], None, False),
        (date(2012, 2, 3), ["FR"], None, False),  # 13
        (date(2012, 2, 2), ["FR"], None, True),  # 14 on the day
        (date(1946, 2, 3), ["FR"], None, True),  # 79
        (date(1946, 2, 2), ["FR"], None, False),  # 80 on the day
        (date(1998, 5, 4), ["FR"], date(2016, 2, 3), False),
        (date(1998, 5, 4), ["FR"], date(2016, 2, 2), True),  # ten years have passed
    ],
)
def test_biometrics_are_asked_of(born, citizenships, captured, needed):
    asked = fees.biometrics_needed(date_of_birth=born, citizenships=citizenships, last_captured_on=captured, on=date(2026, 2, 2))

    assert asked is needed
