"""Open data for people: which files there are, what each column means, and how programs ask."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from iecsite import clock
from iecsite.public_cache import public
from rounds.publication import dictionary
from rounds.queries.outcomes import seasons_over

# Name under /data/ -> what it is.
FILES = {
    "pools.csv": _("Every pool of every season: quota, candidates, invitations, spots, chance"),
    "pools.json": _("The same as JSON"),
    "rounds.csv": _("Every round, pool by pool"),
    "rounds.json": _("The same as JSON"),
    "quotas.csv": _("Every quota and its changes, with reasons"),
    "calendar.csv": _("Every week of rounds: planned, held, or skipped with its reason"),
    "calendar.json": _("The same as JSON"),
    "calendar.en.ics": _("The same for calendar programs, in English"),
    "calendar.fr.ics": _("The same for calendar programs, in French"),
    "forecasts.csv": _("Every chance that was published, with what came of it"),
    "forecast-scores.csv": _("How good the forecasts were"),
    "selections.xml": _("The pools in the form of the department's own feed"),
    "dictionary.csv": _("What each column means, in both languages"),
    "dictionary.json": _("The same as JSON"),
}


@login_not_required
@public
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The files with their dictionary, the feeds, the interface."""
    french = request.LANGUAGE_CODE == "fr"
    tables = [
        (file, [(one.column, one.kind, one.fr if french else one.en) for one in columns])
        for file, columns in groupby(dictionary.meanings(), key=lambda one: one.file)
    ]
    over = seasons_over(clock.now()).order_by("-year")
    return TemplateResponse(request, "rounds/data.html", {"files": FILES.items(), "tables": tables, "seasons_over": over})
