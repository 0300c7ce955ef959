"""The table of fees on the staff site."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from applications.models import ApplicationEntry, Fee
from iecsite import clock
from tests.factories import cast, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(client):
    user = cast.with_second_factor(people.staff("Programme", at=clock.now()))
    client.force_login(user)
    return user


@pytest.fixture
def later():
    return clock.home_date(clock.now()) + timedelta(days=30)


def current():
    return Fee.objects.get(code="IEC_FEE", effective_from=date(2025, 12, 1))


def typed(begins, **changes):
    same = {"code": "IEC_FEE", "payer": "applicant", "categories": ["working_holiday", "coop"], "season": "2027"}
    words = {"name_en": "International Experience Canada fee", "name_fr": "Frais d'EIC", "note_en": "", "note_fr": ""}
    dated = {"effective_from": f"{begins:%Y-%m-%d}", "known_until": "", "amount": "190.00", "amount_confirmed": "on"}
    return {**same, **words, **dated, "source_url": "", **changes}


def text(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def test_a_new_amount_is_a_new_row(client, programme, later):
    answer = client.post(reverse("admin:applications_fee_add"), typed(later))

    assert answer.status_code == 302
    fee = Fee.objects.get(code="IEC_FEE", effective_from=later)
    assert (fee.amount, fee.categories, fee.start_confirmed) == (Decimal("190.00"), ["working_holiday", "coop"], False)
    assert ApplicationEntry.objects.get(kind="fee_announced").actor == programme


def test_the_form_of_a_new_amount_begins_like_the_one_before(client, programme):
    page = text(client.get(reverse("admin:applications_fee_add"), {"like": current().pk}))

    assert 'value="International Experience Canada fee"' in page
    assert page.count("checked") >= 3
    assert 'value="184.75"' not in page


@pytest.mark.parametrize("like", ["nothing", "9999999999999999999999", "²", "0"])
def test_a_like_that_is_none_is_an_empty_form(client, programme, like):
    assert client.get(reverse("admin:applications_fee_add"), {"like": like}).status_code == 200


def test_a_day_that_has_begun_is_refused_and_nothing_typed_is_lost(client, programme):
    today = clock.home_date(clock.now())

    page = text(client.post(reverse("admin:applications_fee_add"), typed(today, amount="190.25", note_en="Keep me.")))

    assert "A new amount begins tomorrow at the earliest: what was received" in page
    assert 'value="190.25"' in page
    assert "Keep me." in page
    assert not Fee.objects.filter(effective_from=today).exists()


def test_an_amount_in_force_is_read_and_the_page_says_why(client, programme, later):
    address = reverse("admin:applications_fee_change", args=[current().pk])

    page = text(client.get(address))

    assert "so it stays as it is" in page
    assert 'name="amount"' not in page
    assert f"?like={current().pk}" in page
    assert client.post(address, typed(later, amount="1.00")).status_code == 403
    assert current().amount == Decimal("184.75")


def test_an_announced_amount_is_changed(client, programme, later):
    client.post(reverse("admin:applications_fee_add"), typed(later))
    fee = Fee.objects.get(code="IEC_FEE", effective_from=later)

    answer = client.post(reverse("admin:applications_fee_change", args=[fee.pk]), typed(later, amount="191.50"))

    assert answer.status_code == 302
    fee.refresh_from_db()
    assert fee.amount == Decimal("191.50")


@pytest.mark.parametrize("role", ["Cashiers", "Officers"])
def test_others_read_the_fees(client, later, role):
    client.force_login(cast.with_second_factor(people.staff(role, at=clock.now())))

    assert client.get(reverse("admin:applications_fee_change", args=[current().pk])).status_code == 200
    assert client.post(reverse("admin:applications_fee_add"), typed(later)).status_code == 403
    assert not Fee.objects.filter(effective_from=later).exists()
