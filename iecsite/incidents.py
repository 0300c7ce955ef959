"""What happened to the service, for the public status page: noted by staff, or noticed by the site itself."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from iecsite.models import BeatSlot, Incident, IncidentKind
from iecsite.refusal import Refused

SHOWN = timedelta(days=365)
# Scheduled work that rests longer than this is told: every minute something is due.
STANDSTILL = timedelta(minutes=10)
WATCH = "iecsite.tasks.notice_standstill"


class EndsBeforeItBegan(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The end lies before the beginning. Check both.",
            "La fin précède le début. Vérifiez les deux.",
        )


def current(at: datetime) -> QuerySet[Incident]:
    """What goes on at a moment: begun and not over; the newest first."""
    return Incident.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), began_at__lte=at).order_by("-began_at")


def planned(at: datetime) -> QuerySet[Incident]:
    """What is announced for later, the next first."""
    return Incident.objects.filter(began_at__gt=at).order_by("began_at")


def past(at: datetime) -> QuerySet[Incident]:
    """What is over, of the last twelve months; the newest first."""
    return Incident.objects.filter(ended_at__lte=at, began_at__gt=at - SHOWN).order_by("-began_at")


@transaction.atomic(durable=True)
def note(*, incident: Incident, by: Any, at: datetime) -> Incident:
    """
    Write down an incident, new or changed.

    :raises Refused: when it would end before it began
    """
    if incident.ended_at is not None and incident.ended_at < incident.began_at:
        raise EndsBeforeItBegan
    incident.noted_by, incident.noted_at = by, at
    incident.save()
    return incident


@transaction.atomic(durable=True)
def notice_standstill(*, at: datetime) -> Incident | None:
    """
    Note by itself that no scheduled work was done for more than ten minutes: letters and rounds were late, pages were not.

    Judged by the runs of the task that calls this: others may have caught up a moment before. Run again, it finds it noted.
    """
    last = BeatSlot.objects.filter(name=WATCH, ended_at__isnull=False, ended_at__lt=at).order_by("-ended_at").first()
    if last is None or at - last.ended_at < STANDSTILL:
        return None
    incident, new = Incident.objects.get_or_create(
        began_at=last.ended_at,
        noted_by=None,
        defaults={
            "kind": IncidentKind.SLOW,
            "title_en": "Letters and rounds were late",
            "title_fr": "Lettres et rondes en retard",
            "text_en": "Scheduled work stood still. Everything that was due has been done since, in its order; no deadline of "
            "yours became shorter.",
            "text_fr": "Le travail planifié était à l'arrêt. Tout ce qui était dû a été fait depuis, dans l'ordre; aucun de vos "
            "délais n'a été raccourci.",
            "ended_at": at,
            "noted_at": at,
        },
    )
    return incident if new else None
