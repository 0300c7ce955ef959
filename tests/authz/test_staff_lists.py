"""A list of the staff site is narrowed by its own filters, and no hidden column is read through its address."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from iecsite import clock
from tests.factories import cast, recoveries

pytestmark = pytest.mark.django_db
TABLES = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


def address_of(model):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")


@pytest.fixture
def chief(client):
    client.force_login(cast.chief(clock.now()))
    return client


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label_lower)
def test_a_list_is_narrowed_by_its_filters_and_by_no_other_column(chief, model):
    page = chief.get(address_of(model))
    assert page.status_code == 200
    offered = {unescape(one) for one in re.findall(r'href="(\?[a-z][^"]*=[^"]*)"', page.content.decode())}
    for query in sorted(offered)[:20]:
        assert chief.get(address_of(model) + query).status_code == 200, query

    for field in model._meta.concrete_fields:
        for way in ("startswith", "contains", "regex", *(["gte"] if isinstance(field, models.CharField) else [])):
            assert chief.get(address_of(model), {f"{field.name}__{way}": "a"}).status_code == 400, field.name


def test_a_masked_address_and_the_key_of_a_letter_are_not_found_out_letter_by_letter(chief):
    at = clock.now()
    recovery = recoveries.asked(at=at)

    for url, query in (
        (reverse("admin:profiles_recovery_changelist"), {"email__startswith": recovery.email[:3]}),
        (reverse("admin:profiles_letter_changelist"), {"context__undo__startswith": "a"}),
        (reverse("admin:rounds_staffchain_changelist"), {"known__startswith": "a"}),
    ):
        assert chief.get(url, query).status_code == 400
