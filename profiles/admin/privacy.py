"""Looks at files, to be read; holds on files, placed and lifted."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite import bell, clock
from iecsite.admin_base import OneOperationAdmin, ReadOnlyAdmin
from profiles.models import AccessRequest, FileView, Hold, User
from profiles.operations import access_requests, holds

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


class PersonForm(forms.ModelForm):
    """About the file of the person who signs in with an address."""

    address = forms.EmailField(
        label=gettext_lazy("E-mail address of the person's account"),
        error_messages={"required": gettext_lazy("Enter the address with which the person signs in.")},
    )

    def clean_address(self) -> User:
        person = User.objects.filter(email=self.cleaned_data["address"].strip().lower(), is_staff=False).first()
        if person is None:
            raise forms.ValidationError(_("No person has an account with this address. Check its spelling."))
        return person


class HoldForm(PersonForm):
    class Meta:
        model = Hold
        fields = ("reason", "file_number")


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


class RequestForm(PersonForm):
    """The same, or the number of an account that was closed, whose address is no longer known."""

    address = forms.CharField(
        label=gettext_lazy("E-mail address of the person's account, or number of a closed account"),
        help_text=gettext_lazy("The number stands in the address of the account's page on this site."),
        max_length=254,
        error_messages={"required": gettext_lazy("Enter the address with which the person signs in, or the number.")},
    )

    def clean_address(self) -> User:
        typed = self.cleaned_data["address"].strip()
        if not re.fullmatch(r"[0-9]{1,9}", typed):
            return super().clean_address()
        closed = User.objects.filter(pk=int(typed), is_staff=False, closed_at__isnull=False).first()
        if closed is None:
            raise forms.ValidationError(_("No closed account has this number. Enter the address of one that is open."))
        return closed

    class Meta:
        model = AccessRequest
        fields = ("kind", "received_on", "words")


class AnswerForm(forms.Form):
    """How a request ends, and what the person reads."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How it is answered"),
        choices=[one for one in AccessRequest.Outcome.choices if one[0] not in ("", "withdrawn")],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the request is answered.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("The person reads it in their file, in these words. A refusal names the section of the Act."),
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": gettext_lazy("Write the answer that the person reads.")},
    )
    handed_over = forms.CharField(
        label=gettext_lazy("How the answer was handed over"),
        help_text=gettext_lazy("The account is closed, so the person cannot read it there: by registered mail, or in person."),
        max_length=200,
        error_messages={"required": gettext_lazy("Note how the answer was handed over.")},
    )

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if closed:
            self.fields["words"].help_text = _("In the words in which the person got it. A refusal names the section of the Act.")
        else:
            del self.fields["handed_over"]


class OpenRequests(admin.SimpleListFilter):
    """The list at first: what waits for an answer, the nearest day first."""

    title = gettext_lazy("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in AccessRequest.Outcome.choices if value] + [("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *others = super().choices(changelist)
        yield {**first, "display": AccessRequest.Outcome.OPEN.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() == "all" else queryset.filter(outcome=self.value() or "")


@admin.register(AccessRequest)
class AccessRequestAdmin(OneOperationAdmin):
    form = RequestForm
    fields = ["address", "kind", "received_on", "words"]
    list_display = ["number", "kind", "person", "received_on", "due_on", "days_left", "outcome", "answered_by"]
    list_filter = [OpenRequests, "kind"]
    list_select_related = ["person", "answered_by"]
    search_fields = ["person__email"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A request is answered, not rewritten."""
        return False

    @admin.display(description=gettext_lazy("number"), ordering="id")
    def number(self, request: AccessRequest) -> str:
        """What letters call it."""
        return request.number

    @admin.display(description=gettext_lazy("days left"), ordering="due_on")
    def days_left(self, request: AccessRequest) -> Any:
        """Whole days until it must be answered; below zero it is late."""
        return "–" if request.outcome else (request.due_on - clock.today()).days

    def operate(self, *, row: AccessRequest, values: dict[str, Any], change: bool, by: Any, at: datetime) -> AccessRequest:
        said = {name: values[name] for name in ("kind", "words", "received_on")}
        return access_requests.write_down(person_id=values["address"].pk, **said, by=by, at=at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One request; on POST, answer it."""
        self.require(request, "profiles.view_accessrequest")
        found = self.found(AccessRequest.objects.select_related("person", "recorded_by", "answered_by"), object_id)
        closed = found.person.closed_at is not None
        form = AnswerForm(request.POST if request.method == "POST" else None, closed=closed)
        done = _("The request is answered. The person is written that the answer lies in their file.")
        if request.method == "POST":
            self.require(request, "profiles.answer_accessrequest")
            if form.is_valid():
                said, at = form.cleaned_data, clock.now()
                if self.carry_out(
                    request,
                    lambda: access_requests.answer(request_id=found.pk, **said, by=request.user, at=at),
                    done=_("The request is answered. The account is closed, so nothing was written to it.") if closed else done,
                ):
                    bell.ring("profiles.tasks.deliver_letters", queue="mail")
                return redirect("admin:profiles_accessrequest_change", found.pk)
        may_answer = not found.outcome and request.user.has_perm("profiles.answer_accessrequest")
        context = {
            "found": found,
            "form": form,
            "may_answer": may_answer,
            "late": not found.outcome and found.due_on < clock.today(),
        }
        return self.page(request, "admin/profiles/access_request.html", title=found.number, obj=found, **context)
