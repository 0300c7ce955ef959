"""Whose file may be erased."""

from datetime import date, datetime, time

from django.db.models import DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from applications.models import Application
from iecsite.clock import HOME_ZONE
from profiles.models import Hold, Letter, Profile, User
from profiles.rules.retention import last_use_over
from profiles.states import LIVE, LetterState


def due(today: date) -> QuerySet[User]:
    """
    Accounts of people whose file is due on a day (Eastern), none that is held, oldest first.

    The last use is the latest of signing in, the last change of a profile, the end of an application and the last letter. A
    live profile is in use. Whoever closed the account, agreed to an earlier disposal and never sent an application is due at
    once.
    """
    cutoff = datetime.combine(date.fromordinal(last_use_over(today).toordinal() + 1), time.min, HOME_ZONE)
    applied = Application.objects.filter(profile__user=OuterRef("pk"), submitted_at__isnull=False)
    waiting = Letter.objects.filter(user=OuterRef("pk"), state=LetterState.QUEUED)
    return (
        User.objects.filter(is_staff=False, erased_at__isnull=True)
        .exclude(Exists(Profile.objects.filter(user=OuterRef("pk"), state__in=sorted(LIVE))))
        .exclude(Exists(Hold.objects.filter(person=OuterRef("pk"), lifted_at__isnull=True)))
        .exclude(Exists(waiting))
        .annotate(
            last_use=Greatest(
                "date_joined",
                "last_login",
                _latest(Profile.objects.filter(user=OuterRef("pk")), "changed_at"),
                _latest(Application.objects.filter(profile__user=OuterRef("pk")), "ended_at"),
                _latest(Letter.objects.filter(user=OuterRef("pk")), "sent_at"),
            )
        )
        .filter(Q(last_use__lt=cutoff) | (Q(closed_at__isnull=False, early_disposal=True) & ~Exists(applied)))
        .order_by(F("id"))
    )


def _latest(rows: QuerySet, column: str) -> Subquery:
    latest = rows.order_by().values(_one=F("user_id") if rows.model is not Application else F("profile__user_id"))
    return Subquery(latest.annotate(latest=Max(column)).values("latest")[:1], output_field=DateTimeField())
