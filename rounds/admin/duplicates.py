"""Pairs of profiles that seem to be one person's: both side by side, and the decision."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite import clock
from iecsite.admin_base import ReadOnlyAdmin
from profiles.models import Duplicate, Profile
from profiles.queries import profiles
from rounds.operations import duplicates
from rounds.queries.standing import candidacies_of


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason for the decision"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Enter the reason for your decision.")},
    )


@admin.register(Duplicate)
class DuplicateAdmin(ReadOnlyAdmin):
    list_display = ["id", "older", "newer", "ground", "found_at", "outcome", "decided_by", "decided_at"]
    list_filter = ["outcome", "ground"]
    list_select_related = ["older", "newer", "decided_by"]
    search_fields = ["older__user__email", "newer__user__email", "older__passports__number_key"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One pair; on POST, decide it."""
        self.require(request, "profiles.view_duplicate")
        pair = self.found(Duplicate.objects.select_related("older__user", "newer__user", "decided_by"), object_id)
        form = DecisionForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            self.require(request, "profiles.decide_duplicate")
            if form.is_valid():
                act = duplicates.close_newer if request.POST.get("act") == "close" else duplicates.keep_both
                reason = form.cleaned_data["reason"]
                self.carry_out(
                    request,
                    lambda: act(duplicate_id=pair.pk, reason=reason, by=request.user, at=clock.now()),
                    done=_("The pair is decided."),
                )
                return redirect("admin:profiles_duplicate_change", pair.pk)
        both = {one.pk: one for one in profiles.whole().filter(pk__in=[pair.older_id, pair.newer_id])}
        rows = [
            (label, older, newer, older == newer)
            for (label, older), (_same, newer) in zip(facts(both[pair.older_id]), facts(both[pair.newer_id]), strict=True)
        ]
        context = {"pair": pair, "rows": rows, "form": form, "may_decide": request.user.has_perm("profiles.decide_duplicate")}
        return self.page(request, "admin/rounds/duplicate.html", title=_("Possible duplicate"), obj=pair, **context)


def facts(profile: Profile) -> list[tuple[str, str]]:
    """What tells two persons apart, as label and words."""
    passports = ", ".join(str(one) for one in profile.passports.all())
    return [
        (_("Account"), profile.user.email),
        (_("State"), profile.get_state_display()),
        (_("Family name(s)"), profile.family_name),
        (_("Given name(s)"), profile.given_names),
        (_("Date of birth"), str(profile.date_of_birth or "")),
        (_("Citizenships"), ", ".join(one.country_id for one in profile.citizenships.all())),
        (_("Passports"), passports),
        (_("Country of residence"), profile.residence_id or ""),
        (_("Pools"), ", ".join(candidacies_of(profile))),
    ]
