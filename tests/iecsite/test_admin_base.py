"""Staff forms call one durable operation, and a refusal keeps what was typed."""

from typing import ClassVar

import pytest
from django.contrib.admin import AdminSite
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import RequestFactory
from django.utils import translation

from iecsite.admin_base import OneOperationAdmin, ReadOnlyAdmin
from iecsite.refusal import Refused
from profiles.models import Country, User

pytestmark = pytest.mark.django_db(transaction=True)


class TooFar(Refused):
    """No country of ours."""


@transaction.atomic(durable=True)
def name_country(row: Country) -> Country:
    if row.code == "XX":
        raise TooFar("There is no such country.", "Ce pays n'existe pas.")
    row.save()
    return row


class CountryAdmin(OneOperationAdmin):
    fields: ClassVar = ["code", "name_en", "name_fr"]

    def operate(self, *, row, values, change, by, at):
        return name_country(row)


@pytest.fixture
def staff():
    return User.objects.create_superuser("chief@example.org", "x" * 12)


def post(staff, path="/en/admin/profiles/country/add/", **fields):
    request = RequestFactory().post(path, fields)
    request.user, request._dont_enforce_csrf_checks = staff, True
    request._messages = CookieStorage(request)
    return request


def test_saving_a_form_calls_a_durable_operation(staff):
    page = CountryAdmin(Country, AdminSite())
    page.response_add = lambda request, row: row
    stored = page.add_view(post(staff, code="ZZ", name_en="Zedland", name_fr="Zède"))
    assert stored.pk == "ZZ"
    assert Country.objects.get(pk="ZZ").name_fr == "Zède"


@pytest.mark.parametrize(("language", "sentence"), [("en", "There is no such country."), ("fr", "Ce pays n'existe pas.")])
def test_a_refusal_comes_back_above_the_form_with_what_was_typed(staff, language, sentence):
    page = CountryAdmin(Country, AdminSite())
    page.render_change_form = lambda request, context, **more: context
    with translation.override(language):
        context = page.add_view(post(staff, code="XX", name_en="Nowhere", name_fr="Nulle part"))
    form = context["adminform"].form
    assert form.non_field_errors() == [sentence]
    assert form["name_en"].value() == "Nowhere"
    assert not Country.objects.filter(pk="XX").exists()


def test_cases_are_read_only_even_for_who_may_do_everything(staff):
    page = ReadOnlyAdmin(Country, AdminSite())
    request = post(staff)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    with pytest.raises(PermissionDenied):
        page.add_view(request)


def test_reference_data_is_never_deleted(staff):
    assert not CountryAdmin(Country, AdminSite()).has_delete_permission(post(staff))
