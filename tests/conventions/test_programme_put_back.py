"""A test that commits finds the programme as it was loaded, whatever the tests before it made of it."""

import pytest

from profiles.models import Agreement
from rounds.models import Pool, QuotaChange, Season
from tests import conftest

pytestmark = pytest.mark.django_db(transaction=True)


def loaded():
    return {model: {row[model._meta.pk.attname]: row for row in model.objects.values()} for model in conftest.programme_rows}


def change():
    Pool.objects.filter(code="FR-WH").update(quota=1)


def remove():
    QuotaChange.objects.all().delete()
    Pool.objects.all().delete()


def add():
    Season.objects.create(year=2031, opens_on="2030-12-01")


def change_and_change_back():
    before = Agreement.objects.filter(country="IE").first()
    Agreement.objects.filter(pk=before.pk).update(max_age=20)
    Agreement.objects.filter(pk=before.pk).update(max_age=before.max_age)


@pytest.mark.parametrize("what", [change, remove, add, change_and_change_back])
def test_it_is_put_back_and_what_comes_after_is_noticed_again(what):
    for _turn in range(2):
        what()
        conftest._put_back_the_programme()
        assert loaded() == conftest.programme_rows
