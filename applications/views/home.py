"""The public door and the signed-in home: what can be done now first."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from applications.queries import applications, timeline
from applications.rules.journey import journey
from applications.views.mine import language
from applications.views.next_acts import next_acts
from iecsite import clock
from iecsite.public_cache import public
from profiles.queries import duplicates, letters, profiles
from profiles.states import ProfileState, Removal
from rounds.models import Season
from rounds.queries import lately, places_in_round, pool_table, round_told, weeks
from rounds.queries.standing import standing_of

# How many rounds to come the front page and home name, and how many of the last events home tells.
ROUNDS_SHOWN, EVENTS_SHOWN = 3, 3


@login_not_required
@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, whether a season is open, and where to begin."""
    at = clock.now()
    open_now, latest = lately.open_and_latest(at)
    context = {
        "season": open_now,
        "draws": weeks.next_draws(at=at, most=ROUNDS_SHOWN),
        # Between seasons the pools of the last one stay readable.
        **(_pools(latest, request.LANGUAGE_CODE) if latest is not None else {}),
    }
    return TemplateResponse(request, "front/start.html", context)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be done now, the way so far, the pools with their chances, the next rounds, the letters, what happened last."""
    at = clock.now()
    standing = standing_of(request.user.pk, at=at, with_numbers=True, with_counts=False)
    mine = applications.of(request.user.pk).select_related("decision").first()
    before = profiles.sent_before(request.user.pk) if standing.profile is None else None
    elsewhere = before is not None and before.removal == Removal.DUPLICATE
    again = standing.season is not None and before is not None and not elsewhere
    waits = standing.profile is not None and standing.profile.state == ProfileState.ACTIVE
    held_back = standing.profile is not None and waits and duplicates.holding_back(standing.profile.pk) is not None
    last_round = places_in_round.last_of_account(request.user.pk)
    coming = None if standing.season is not None else lately.coming_season(at)
    undelivered_since, unread = letters.undelivered_and_unopened(request.user.pk)
    context = {
        "standing": standing,
        "application": mine,
        "acts": next_acts(
            standing, mine, at=at, again=again, elsewhere=elsewhere, held_back=held_back, coming=coming, language=language()
        ),
        "journey": journey(standing.profile.state if standing.profile else "", mine.state if mine else ""),
        "last_round": last_round,
        "last_round_standing": last_round and round_told.of_round(last_round.round, at=at),
        "draws": lately.next_draws(at)[:ROUNDS_SHOWN] if waits else [],
        "events": timeline.recent(request.user.pk, language(), most=EVENTS_SHOWN),
        "undelivered_since": undelivered_since,
        "unread": unread,
    }
    return TemplateResponse(request, "applications/home.html", context)


def _pools(season: Season, of_page: str) -> dict[str, Any]:
    """All pools of a season, for the small table and the form that leads to the large one."""
    numbers = lately.numbers(season).values()
    return {
        "pools_season": season.year,
        "pools": len(numbers),
        "lines": pool_table.lines(numbers, of_page),
        "countries": pool_table.countries(numbers, of_page),
        "categories": pool_table.categories(of_page),
    }
