"""Letters of the small outboxes that no mail server took: why, and a button that puts one back into its outbox."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite import bell, clock
from iecsite.admin_base import ReadOnlyAdmin


class DidNotArrive(admin.SimpleListFilter):
    """The list at first: what was put aside and is still wanted."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext_lazy("Put aside")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() == "all" else queryset.filter(pk__in=self.outbox.put_aside().values("pk"))

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.outbox = model_admin.outbox


class PutAsideAdmin(ReadOnlyAdmin):
    """The letters of one outbox. Their words are made when they are sent, and nobody of the staff reads them."""

    # A `profiles.operations.one_by_one.Outbox`.
    outbox: ClassVar[Any]
    # What sends them.
    sent_by: ClassVar[str]
    list_display = ["id", "owner", "to", "kind", "due_at", "attempts", "put_aside_at", "last_error"]
    list_filter = [DidNotArrive]
    ordering = ["-id"]

    def owner_of(self, letter: Any) -> Any:
        """The account that a letter is about; None for an address without one."""
        return None

    def masked_address(self, letter: Any) -> str:
        """Where a letter goes, as the owner of the address knows it again; empty when nothing is left of it."""
        raise NotImplementedError

    @admin.display(description=gettext_lazy("account"))
    def owner(self, letter: Any) -> str:
        """Whose account it is."""
        return str(self.owner_of(letter) or _("None"))

    @admin.display(description=gettext_lazy("to"))
    def to(self, letter: Any) -> str:
        """The address as its owner knows it again."""
        return self.masked_address(letter) or "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what the list says of each."""
        return super().get_queryset(request).select_related(*self.list_select_related)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One letter: whose, where to, what became of it; on POST, send again what was put aside."""
        view = f"{self.opts.app_label}.view_{self.opts.model_name}"
        self.require(request, view)
        letter = self.found(self.model._default_manager.select_related(*self.list_select_related), object_id)
        if request.method == "POST":
            if self.carry_out(
                request,
                lambda: self.outbox.send_again(letter_id=letter.pk, by=request.user, at=clock.now()),
                done=_("The letter is in the outbox again."),
            ):
                bell.ring(self.sent_by, queue="mail")
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", letter.pk)
        context = {
            "letter": letter,
            "owner": self.owner_of(letter),
            "to": self.to(letter),
            "may_send_again": self.outbox.may_send_again(letter),
        }
        title = f"{self.opts.verbose_name} {letter.pk}"
        return self.page(request, "admin/small_letter.html", title=title, obj=letter, **context)
