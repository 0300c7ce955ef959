"""
What every staff page stands on: cases are read, and each change is one operation.

Django's own change view opens a transaction around its form; our operations are durable and refuse to run inside another.
So these classes leave it out: the operation locks, writes and commits by itself, and a refusal comes back as a sentence above
the form with everything that was typed still in it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from iecsite import clock, searches
from iecsite.refusal import Refused


class Page(NamedTuple):
    """An added page: its address under the model's, its view `f(request, …)`, and the name behind `admin:<app>_<model>_`."""

    route: str
    view: Callable[..., HttpResponse]
    name: str


def _lookups(model: type[models.Model], offered: Any) -> set[str]:
    """The names in a list's address under which a filter is asked for."""
    if isinstance(offered, type):
        return {offered.parameter_name} if issubclass(offered, admin.SimpleListFilter) else set()
    name, kind = (offered, None) if isinstance(offered, str) else offered
    field = get_fields_from_path(model, name)[-1]
    key = field.target_field if isinstance(field, models.ForeignKey) else field.related_model and field.related_model._meta.pk
    whole = f"{name}__{key.name}" if key else name
    days = ("gte", "lt") if isinstance(field, models.DateField) else ()
    ways = ("isempty",) if kind is admin.EmptyFieldListFilter else days
    return {name, f"{whole}__exact", *(f"{name}__{way}" for way in ("exact", "isnull", *ways))}


class ReadOnlyAdmin(admin.ModelAdmin):
    """Lists and shows rows, changes none; what may be done to one stands on pages of its own (`added_pages`)."""

    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    # A source typed without its scheme is read as https, which Django itself will do from 6.0 on.
    # Days and moments are typed in one labelled box each: Django's own pickers write styles into the page, and leave the box
    # of the hour without a name.
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DateField: {"widget": forms.DateInput},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": forms.DateTimeInput},
    }

    @property
    def media(self) -> forms.Media:
        """Nothing: these pages work without scripts, and Django's own write styles into the page."""
        return forms.Media()

    def added_pages(self) -> list[Page]:
        """The pages that this admin has beside list and detail; `get_urls` puts them behind the staff site's door."""
        return []

    def get_urls(self) -> list[URLPattern]:
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        added = [path(page.route, self.admin_site.admin_view(page.view), name=prefix + page.name) for page in self.added_pages()]
        return added + super().get_urls()

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """
        By what the list's filters offer and by nothing else: by any other column, masked on its page, an address such as
        `?context__undo__startswith=a` would let it be read letter by letter.
        """
        return lookup in {offered for one in self.get_list_filter(request) for offered in _lookups(self.model, one)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; a search is posted, and its words stay out of the address."""
        if request.method == "POST" and SEARCH_VAR in request.POST and self.has_view_or_change_permission(request):
            kept = request.POST.copy()
            kept.pop("csrfmiddlewaretoken", None)
            words = kept.pop(SEARCH_VAR)[-1].strip()
            if words:
                kept[SEARCH_VAR] = searches.keep(request, words)
            return redirect(f"{request.path}?{kept.urlencode()}")
        # Django's own heading asks to "select" something; a list is called by what is in it.
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        shown = super().get_changelist_instance(request)
        shown.query = searches.words_of(request, shown.query)
        return shown

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        return super().get_search_results(request, queryset, searches.words_of(request, search_term))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def require(self, request: HttpRequest, *permissions: str) -> None:
        """
        Let only staff through who hold one of these permissions ("rounds.plan_round").

        :raises PermissionDenied: for everybody else
        """
        if not any(request.user.has_perm(permission) for permission in permissions):
            raise PermissionDenied

    def found(self, rows: models.QuerySet, object_id: str) -> Any:
        """
        The row that an address names.

        :raises Http404: when there is none, or what stands in the address is no number
        """
        try:
            return get_object_or_404(rows, pk=object_id)
        except ValueError:
            raise Http404 from None

    def page(
        self,
        request: HttpRequest,
        template: str,
        *,
        title: str,
        obj: models.Model | None = None,
        status: int = 200,
        **context: Any,
    ) -> TemplateResponse:
        """An added page inside the frame of the staff site, with `opts` and (for one row's page) `original` for its trail."""
        request.current_app = self.admin_site.name
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "original": obj}
        return TemplateResponse(request, template, {**frame, **context}, status=status)

    def carry_out(self, request: HttpRequest, act: Callable[[], Any], *, done: str) -> bool:
        """
        Call one operation and tell the person how it went: `done`, or the refusal's own sentence.

        :returns: whether it was done
        """
        try:
            act()
        except Refused as refusal:
            messages.error(request, refusal.sentence(get_language()))
            return False
        messages.success(request, done)
        return True


class OneOperationAdmin(ReadOnlyAdmin):
    """
    Reference data in an ordinary admin form whose save calls one operation.

    Subclasses fill in `operate`. Who may add or change is Django's own add and change permission; deleting is not offered,
    since every table of ours keeps what was in force.
    """

    def operate(self, *, row: models.Model, values: dict[str, Any], change: bool, by: Any, at: datetime) -> models.Model:
        """
        Call the operation for what was typed and return the stored row.

        :param row: the row as the form filled it in, not saved
        :param values: the form's cleaned values
        :param change: whether the row existed before
        :raises Refused: shown above the form
        """
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            # The same form once more, now with the refusal as its error: what was typed stays on the page.
            request.refusal = refusal.sentence(get_language())
            return self._changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **more: Any) -> type:
        form = super().get_form(request, obj, change=change, **more)
        sentence = getattr(request, "refusal", None)
        return form if sentence is None else type(form.__name__, (_RefusedForm, form), {"refusal": sentence})

    def save_model(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        stored = self.operate(row=obj, values=form.cleaned_data, change=change, by=request.user, at=clock.now())
        obj.pk = stored.pk

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        """Nothing: the operation wrote all there is to write."""

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        """Nothing: the journal entry stands in the operation's own transaction, Django's log outside it."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        """Nothing, for the same reason."""


class TakesOutForm(forms.ModelForm):
    """A form whose rows take people out of pools, on their day or at once: where some would leave, whoever saves it says so."""

    seen = forms.BooleanField(
        label=gettext_lazy("Go on although people leave a pool"),
        help_text=gettext_lazy("Without it you first read how many, and nothing is saved."),
        required=False,
    )

    def takes_out(self, values: dict[str, Any]) -> tuple[int, int]:
        """
        How many places are held in the pools that the row bears on, and how many would end; a person may hold several.
        """
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        seen = values.pop("seen", False)
        if self.errors or seen:
            return values
        waiting, leaving = self.takes_out(values)
        if leaving:
            words = ngettext(
                "%(leaving)d of the %(waiting)d places in these pools would end, with a letter.",
                "%(leaving)d of the %(waiting)d places in these pools would end, each with a letter.",
                leaving,
            )
            self.add_error("seen", words % {"leaving": leaving, "waiting": waiting})
        return values


class _RefusedForm(forms.ModelForm):
    refusal = ""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        self.add_error(None, self.refusal)
        return values
