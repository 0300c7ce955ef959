"""The calendar of rounds for everybody: the days of the season, rounds to come and held, and why a week had none."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from iecsite import clock
from iecsite.public_cache import public as kept
from rounds.models import CalendarWeek, Pool, Season
from rounds.queries import weeks as queries
from rounds.rules import weeks
from rounds.states import WeekState


@dataclass(frozen=True)
class Week:
    """
    A week as the page shows it. `round` is linked once its list lies open; `invited` once its result is final. `late`: the moment
    of its list is past and it has no round; `voided`: why the round that it had is void.
    """

    monday: date
    draw_at: datetime
    state: WeekState
    reason: str
    round: str
    invited: int | None
    late: bool
    voided: str

    @property
    def tone(self) -> str:
        """The tint of its state."""
        return {WeekState.HELD: "good", WeekState.PLANNED: "info"}.get(self.state, "plain")


@login_not_required
@kept
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The season that has opened last; between seasons its weeks stay readable."""
    season = Season.objects.filter(opens_on__lte=clock.today()).order_by("-year").first()
    shown = [] if season is None else [_week(one) for one in queries.of_season(season.year)]
    this_week = weeks.week_of(clock.now())
    context = {
        "season": season,
        "to_come": [one for one in reversed(shown) if one.monday >= this_week and one.state != WeekState.HELD],
        "over": [one for one in shown if one.monday < this_week or one.state == WeekState.HELD],
        "final": [] if season is None else _final_rounds(season),
        "file": f"calendar.{request.LANGUAGE_CODE}.ics",
        "first_differs": [] if season is None else _first_rounds(season),
    }
    return TemplateResponse(request, "rounds/calendar.html", context)


def _week(week: CalendarWeek) -> Week:
    round_ = week.round
    public = round_ is not None and round_.published_at is not None
    return Week(
        monday=week.monday,
        draw_at=round_.draw_at if round_ is not None else week.draw_at,
        state=week.state,
        reason=week.reason,
        round=round_.code if public else "",
        invited=None if round_ is None else round_.invited_total,
        late=week.state == WeekState.PLANNED and round_ is None and week.freeze_at < clock.now(),
        voided="" if week.voided is None else week.voided.void_reason(),
    )


def _final_rounds(season: Season) -> list[tuple[date, list[Pool]]]:
    """The announced final rounds by their day, with the pools of each."""
    found: dict[date, list[Pool]] = {}
    announced = Pool.objects.filter(season=season, final_round_on__isnull=False).select_related("country")
    for pool in announced.order_by("final_round_on", "country__sort_en", "order"):
        found.setdefault(pool.final_round_on, []).append(pool)
    return list(found.items())


def _first_rounds(season: Season) -> list[tuple[date, list[Pool]]]:
    """The pools whose first round is not in the season's first week, by the Monday of theirs."""
    found: dict[date, list[Pool]] = {}
    announced = Pool.objects.filter(season=season, first_round_on__isnull=False).select_related("country")
    for pool in announced.order_by("first_round_on", "country__sort_en", "order"):
        monday = weeks.monday_of(pool.first_round_on)
        if season.first_round_week is None or monday != weeks.monday_of(season.first_round_week):
            found.setdefault(monday, []).append(pool)
    return list(found.items())
