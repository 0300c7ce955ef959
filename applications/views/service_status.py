"""Whether the service works, for everybody: what goes on now, what is planned, and the last twelve months."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from iecsite import clock, incidents
from iecsite.models import BeatSlot
from iecsite.public_cache import public
from profiles.queries import letters
from rounds.models import Round

GOOD, WARN = "good", "warn"
# What is due waits a minute at most; five say that something is wrong.
LATE = timedelta(minutes=5)


@login_not_required
@public
@require_safe
def service_status(request: HttpRequest) -> HttpResponse:
    """Each part of the service with its state in words, and its history."""
    at = clock.now()
    context = {
        "at": at,
        "parts": parts(at),
        "current": incidents.current(at),
        "planned": incidents.planned(at),
        "past": incidents.past(at),
    }
    return TemplateResponse(request, "applications/service_status.html", context)


def parts(at: datetime) -> list[tuple[str, str, str]]:
    """Name, words and tone of each part. Four queries."""
    last = BeatSlot.objects.filter(ended_at__isnull=False).order_by("-ended_at").first()
    at_work = last is not None and at - last.ended_at < LATE
    stopped = Round.objects.filter(put_aside_at__isnull=False, next_step_at__isnull=False).exists()
    due = letters.oldest_due(at)
    late_letters = due is not None and at - due > LATE
    works, late = _("Works"), _("Late; nothing is lost")
    return [
        (_("Pages, profiles and applications"), works, GOOD),
        (_("Letters by e-mail"), late if late_letters else works, WARN if late_letters else GOOD),
        (_("Rounds and deadlines"), works if at_work and not stopped else late, GOOD if at_work and not stopped else WARN),
        (_("Open data and the interface for programs"), works, GOOD),
    ]
