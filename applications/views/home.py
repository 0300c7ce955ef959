"""The public door and the signed-in home: the one next act first."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.models import Application
from applications.queries import applications, timeline
from applications.queries import standing as applications_standing
from applications.rules import deadlines
from applications.states import ApplicationState
from applications.views.mine import language
from iecsite import clock
from iecsite.public_cache import public
from profiles.queries import letters, profiles
from profiles.states import ProfileState
from rounds.models import Season
from rounds.queries import lately, places_in_round, pool_table, weeks
from rounds.queries.standing import Standing, standing_of

# How many rounds to come the front page names.
ROUNDS_SHOWN = 3


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
    """One next act, the pools, the application, what happened last, the letters."""
    at = clock.now()
    standing = standing_of(request.user.pk, at=at)
    mine = applications.of(request.user.pk).select_related("decision").first()
    again = standing.profile is None and standing.season is not None and profiles.sent_before(request.user.pk) is not None
    context = {
        "standing": standing,
        "application": mine,
        "act": next_act(standing, mine, at=at, again=again),
        "last_round": places_in_round.last_of_account(request.user.pk),
        "events": timeline.recent(request.user.pk, language()),
        "undelivered_since": letters.undelivered_since(request.user.pk),
        "unread": letters.of(request.user.pk).filter(opened_at=None).count(),
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


def next_act(standing: Standing, mine: Application | None, *, at: datetime, again: bool = False) -> dict[str, Any]:
    """The card at the top: one sentence, one date where there is one, one button where there is something to do."""
    state = standing.profile.state if standing.profile else ""
    if standing.invitation is not None:
        return {
            "title": _("Answer your invitation"),
            "sentence": _("%(pool)s. Saying no costs nothing; the invitation tells what it leads to.")
            % {"pool": standing.invitation.pool.title()},
            "invitation": standing.invitation,
            "url": reverse("invitation", args=[standing.invitation.pk]),
            "act": _("Read the invitation"),
        }
    if mine is not None and (state == ProfileState.APPLICANT or standing.profile is None):
        return _about(mine, at)
    if state == ProfileState.DRAFT:
        return _act(
            _("Finish your profile"),
            _("When it is complete, send it and choose your pools."),
            "profile",
            _("Go on with my profile"),
        )
    if state == ProfileState.ACTIVE and not standing.here:
        return _act(
            _("Choose your pools"),
            _("You are a candidate, but in no pool yet. Only people in a pool can be drawn."),
            "pools",
            _("Choose my pools"),
        )
    if state == ProfileState.ACTIVE:
        return {
            "title": _("You have nothing to do"),
            "sentence": _("You are in the pool. When a round draws you, we write to you and show it here."),
        }
    if again:
        return _act(
            _("Take part again"),
            _("We kept the answers of your last profile. They are checked anew, and you send them from one page."),
            "profile",
            _("Look at my answers"),
        )
    return _act(
        _("Start your profile"),
        _("It takes about 15 minutes and is free. You can stop at any time and come back."),
        "profile",
        _("Start my profile"),
    )


def _about(mine: Application, at: datetime) -> dict[str, Any]:
    url = reverse("application", args=[mine.reference])
    if mine.state == ApplicationState.IN_PROGRESS:
        return {
            "title": _("Send your application"),
            "sentence": mine.pool.title(),
            "at": deadlines.shown(mine.due_at),
            "label": _("Send it before"),
            "url": url,
            "act": _("Go on with my application"),
        }
    if mine.state in (ApplicationState.APPROVED, ApplicationState.REFUSED):
        return {
            "title": _("A decision is in your account"),
            "sentence": mine.pool.title(),
            "url": reverse("decision", args=[mine.reference]),
            "act": _("Read the decision"),
        }
    if mine.state in (ApplicationState.LAPSED, ApplicationState.WITHDRAWN):
        return _act(
            _("Start again"),
            _("Your last application has ended. Your answers are kept: send your profile again to come back into the pools."),
            "profile",
            _("Go to my profile"),
        )
    if mine.state == ApplicationState.IN_REVIEW and mine.documents_due_at is not None and at < mine.documents_due_at:
        asked = applications_standing.of(mine, at=at)
        if asked.awaited:
            return {
                "title": _("Send documents again"),
                "sentence": mine.pool.title(),
                "at": deadlines.shown(mine.documents_due_at),
                "label": _("Send them before"),
                "url": reverse("application_documents", args=[mine.reference]),
                "act": _("See why, and add files"),
            }
    words = {
        ApplicationState.SUBMITTED: _("We have your application. An officer will look at it next."),
        ApplicationState.IN_REVIEW: _("An officer is looking at your application."),
        ApplicationState.AWAITING_PLACE: _(
            "Your application is approved and waits for a place. You get the next one in the order of decisions."
        ),
    }
    return {"title": _("You have nothing to do"), "sentence": words[ApplicationState(mine.state)], "second_url": url}


def _act(title: str, sentence: str, url: str, act: str) -> dict[str, Any]:
    return {"title": title, "sentence": sentence, "url": reverse(url), "act": act}
