"""Loading the programme: whole, repeatable, or not at all."""

import pytest
from django.core.management import CommandError, call_command

from applications.models import Fee
from applications.queries.programme_files import FEES
from profiles.models import Agreement, Country
from profiles.queries.programme_files import AGREEMENTS
from rounds.models import Pool, QuotaChange, Season

pytestmark = pytest.mark.django_db


def test_programme_has_36_partners_and_100_agreement_rows():
    assert Country.objects.filter(is_partner=True).count() == 36
    assert Agreement.objects.count() == 100
    assert list(Season.objects.order_by("year").values_list("year", flat=True)) == [2023, 2024, 2025, 2026]


def test_pool_without_quota_is_still_a_pool():
    to_be_announced = Pool.objects.filter(season=2026, quota=None, unlimited=False)

    assert to_be_announced.exists()
    assert not QuotaChange.objects.filter(pool__in=to_be_announced, effective_on__lte="2026-02-02").exists()


@pytest.mark.django_db(transaction=True)
def test_loading_again_changes_nothing(capsys):
    before = [list(model.objects.order_by("pk").values()) for model in (Country, Agreement, Season, Pool, QuotaChange, Fee)]

    call_command("load_programme")

    after = [list(model.objects.order_by("pk").values()) for model in (Country, Agreement, Season, QuotaChange, Fee)]
    assert after == [rows for number, rows in enumerate(before) if number != 3]


@pytest.mark.django_db(transaction=True)
def test_loading_again_leaves_a_country_a_partner_whose_first_terms_were_approved_since():
    Country.objects.filter(pk="MX").update(is_partner=True)

    call_command("load_programme")

    assert Country.objects.get(pk="MX").is_partner


@pytest.mark.parametrize("age", ["99999", "9" * 30])
def test_number_that_no_column_holds_is_refused_with_its_place(tmp_path, age):
    broken = tmp_path / "agreements.csv"
    lines = AGREEMENTS.read_text(encoding="utf-8").splitlines(keepends=True)
    there = next(number for number, line in enumerate(lines, start=1) if line.startswith("NZ,"))
    lines[there - 1] = lines[there - 1].replace(",18,35,23,", f",18,{age},23,")
    broken.write_text("".join(lines), encoding="utf-8")

    with pytest.raises(CommandError, match=rf"Nothing was loaded\. agreements\.csv, line {there}, column max_age: "):
        call_command("load_programme", agreements=broken)


@pytest.mark.django_db(transaction=True)
def test_bad_row_is_refused_with_its_place_and_nothing_is_loaded(tmp_path):
    broken = tmp_path / "fees.csv"
    broken.write_text(FEES.read_text(encoding="utf-8").replace("184.75", "184.75 dollars"), encoding="utf-8")
    Fee.objects.filter(code="IEC_FEE", amount="184.75").update(name_en="Before")

    with pytest.raises(CommandError, match=r"fees\.csv, line \d+, ") as refusal:
        call_command("load_programme", fees=broken)

    assert str(refusal.value).startswith("Nothing was loaded.")
    assert Fee.objects.get(code="IEC_FEE", amount="184.75").name_en == "Before"
    call_command("load_programme", verbosity=0)
