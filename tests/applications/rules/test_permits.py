"""A permit ends with the first of agreement, passport, insurance and offer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.rules import permits
from applications.rules.permits import Limit

START = date(2026, 5, 1)
LATE = date(2040, 1, 1)


@pytest.mark.parametrize(
    ("passport", "insurance", "offer", "on", "limit"),
    [
        (LATE, None, None, date(2028, 5, 1), Limit.AGREEMENT),
        (date(2027, 3, 4), None, None, date(2027, 3, 4), Limit.PASSPORT),
        (date(2027, 3, 4), date(2027, 3, 3), None, date(2027, 3, 3), Limit.INSURANCE),
        (date(2027, 3, 4), date(2027, 3, 3), date(2027, 3, 2), date(2027, 3, 2), Limit.OFFER),
        (None, None, None, date(2028, 5, 1), Limit.AGREEMENT),  # a national of the United States
        (date(2028, 5, 1), None, date(2028, 5, 1), date(2028, 5, 1), Limit.AGREEMENT),
    ],
)
def test_the_earliest_ends_the_permit(passport, insurance, offer, on, limit):
    end = permits.permit_end(
        starts_on=START, max_months=24, passport_expires=passport, insurance_ends=insurance, offer_ends=offer
    )

    assert (end.on, end.limit) == (on, limit)


@pytest.mark.parametrize("expires", [START, START - timedelta(days=1)])
def test_a_passport_that_ends_with_the_start_leaves_no_time(expires):
    with pytest.raises(permits.NoTimeLeft) as refused:
        permits.permit_end(starts_on=START, max_months=12, passport_expires=expires)

    assert refused.value.limit is Limit.PASSPORT


days = st.none() | st.dates(START + timedelta(days=1), LATE)


@given(days, days, days, st.integers(1, 36))
def test_no_limit_is_ever_passed(passport, insurance, offer, months):
    end = permits.permit_end(
        starts_on=START, max_months=months, passport_expires=passport, insurance_ends=insurance, offer_ends=offer
    )

    assert all(end.on <= limit for limit in (passport, insurance, offer) if limit)
    assert end.on > START
