"""Looks at files, to be read; holds on files, placed and lifted."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite import clock
from iecsite.admin_base import OneOperationAdmin, ReadOnlyAdmin
from profiles.models import FileView, Hold, User
from profiles.operations import holds

THIS_LIST = "profiles_fileview_changelist"


@admin.register(FileView)
class FileViewAdmin(ReadOnlyAdmin):
    list_display = ["viewed_at", "person", "viewed_by", "role", "page"]
    list_filter = ["role", "page"]
    list_select_related = ["person", "viewed_by"]
    search_fields = ["person__email", "viewed_by__email"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FileView]:
        """Without the looks at this list itself, which would push down all others; choosing their page shows them."""
        looks = super().get_queryset(request)
        match = request.resolver_match
        asked = "page" in request.GET or match is None or match.url_name != THIS_LIST
        return looks if asked else looks.exclude(page=THIS_LIST)


class HoldForm(forms.ModelForm):
    address = forms.EmailField(
        label=gettext_lazy("E-mail address of the person's account"),
        error_messages={"required": gettext_lazy("Enter the address with which the person signs in.")},
    )

    class Meta:
        model = Hold
        fields = ("reason", "file_number")

    def clean_address(self) -> User:
        person = User.objects.filter(email=self.cleaned_data["address"].strip().lower(), is_staff=False).first()
        if person is None:
            raise forms.ValidationError(_("No person has an account with this address. Check its spelling."))
        return person


@admin.register(Hold)
class HoldAdmin(OneOperationAdmin):
    form = HoldForm
    fields = ["address", "reason", "file_number"]
    list_display = ["file_number", "reason", "person", "placed_by", "placed_at", "lifted_by", "lifted_at"]
    list_filter = ["reason", ("lifted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "placed_by", "lifted_by"]
    search_fields = ["file_number", "person__email"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A hold is lifted, not rewritten."""
        return False

    def operate(self, *, row: Hold, values: dict[str, Any], change: bool, by: Any, at: datetime) -> Hold:
        person = values["address"]
        return holds.place(person_id=person.pk, reason=values["reason"], file_number=values["file_number"], by=by, at=at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One hold; on POST, lift it."""
        self.require(request, "profiles.view_hold")
        hold = self.found(Hold.objects.select_related("person", "placed_by", "lifted_by"), object_id)
        if request.method == "POST":
            self.require(request, "profiles.add_hold")
            holds.lift(hold_id=hold.pk, by=request.user, at=clock.now())
            self.message_user(request, _("The hold is lifted. The file goes its way again."))
            return redirect("admin:profiles_hold_change", hold.pk)
        return self.page(request, "admin/profiles/hold.html", title=str(hold), obj=hold, hold=hold)
