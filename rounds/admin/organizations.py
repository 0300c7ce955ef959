"""Recognized organizations: what was agreed with each, what it may give out, the letters it gave, what became of them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite import clock
from iecsite.admin_base import OneOperationAdmin, Page, ReadOnlyAdmin, TakesOutForm
from iecsite.once import once
from iecsite.refusal import Refused
from profiles.models import Memorandum, Organization
from profiles.operations import organizations as lower
from profiles.states import Category
from rounds.models import Nomination, Season
from rounds.operations import organizations
from rounds.queries import nominations
from rounds.queries.affected import affected_by_memorandum, waiting_in_pools_of
from rounds.rules import nominations as rules


class OrganizationForm(TakesOutForm):
    class Meta:
        model = Organization
        # The other fields come from the page, whose fields for addresses assume https.
        fields = ["recognized"]

    def takes_out(self, values: dict[str, Any]) -> tuple[int, int]:
        """An organization that is no longer recognized takes nobody, at once."""
        waiting = 0 if self.instance.pk is None else waiting_in_pools_of(self.instance.pk)
        return waiting, 0 if values["recognized"] else waiting


@admin.register(Organization)
class OrganizationAdmin(OneOperationAdmin):
    form = OrganizationForm
    change_form_template = "admin/rounds/organization.html"
    list_display = ["name", "code", "recognized", "website"]
    list_filter = ["recognized"]
    search_fields = ["name", "code"]
    fields = ["code", "name", "website", "recognized", "seen"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # Its pools bear the code for good.
        return [] if obj is None else ["code"]

    def added_pages(self) -> list[Page]:
        return [Page("<str:object_id>/allot/", self.allot, "allot")]

    def operate(self, *, row: Organization, values: dict[str, Any], change: bool, by: Any, at: datetime) -> Organization:
        kept = {name: values[name] for name in ("name", "website", "recognized")}
        return organizations.keep(code=row.code, **kept, by=by, at=at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {
            "memoranda": Memorandum.objects.filter(organization=object_id).order_by("category", "-effective_from"),
            "allotted": nominations.allotted(nominations.pools_of(object_id)),
            "may_allot": request.user.has_perm("rounds.add_nomination"),
            "may_agree": request.user.has_perm("profiles.add_memorandum"),
            "may_see_letters": request.user.has_perm("rounds.view_nomination"),
        }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @method_decorator(once("allot"))
    def allot(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say how many people an organization may nominate in a category for a season."""
        self.require(request, "rounds.add_nomination")
        organization = self.found(Organization.objects.all(), object_id)
        form = AllotForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                organizations.allot(organization=organization, **form.cleaned_data, by=request.user, at=clock.now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence(get_language()))
            else:
                self.message_user(request, _("The allotment is proposed. It stands when another person approves it."))
                return redirect("admin:profiles_organization_change", organization.pk)
        title = _("Allot nominations: %(name)s") % {"name": organization.name}
        return self.page(request, "admin/rounds/allot.html", title=title, obj=organization, form=form)


class AllotForm(forms.Form):
    season = forms.ModelChoiceField(label=gettext_lazy("Season"), queryset=Season.objects.order_by("-year"))
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=Category.choices)
    number = forms.IntegerField(label=gettext_lazy("Nominations allotted"), min_value=0, max_value=100_000)
    effective_on = forms.DateField(label=gettext_lazy("In force from"), help_text=gettext_lazy("As 2027-01-15."))
    reason_en = forms.CharField(label=gettext_lazy("Reason in English"), max_length=300)
    reason_fr = forms.CharField(label=gettext_lazy("Reason in French"), max_length=300)


class MemorandumForm(TakesOutForm):
    organization = forms.ModelChoiceField(
        label=gettext_lazy("Recognized organization"), queryset=Organization.objects.order_by("name")
    )
    countries = forms.CharField(
        label=gettext_lazy("Whose citizens it may nominate"),
        help_text=gettext_lazy("Codes such as BR, IN. Empty: the citizens of every partner, and of the United States."),
        required=False,
    )

    class Meta:
        model = Memorandum
        fields = ["organization", "category", "effective_from", "min_age", "max_age", "max_stay_months", "countries", "source"]

    def clean_countries(self) -> list[str]:
        return [code for code in self.cleaned_data["countries"].replace(",", " ").upper().split() if code]

    def takes_out(self, values: dict[str, Any]) -> tuple[int, int]:
        found = affected_by_memorandum(Memorandum(**values), on=values["effective_from"])
        return found.waiting, found.leaving


@admin.register(Memorandum)
class MemorandumAdmin(OneOperationAdmin):
    form = MemorandumForm
    list_display = ["organization", "category", "effective_from", "min_age", "max_age", "max_stay_months", "whose"]
    list_filter = ["category", "organization"]
    list_select_related = ["organization"]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """What was agreed anew is a new row: what was in force stays as it was."""
        return False

    def operate(self, *, row: Memorandum, values: dict[str, Any], change: bool, by: Any, at: datetime) -> Memorandum:
        return lower.agree(**values, by=by, at=at)

    @admin.display(description=gettext_lazy("whose citizens"))
    def whose(self, memorandum: Memorandum) -> str:
        """The codes, or in words that it is every partner."""
        return ", ".join(memorandum.countries) or _("Every partner's, and of the United States")


class LettersForm(forms.Form):
    letters = forms.CharField(
        label=gettext_lazy("Letters given out"),
        help_text=gettext_lazy("One a line: the number of the letter and the date of birth, as in A-1042; 2001-05-04."),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        max_length=60_000,
        error_messages={"required": gettext_lazy("Enter at least one letter.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_letters(self) -> tuple[rules.Letter, ...]:
        try:
            return rules.read_letters(self.cleaned_data["letters"], on=self.today)
        except rules.BadLine as bad:
            raise forms.ValidationError(bad.fr if (get_language() or "").startswith("fr") else bad.en) from bad


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        error_messages={"required": gettext_lazy("Enter the reason.")},
    )


@admin.register(Nomination)
class NominationAdmin(ReadOnlyAdmin):
    """The letters of all organizations; those of one pool are recorded on a page of their own."""

    list_display = ["letter", "pool", "recorded_at", "used_at", "withdrawn_at"]
    list_filter = [
        "pool__season",
        ("used_at", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["pool"]
    search_fields = ["letter", "pool__code"]

    def added_pages(self) -> list[Page]:
        return [Page("of/<str:object_id>/", self.letters, "letters")]

    @method_decorator(once("letters_record"))
    def letters(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The letters of one pool, and the list by which more are recorded."""
        self.require(request, "rounds.view_nomination")
        pool = self.found(nominations.pools_of(), object_id)
        form = LettersForm(request.POST if request.method == "POST" else None, today=clock.today())
        if request.method == "POST":
            self.require(request, "rounds.add_nomination")
            if form.is_valid():
                try:
                    number = organizations.nominate(
                        pool_id=pool.pk, given=form.cleaned_data["letters"], by=request.user, at=clock.now()
                    )
                except Refused as refusal:
                    form.add_error("letters", refusal.sentence(get_language()))
                else:
                    self.message_user(request, _("Letters recorded: %(number)d.") % {"number": number})
                    return redirect("admin:rounds_nomination_letters", pool.pk)
        rows = Nomination.objects.filter(pool=pool).select_related("recorded_by").order_by("letter")
        context = {
            "pool": pool,
            "counts": nominations.allotted([pool])[0],
            "form": form,
            "rows": Paginator(rows, 100).get_page(request.GET.get("page")),
            "may_record": request.user.has_perm("rounds.add_nomination"),
        }
        title = _("Letters: %(pool)s") % {"pool": pool.title()}
        return self.page(request, "admin/rounds/letters_of_pool.html", title=title, **context)

    @method_decorator(once("letter_withdraw"))
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One letter; on POST, withdraw it."""
        self.require(request, "rounds.view_nomination")
        one = self.found(Nomination.objects.select_related("pool__country", "recorded_by", "used_by"), object_id)
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            self.require(request, "rounds.change_nomination")
            if form.is_valid() and self.carry_out(
                request,
                lambda: organizations.withdraw_letter(
                    nomination_id=one.pk, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
                ),
                done=_("The letter is withdrawn. Whoever waited with it is written to."),
            ):
                return redirect("admin:rounds_nomination_letters", one.pool_id)
        may = request.user.has_perm("rounds.change_nomination") and one.withdrawn_at is None
        context = {"one": one, "form": form, "may": may, "may_see_person": request.user.has_perm("profiles.view_profile")}
        title = _("Letter %(number)s") % {"number": one.letter}
        return self.page(request, "admin/rounds/letter_of_organization.html", title=title, obj=one, **context)
