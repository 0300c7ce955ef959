"""The calendar of rounds for programs: as a table, and as a calendar that a person's own calendar program follows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rounds.models import CalendarWeek, Pool
from rounds.publication import tables
from rounds.queries import weeks as queries
from rounds.queries.rounds import clock_text
from rounds.rules.calendar import opening_moment
from rounds.rules.icalendar import Event, icalendar
from rounds.states import WeekState

CALENDAR = ["season", "week_of", "list_fixed_at", "draw_at", "state", "round", "invited", "reason_en", "reason_fr"]
NAME = ("Rounds of invitations", "Rondes d'invitations")
ROUND = ("Round of invitations", "Ronde d'invitations")
NAMED = ("Round of invitations {round}", "Ronde d'invitations {round}")
FIXED = (
    "The list is fixed at {moment}. Planned days may change until then.",
    "La liste est figée le {moment}. Les jours prévus peuvent changer d'ici là.",
)
SKIPPED = ("No round in this week", "Pas de ronde cette semaine")
FINAL = ("Final round: {pools}", "Dernière ronde : {pools}")


def rows() -> list[dict[str, Any]]:
    """One row a week, the newest season first and its weeks in order: when its round is drawn, or why there is none."""
    return [_row(week) for week in queries.of_every_season()]


def _row(week: CalendarWeek) -> dict[str, Any]:
    round_ = week.round
    public = round_ is not None and round_.published_at is not None
    return {
        "season": week.season_id,
        "week_of": week.monday.isoformat(),
        "list_fixed_at": clock_text(week.freeze_at if round_ is None else round_.freeze_at),
        "draw_at": clock_text(week.draw_at if round_ is None else round_.draw_at),
        "state": str(week.state),
        "round": round_.code if public else "",
        "invited": "" if round_ is None or round_.closed_at is None else round_.invited_total,
        "reason_en": week.reason_en,
        "reason_fr": week.reason_fr,
    }


def in_language(language: str) -> Callable[..., bytes]:
    """What makes the calendar in `en` or `fr`: every week with a round to come or held, those skipped, and final rounds."""

    def made(*, at: datetime) -> bytes:
        events = [_week(week, language) for week in queries.of_every_season()] + _finals(language)
        return icalendar(_say(NAME, language), events)

    return made


def _week(week: CalendarWeek, language: str) -> Event:
    round_ = week.round
    uid = f"week-{week.season_id}-{week.monday}@iec.example.org"
    known = (week.proposed_at, week.skipped_at, getattr(round_, "published_at", None), getattr(round_, "closed_at", None))
    said_at = max((at for at in known if at is not None), default=opening_moment(week.season.opens_on))
    draw_at = week.draw_at if round_ is None else round_.draw_at
    if week.state == WeekState.SKIPPED:
        reason = week.reason_fr if language == "fr" else week.reason_en
        return Event(uid=uid, begins=draw_at, said_at=said_at, title=_say(SKIPPED, language), words=reason, called_off=True)
    public = round_ is not None and round_.published_at is not None
    title = _say(NAMED, language, round=round_.code) if public else _say(ROUND, language)
    moment = clock_text(week.freeze_at if round_ is None else round_.freeze_at)
    words = _say(FIXED, language, moment=moment) if week.state == WeekState.PLANNED else ""
    return Event(uid=uid, begins=draw_at, said_at=said_at, title=title, words=words)


def _finals(language: str) -> list[Event]:
    announced = Pool.objects.filter(final_round_on__isnull=False).order_by("final_round_on", "season_id", "order")
    return [
        Event(
            uid=f"final-{pool.season_id}-{pool.code}@iec.example.org",
            begins=pool.final_round_on,
            said_at=pool.final_announced_at,
            title=_say(FINAL, language, pools=pool.title(language)),
        )
        for pool in announced.select_related("country")
    ]


def _say(pair: tuple[str, str], language: str, **values: str) -> str:
    return pair[1 if language == "fr" else 0].format(**values)


FILES: dict[str, Callable[..., bytes]] = {
    "calendar.csv": lambda *, at: tables.as_csv(CALENDAR, rows()),
    "calendar.json": lambda *, at: tables.as_json(rows()),
    "calendar.en.ics": in_language("en"),
    "calendar.fr.ics": in_language("fr"),
}
