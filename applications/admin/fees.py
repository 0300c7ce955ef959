"""The table of fees: a new amount is a new dated row; what has been in force is read and stays as it was."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from applications.models import Fee
from applications.operations import fees as operations
from applications.rules import fees
from iecsite import clock
from iecsite.admin_base import OneOperationAdmin
from profiles.states import Category

# What a new amount of the same fee usually has in common with the one before it.
LIKE_BEFORE = ("code", "categories", "payer", "name_en", "name_fr", "source_url")


@admin.register(Fee)
class FeeAdmin(OneOperationAdmin):
    list_display = ["code", "amount", "effective_from", "amount_confirmed", "start_confirmed", "payer", "name_en"]
    list_filter = ["code", "payer"]
    change_form_template = "admin/applications/fee.html"

    def has_change_permission(self, request: HttpRequest, obj: Fee | None = None) -> bool:
        """An amount that has begun is read only, whoever looks at it."""
        return super().has_change_permission(request, obj) and not (obj is not None and _has_begun(obj))

    def get_fieldsets(self, request: HttpRequest, obj: Fee | None = None) -> list[tuple[Any, dict[str, Any]]]:
        columns = list(operations.COLUMNS)
        if obj is None:
            why = _("A new amount begins tomorrow at the earliest. Until then the one before it holds.")
        elif _has_begun(obj):
            why = _("This amount is in force or was, so it stays as it is. To change the fee, add a new amount from a later day.")
            columns[columns.index("season")] = "first_season"
            columns[columns.index("categories")] = "borne_by"
        else:
            why = _("This amount is announced and not in force yet, so it can still be changed.")
        return [(None, {"fields": columns, "description": why})]

    def get_readonly_fields(self, request: HttpRequest, obj: Fee | None = None) -> list[str]:
        return ["first_season", "borne_by"] if obj is not None and _has_begun(obj) else []

    @admin.display(description=_("first season"))
    def first_season(self, fee: Fee) -> str:
        """A year, without the space that parts thousands."""
        return str(fee.season or "–")

    @admin.display(description=_("categories"))
    def borne_by(self, fee: Fee) -> str:
        """The categories in words."""
        return ", ".join(str(Category(key).label) for key in fee.categories)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        like = request.GET.get("like", "")
        before = Fee.objects.filter(pk=like).first() if like.isascii() and like.isdigit() and len(like) < 10 else None
        return {} if before is None else {name: getattr(before, name) for name in LIKE_BEFORE}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **more: Any) -> forms.Field | None:
        if db_field.name == "categories":
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(label=_("Categories"), choices=Category.choices, widget=boxes)
        return super().formfield_for_dbfield(db_field, request, **more)

    def operate(self, *, row: Fee, values: dict[str, Any], change: bool, by: Any, at: datetime) -> Fee:
        if change:
            return operations.change_fee(fee_id=row.pk, values=values, by=by, at=at)
        return operations.announce_fee(values=values, by=by, at=at)


def _has_begun(fee: Fee) -> bool:
    # The form has filled the row in when a refusal shows it again, so the day is the stored one.
    stored = Fee.objects.filter(pk=fee.pk).values_list("effective_from", flat=True).first()
    return stored is not None and fees.has_begun(stored, on=clock.home_date(clock.now()))
