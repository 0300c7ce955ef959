"""Agreements, countries and dated settings, to be read; they are loaded from the reviewed files."""

from django.contrib import admin

from iecsite.admin_base import ReadOnlyAdmin
from iecsite.models import DatedSetting
from profiles.models import Agreement, Country


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    list_display = [
        "country",
        "category",
        "stream",
        "status",
        "min_age",
        "max_age",
        "max_stay_months",
        "participations_allowed",
        "effective_from",
        "effective_until",
    ]
    change_form_template = "admin/profiles/agreement.html"
    list_filter = ["status", "category"]
    list_select_related = ["country"]
    search_fields = ["country__name_en", "country__name_fr", "country__code"]


@admin.register(Country)
class CountryAdmin(ReadOnlyAdmin):
    list_display = ["code", "name_en", "name_fr", "is_partner"]
    list_filter = ["is_partner"]
    search_fields = ["code", "name_en", "name_fr"]


@admin.register(DatedSetting)
class DatedSettingAdmin(ReadOnlyAdmin):
    list_display = ["name", "effective_on", "value"]
    list_filter = ["name"]
