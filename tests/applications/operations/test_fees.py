"""The table of fees grows by dated amounts; what people were charged by stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from applications.models import ApplicationEntry, Fee
from applications.operations import fees
from applications.queries import fees as queries
from tests.factories import applications, cases, people

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 1)


@pytest.fixture
def programme(noon):
    return people.staff("Programme", at=noon)


def values(**changes):
    before = Fee.objects.get(code="IEC_FEE", effective_from=date(2025, 12, 1))
    same = {column: getattr(before, column) for column in fees.COLUMNS}
    return same | {"effective_from": LATER, "amount": Decimal("190.00"), "known_until": None, "season": 2027} | changes


def test_a_new_amount_holds_from_its_day_and_the_old_one_until_then(programme, noon):
    application = applications.opened(at=noon)

    fee = fees.announce_fee(values=values(), by=programme, at=noon)

    def first_amount(on):
        return queries.lines_of(application, on=on)[0].amount

    assert first_amount(LATER - timedelta(days=1)) == Decimal("184.75")
    assert first_amount(LATER) == Decimal("190.00")
    entry = ApplicationEntry.objects.get(kind="fee_announced")
    assert entry.actor == programme
    assert entry.details == {"fee": fee.pk, "code": "IEC_FEE", "amount": "190.00", "effective_from": "2026-12-01"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"effective_from": date(2026, 2, 2)}, "A new amount begins tomorrow at the earliest"),
        ({"effective_from": date(2025, 12, 1)}, "A new amount begins tomorrow at the earliest"),
        ({"known_until": date(2026, 11, 30)}, "The last day for which the amount is known lies before its first day."),
    ],
)
def test_an_amount_that_would_change_what_was_is_refused(programme, noon, changes, sentence):
    before = Fee.objects.count()

    with pytest.raises(fees.CannotSetFee) as refusal:
        fees.announce_fee(values=values(**changes), by=programme, at=noon)

    assert refusal.value.sentence("en").startswith(sentence)
    assert Fee.objects.count() == before
    assert not ApplicationEntry.objects.filter(kind__startswith="fee_").exists()


def test_a_fee_has_one_amount_from_a_day(programme, noon):
    fees.announce_fee(values=values(), by=programme, at=noon)

    with pytest.raises(fees.CannotSetFee, match="already"):
        fees.announce_fee(values=values(amount=Decimal("191.00")), by=programme, at=noon)


def test_an_announced_amount_is_changed_until_its_day_comes(programme, noon):
    fee = fees.announce_fee(values=values(), by=programme, at=noon)

    fees.change_fee(fee_id=fee.pk, values=values(amount=Decimal("192.25")), by=programme, at=noon)

    fee.refresh_from_db()
    assert fee.amount == Decimal("192.25")
    assert ApplicationEntry.objects.filter(kind="fee_changed").count() == 1
    with pytest.raises(fees.CannotSetFee, match="It stays as it is"):
        fees.change_fee(fee_id=fee.pk, values=values(effective_from=LATER), by=programme, at=noon + timedelta(days=310))


def test_an_amount_that_was_charged_is_never_changed(programme, noon):
    case = cases.received(at=noon)
    fee = case.payments.get().lines.get(code="IEC_FEE").fee

    with pytest.raises(fees.CannotSetFee) as refusal:
        fees.change_fee(fee_id=fee.pk, values=values(amount=Decimal("1.00")), by=programme, at=noon)

    assert "add a new amount from a later day" in refusal.value.sentence("en")
    assert "1er décembre 2025" in refusal.value.sentence("fr").replace("\u00a0", " ")
    fee.refresh_from_db()
    assert fee.amount == Decimal("184.75")


def test_an_announced_amount_is_not_moved_onto_another(programme, noon):
    fees.announce_fee(values=values(), by=programme, at=noon)
    later = fees.announce_fee(values=values(effective_from=date(2027, 12, 1)), by=programme, at=noon)

    with pytest.raises(fees.CannotSetFee, match="already"):
        fees.change_fee(fee_id=later.pk, values=values(), by=programme, at=noon)
