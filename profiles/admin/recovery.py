"""Recoveries of accounts: read, and refused while they are under way."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite import bell, clock
from iecsite.admin_base import ReadOnlyAdmin
from profiles.models import Recovery, RecoveryLetter
from profiles.operations import recovery
from profiles.queries.recovery import put_aside
from profiles.rules.recovery import masked
from profiles.states import OPEN_RECOVERIES, RecoveryState


class RefusalForm(forms.Form):
    """Why, in both languages."""

    reason_en = forms.CharField(
        label=gettext_lazy("Reason in English"),
        help_text=gettext_lazy("The sender and the account read it in these words. Name no facts that the sender may not know."),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "lang": "en"}),
        error_messages={"required": gettext_lazy("Write the reason in English.")},
    )
    reason_fr = forms.CharField(
        label=gettext_lazy("Reason in French"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "lang": "fr"}),
        error_messages={"required": gettext_lazy("Write the reason in French.")},
    )


class UnderWay(admin.SimpleListFilter):
    """The list at first: what is under way."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*RecoveryState.choices, ("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext_lazy("Under way")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value()) if self.value() else queryset.filter(state__in=sorted(OPEN_RECOVERIES))


@admin.register(Recovery)
class RecoveryAdmin(ReadOnlyAdmin):
    list_display = ["number", "user", "state", "asked_at", "takes_effect_at", "link_ends_at", "undelivered", "refused_by"]
    list_filter = [UnderWay]
    list_select_related = ["user", "refused_by"]
    search_fields = ["user__email"]

    @admin.display(description=gettext_lazy("number"), ordering="id")
    def number(self, row: Recovery) -> str:
        """What letters call it."""
        return row.number

    @admin.display(description=gettext_lazy("Letters that did not arrive"))
    def undelivered(self, row: Any) -> int | str:
        """How many letters about it no mail server took."""
        return row.undelivered or ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Each with the number of its letters that were put aside."""
        return super().get_queryset(request).annotate(undelivered=Count("letters", filter=put_aside("letters__")))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One recovery; on POST, refuse it."""
        self.require(request, "profiles.view_recovery")
        found = self.found(Recovery.objects.select_related("user", "refused_by"), object_id)
        form = RefusalForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            self.require(request, "profiles.refuse_recovery")
            if form.is_valid():
                if self.carry_out(
                    request,
                    lambda: recovery.refuse(recovery_id=found.pk, **form.cleaned_data, by=request.user, at=clock.now()),
                    done=_("The recovery is refused. The sender and the account are written to."),
                ):
                    bell.ring("profiles.tasks.deliver_letters", queue="mail")
                    bell.ring("profiles.tasks.deliver_recovery_letters", queue="mail")
                return redirect("admin:profiles_recovery_change", found.pk)
        context = {
            "found": found,
            "form": form,
            "undelivered": [
                (masked(letter.address), letter.put_aside_at, letter.last_error)
                for letter in RecoveryLetter.objects.filter(put_aside(), recovery=found)
            ],
            "may_refuse": found.state in OPEN_RECOVERIES and request.user.has_perm("profiles.refuse_recovery"),
        }
        return self.page(request, "admin/profiles/recovery.html", title=found.number, obj=found, **context)
