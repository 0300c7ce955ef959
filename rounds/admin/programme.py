"""Seasons, pools and quotas as staff read them."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iecsite.admin_base import OneOperationAdmin, Page, ReadOnlyAdmin
from rounds.admin import final_rounds, ledger, transfers
from rounds.models import Pool, QuotaChange, Season
from rounds.operations import announcements, quota_proposals


@admin.register(Season)
class SeasonAdmin(OneOperationAdmin):
    list_display = [
        "named",
        "opens_on",
        "opens_confirmed",
        "first_round_week",
        "closes_at",
        "closes_confirmed",
        "profiles_end_at",
    ]
    readonly_fields = ["named"]

    def get_fields(self, request: Any, obj: Any = None) -> list[str]:
        year = "year" if obj is None else "named"
        return [
            year,
            "opens_on",
            "opens_confirmed",
            "first_round_week",
            "closes_at",
            "closes_confirmed",
            "profiles_end_at",
            "source_url",
        ]

    @admin.display(description=_("season"), ordering="year")
    def named(self, season: Season) -> str:
        """A year, without the sign that parts thousands."""
        return str(season.pk)

    def operate(self, *, row: Season, values: dict[str, Any], change: bool, by: Any, at: datetime) -> Season:
        return announcements.announce_season(**values | {"year": row.year}, by=by, at=at)


@admin.register(Pool)
class PoolAdmin(OneOperationAdmin):
    """Pools come with the agreements of a season; staff say when each takes candidates."""

    list_display = ["code", "season", "country", "category", "stream", "status", "quota_in_words", "approved", "final_round_on"]
    list_filter = ["season", "category", "status"]
    list_select_related = ["country", "season"]
    search_fields = ["code", "country__name_en", "country__name_fr"]
    ordering = ["-season__year", "order"]
    readonly_fields = ["season", "code", "country", "category", "stream", "final_round_on", "quota_in_words", "approved"]
    fields = [
        "season",
        "code",
        "country",
        "category",
        "stream",
        "status",
        "opens_on",
        "first_round_on",
        "final_round_on",
        "quota_in_words",
        "approved",
    ]

    change_list_template = "admin/rounds/pool_list.html"

    def added_pages(self) -> list[Page]:
        return [Page("ledger/", self.ledger, "ledger"), Page("final-round/", self.final_round, "final")]

    def ledger(self, request: Any) -> Any:
        """Where the invitations of every pool stand, and what is left of its quota."""
        self.require(request, "rounds.view_pool")
        return ledger.page(request, self)

    def final_round(self, request: Any) -> Any:
        """Announce the day of the final round of pools, or take it back."""
        self.require(request, "rounds.change_pool")
        return final_rounds.page(request, self)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def operate(self, *, row: Pool, values: dict[str, Any], change: bool, by: Any, at: datetime) -> Pool:
        return announcements.change_pool(pool_id=row.pk, **values, by=by, at=at)

    @admin.display(description=_("quota"))
    def quota_in_words(self, pool: Pool) -> Any:
        """The number, unlimited, or to be announced."""
        if pool.unlimited:
            return _("Unlimited")
        return _("To be announced") if pool.quota is None else pool.quota


@admin.register(QuotaChange)
class QuotaChangeAdmin(ReadOnlyAdmin):
    """What stands in the series. A change is a new row that one person proposes and another approves; no row is written over."""

    list_display = ["pool", "effective_on", "quota", "unlimited", "moved", "confirmed", "reason_en"]
    change_list_template = "admin/rounds/quota_list.html"
    list_filter = ["pool__season", "unlimited", "confirmed"]
    list_select_related = ["pool"]
    search_fields = ["pool__code"]

    def changelist_view(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        may = {"may_propose": request.user.has_perm(quota_proposals.PROPOSE)}
        return super().changelist_view(request, may | (extra_context or {}))

    def added_pages(self) -> list[Page]:
        return [Page("transfer/", self.transfer, "transfer")]

    def transfer(self, request: Any) -> Any:
        """Move places between categories of a country."""
        self.require(request, quota_proposals.PROPOSE)
        return transfers.page(request, self)
