"""Agreements, countries and dated settings, to be read; they are loaded from the reviewed files."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import lazy
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite import clock, incidents
from iecsite.admin_base import OneOperationAdmin, Page, ReadOnlyAdmin, TakesOutForm
from iecsite.dated import KNOWN
from iecsite.models import DatedSetting, Incident
from profiles.models import Agreement, Country
from profiles.models.agreement import VERSION_STATES
from profiles.operations import dated_settings
from profiles.operations import new_terms as operations
from profiles.queries import new_terms


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    """The agreements and their versions; new terms are written as drafts beside them."""

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
        "standing",
    ]
    change_form_template = "admin/profiles/agreement.html"
    list_filter = ["status", "category"]
    list_select_related = ["country"]
    search_fields = ["country__name_en", "country__name_fr", "country__code"]

    @admin.display(description=gettext_lazy("state"))
    def standing(self, agreement: Agreement) -> str:
        """Scheduled, in force or ended."""
        return str(VERSION_STATES[agreement.version_state(clock.today())])

    def added_pages(self) -> list[Page]:
        return [Page("<str:object_id>/compare/<str:other_id>/", self.compare, "compare")]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One version, with the others of its row and the drafts that wait."""
        row = Agreement.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        today = clock.today()
        more: dict[str, Any] = {}
        if row is not None:
            more = {
                "versions": [(one, VERSION_STATES[one.version_state(today)]) for one in new_terms.versions_of(row)],
                "drafts": new_terms.open_drafts_of(row),
                "may_write": request.user.has_perm("profiles.change_agreement"),
            }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def compare(self, request: HttpRequest, object_id: str, other_id: str) -> HttpResponse:
        """Two versions of one row side by side."""
        self.require(request, "profiles.view_agreement")
        one = self.found(Agreement.objects.select_related("country"), object_id)
        other = self.found(new_terms.versions_of(one), other_id)
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        rows = new_terms.compared(operations.cells_of(other), operations.cells_of(one))
        title = _("Two versions: %(row)s") % {"row": one.title(language)}
        return self.page(request, "admin/profiles/compare_terms.html", title=title, obj=one, one=one, other=other, rows=rows)


@admin.register(Country)
class CountryAdmin(ReadOnlyAdmin):
    list_display = ["code", "name_en", "name_fr", "is_partner"]
    list_filter = ["is_partner"]
    search_fields = ["code", "name_en", "name_fr"]


def _conflicts() -> str:
    """Every setting with its conflict, in the language of the page."""
    french = (get_language() or "").startswith("fr")
    return "\n".join(f"{name}: {known.note_fr if french else known.note_en}" for name, known in KNOWN.items())


class DatedSettingForm(TakesOutForm):
    name = forms.ChoiceField(
        label=gettext_lazy("name"), choices=[(name, name) for name in KNOWN], help_text=lazy(_conflicts, str)()
    )
    value = forms.CharField(label=gettext_lazy("value"), max_length=60)

    class Meta:
        model = DatedSetting
        fields = ["name", "value", "effective_on", "note_en", "note_fr"]

    def takes_out(self, values: dict[str, Any]) -> tuple[int, int]:
        # Pools belong to the app above.
        found = import_string(settings.AFFECTED_BY_CHOICE)(values["name"], values["value"], on=values["effective_on"])
        return found.waiting, found.leaving


@admin.register(DatedSetting)
class DatedSettingAdmin(OneOperationAdmin):
    """Where sources conflict: the choice from a day on. A new choice is a new row."""

    form = DatedSettingForm
    list_display = ["name", "effective_on", "value"]
    list_filter = ["name"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was chosen stays as it was."""
        return False

    def operate(self, *, row: DatedSetting, values: dict[str, Any], change: bool, by: Any, at: datetime) -> DatedSetting:
        return dated_settings.decide(**values, by=by, at=at)


@admin.register(Incident)
class IncidentAdmin(OneOperationAdmin):
    """What the public status page tells; the site adds by itself what it notices."""

    list_display = ["title_en", "kind", "began_at", "ended_at", "noted_by"]
    list_filter = ["kind"]
    list_select_related = ["noted_by"]
    fields = ["kind", "title_en", "title_fr", "text_en", "text_fr", "began_at", "ended_at"]

    def operate(self, *, row: models.Model, values: dict[str, Any], change: bool, by: Any, at: datetime) -> models.Model:
        return incidents.note(incident=row, by=by, at=at)
