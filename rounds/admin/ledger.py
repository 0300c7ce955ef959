"""The ledger of places on the staff site: every pool of a season, where its invitations stand, and what is left."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from iecsite import clock
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.models import BeatSlot
from profiles.states import Category
from rounds.models import LedgerAlarm, Pool, Season
from rounds.models.season import CATEGORY_NAMES
from rounds.queries.ledger import COUNTS, ledgers
from rounds.rules.ledger import STAGES, Ledger
from rounds.rules.places import Places

WATCH = "applications.tasks.watch_the_ledger"

NAMES = {
    "issued": gettext_lazy("Invited in all"),
    "unanswered": gettext_lazy("Not answered yet"),
    "accepted": gettext_lazy("Accepted, not applied yet"),
    "applied": gettext_lazy("Applied"),
    "awaiting": gettext_lazy("Approved, awaiting a place"),
    "approved": gettext_lazy("Approved"),
    "refused": gettext_lazy("Refused"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "lapsed": gettext_lazy("Not applied in time"),
    "declined": gettext_lazy("Declined"),
    "expired": gettext_lazy("Not answered in time"),
    "cancelled": gettext_lazy("Cancelled"),
    "letters": gettext_lazy("Counter of letters"),
}


@dataclass(frozen=True)
class Line:
    """One pool as the page shows it."""

    pool: Pool
    ledger: Ledger
    places: Places

    @property
    def counts(self) -> list[tuple[Any, int]]:
        """The counts in the order of the columns, each with its name."""
        return [(NAMES[name], getattr(self.ledger, name)) for name in STAGES]

    @property
    def unused(self) -> int | None:
        """Places that nobody has and nobody under way could take."""
        return self.ledger.unused(self.places)


@require_safe
def page(request: HttpRequest, self: ReadOnlyAdmin) -> HttpResponse:
    """One season's ledger, the newest where none is chosen; pools in which nobody was invited may be left out."""
    seasons = list(Season.objects.order_by("-year").values_list("year", flat=True))
    begun = Season.objects.filter(opens_on__lte=clock.today()).order_by("-year").values_list("year", flat=True).first()
    asked = request.GET.get("season", "")
    season = int(asked) if asked.isdecimal() and int(asked) in seasons else begun
    category = request.GET.get("category", "") if request.GET.get("category") in Category.values else ""
    everything = request.GET.get("show") == "all"
    pools = Pool.objects.filter(season=season).select_related("country").order_by("country__sort_en", "order")
    if category:
        pools = pools.filter(category=category)
    pools = list(pools)
    books = ledgers([pool.pk for pool in pools])
    lines = [
        Line(pool, books[pool.pk], Places(quota=pool.quota, unlimited=pool.unlimited, approved=pool.approved))
        for pool in pools
        if everything or books[pool.pk].issued
    ]
    numbered = [line for line in lines if line.unused is not None]
    french = request.LANGUAGE_CODE == "fr"
    context = {
        "seasons": [str(year) for year in seasons],
        "season": str(season or ""),
        "categories": [(key, names[french]) for key, names in CATEGORY_NAMES.items()],
        "category": category,
        "everything": everything,
        "names": [NAMES[name] for name in STAGES],
        "lines": lines,
        "total": {
            "quota": sum(line.pool.quota or 0 for line in numbered),
            "issued": sum(line.ledger.issued for line in lines),
            "counts": [(NAMES[name], sum(getattr(line.ledger, name) for line in lines)) for name in STAGES],
            "unused": sum(line.unused or 0 for line in numbered),
        },
        "alarms": [(alarm, NAMES.get(alarm.count, alarm.count)) for alarm in open_alarms()],
        "looked_at": BeatSlot.objects.filter(name=WATCH, ended_at__isnull=False).order_by("-slot").first(),
    }
    return self.page(request, "admin/rounds/ledger.html", title=_("Ledger of places"), **context)


def open_alarms() -> list[LedgerAlarm]:
    """Counts that differ now, the first found first."""
    return list(LedgerAlarm.objects.filter(ended_at__isnull=True).select_related("pool__country").order_by("found_at", "pk"))


assert set(NAMES) == {*COUNTS, "letters"}, "every count has a name"
