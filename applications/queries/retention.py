"""Whose file may be erased."""

from datetime import date, datetime, time

from django.db.models import DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from applications.models import Application, Payment, Refund
from applications.states import PaymentState, RefundState
from iecsite.clock import HOME_ZONE
from profiles.models import AccessRequest, Hold, Letter, Profile, Recovery, User
from profiles.rules.retention import last_use_over
from profiles.states import LIVE, OPEN_RECOVERIES, LetterState


def due(today: date) -> QuerySet[User]:
    """
    Accounts of people whose file is due on a day (Eastern), none that is held, asked for or being recovered.

    The last use is the latest of signing in, the last change of a profile, the sending and the end of an application, a fee paid
    or paid back, the answer to an access request and the last letter. A live profile is in use, and money that is owed or on its
    way keeps the file. Whoever closed the account, agreed to an earlier disposal and never sent an application is due at
    once.
    """
    cutoff = datetime.combine(date.fromordinal(last_use_over(today).toordinal() + 1), time.min, HOME_ZONE)
    applied = Application.objects.filter(profile__user=OuterRef("pk"), submitted_at__isnull=False)
    waiting = Letter.objects.filter(user=OuterRef("pk"), state=LetterState.QUEUED)
    return (
        User.objects.filter(is_staff=False, erased_at__isnull=True)
        .exclude(Exists(Profile.objects.filter(user=OuterRef("pk"), state__in=sorted(LIVE))))
        .exclude(Exists(Hold.objects.filter(person=OuterRef("pk"), lifted_at__isnull=True)))
        .exclude(Exists(AccessRequest.objects.filter(person=OuterRef("pk"), outcome=AccessRequest.Outcome.OPEN)))
        .exclude(Exists(Recovery.objects.filter(user=OuterRef("pk"), state__in=sorted(OPEN_RECOVERIES))))
        .exclude(Exists(waiting))
        .exclude(Exists(Refund.objects.filter(application__profile__user=OuterRef("pk"), state=RefundState.DUE)))
        .exclude(Exists(Payment.objects.filter(application__profile__user=OuterRef("pk"), state=PaymentState.STARTED)))
        .annotate(
            last_use=Greatest(
                "date_joined",
                "last_login",
                _latest(Profile.objects.all(), "changed_at", "user"),
                _latest(Application.objects.all(), "ended_at", "profile__user"),
                _latest(Application.objects.all(), "submitted_at", "profile__user"),
                _latest(Payment.objects.all(), "settled_at", "application__profile__user"),
                _latest(Refund.objects.all(), "sent_at", "application__profile__user"),
                _latest(AccessRequest.objects.all(), "answered_at", "person"),
                _latest(Letter.objects.all(), "sent_at", "user"),
            )
        )
        # Whoever joined later is passed by before anything of theirs is looked up.
        .filter(
            Q(date_joined__lt=cutoff, last_use__lt=cutoff) | (Q(closed_at__isnull=False, early_disposal=True) & ~Exists(applied))
        )
    )


def _latest(rows: QuerySet, column: str, way: str) -> Subquery:
    theirs = rows.filter(**{way: OuterRef("pk")}).order_by().values(_one=F(way))
    return Subquery(theirs.annotate(latest=Max(column)).values("latest")[:1], output_field=DateTimeField())
