"""An application held for an act of its owner: locked, open, in time."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from applications.models import Application, ApplicationEntry, Payment
from applications.models.journal import STREAM
from applications.queries import applications
from applications.rules import deadlines, lifecycle
from applications.states import ENDED, ApplicationState, PaymentState
from iecsite import dates, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.operations import profiles

if TYPE_CHECKING:
    from profiles.models import User


class NotOpen(Refused):
    """The application is past changing: it was sent, or it ended."""


class TooLate(Refused):
    """The twenty days had ended when the act came. Says both moments on the person's clocks."""


class PaymentUnderWay(Refused):
    """A payment was started whose end is not known yet; until then nothing changes that it was made for."""

    def __init__(self) -> None:
        super().__init__(
            "A payment is under way. Finish it or cancel it first, then change your application.",
            "Un paiement est en cours. Terminez-le ou annulez-le d'abord, puis modifiez votre demande.",
        )


def held(application_id: int, by: "User") -> Application:
    """
    The person's application, locked inside the caller's transaction: two windows write one after the other.

    :raises Application.DoesNotExist: when it is somebody else's
    """
    return _locked().get(pk=application_id, profile__user=by)


def held_when_due(*, at: datetime) -> Application | None:
    """
    One application whose twenty days are over, locked inside the caller's transaction; None without one.

    Those that somebody else holds, or whose payment is not settled, are passed over.
    """
    unsettled = Payment.objects.filter(state=PaymentState.STARTED, application=OuterRef("pk"))
    due = _locked(skip_locked=True).filter(~Exists(unsettled), state=ApplicationState.IN_PROGRESS, due_at__lte=at)
    return due.order_by("due_at", "id").first()


def locked(application_id: int) -> Application:
    """An application, locked inside the caller's transaction, for an act that is nobody's wish."""
    return _locked().get(pk=application_id)


def check_open(application: Application, *, at: datetime) -> None:
    """
    Let an act pass that changes or sends an application.

    :raises NotOpen: when it was sent or ended
    :raises TooLate: when the twenty days are over
    """
    if application.state != ApplicationState.IN_PROGRESS:
        raise NotOpen(*_PAST[ApplicationState(application.state)])
    if not deadlines.in_time(application.due_at, at):
        raise late(application, at=at)


def check_not_paying(application: Application) -> None:
    """:raises PaymentUnderWay: while the end of a payment is not known"""
    if application.payments.filter(state=PaymentState.STARTED).exists():
        raise PaymentUnderWay


def late(application: Application, *, at: datetime) -> TooLate:
    """The refusal of what came too late."""
    zone = application.profile.user.time_zone
    # The moment itself is late: the last minute that was in time is what the person was shown.
    due = deadlines.shown(application.due_at)
    return TooLate(
        f"Your time to send this application ended on {dates.moment(due, zone, 'en')}. This reached us on "
        f"{dates.moment(at, zone, 'en')} by our clock, so it could not be counted. No fee is taken.",
        f"Le délai pour envoyer cette demande s'est terminé le {dates.moment(due, zone, 'fr')}. Ceci nous est parvenu le "
        f"{dates.moment(at, zone, 'fr')} selon notre horloge; nous n'avons donc pas pu en tenir compte. Aucuns frais ne sont "
        "perçus.",
    )


def move(application: Application, state: ApplicationState, *, at: datetime, fields: tuple[str, ...] = ()) -> None:
    """
    Take a locked application to a state; an end of the case is also the end of its profile.

    :param fields: further columns that were set and are to be written
    """
    lifecycle.APPLICATION.check(application.state, state)
    application.state, application.version = state, application.version + 1
    changed = {"state", "version", *fields}
    if state in ENDED and application.ended_at is None:
        application.ended_at = at
        changed.add("ended_at")
        profiles.end(profile_id=application.profile_id, at=at)
    application.save(update_fields=sorted(changed))


def record(kind: str, application: Application, *, by: "User | None", at: datetime, **details: Any) -> None:
    """Journal an act about an application inside the caller's transaction; no personal data in the details."""
    act = Act(kind, {"application_id": application.pk}, details)
    journal.record(ApplicationEntry, act, stream=STREAM, by=by, at=at)


def _locked(*, skip_locked: bool = False) -> QuerySet[Application]:
    return applications.whole().select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)


_SENT = (
    "You have sent this application. It can no longer be changed here. Nothing was changed.",
    "Vous avez envoyé cette demande. Elle ne peut plus être modifiée ici. Rien n'a été modifié.",
)
_PAST = {
    ApplicationState.SUBMITTED: _SENT,
    ApplicationState.IN_REVIEW: _SENT,
    ApplicationState.AWAITING_PLACE: _SENT,
    ApplicationState.APPROVED: (
        "This application was decided. It can no longer be changed.",
        "Cette demande a fait l'objet d'une décision. Elle ne peut plus être modifiée.",
    ),
    ApplicationState.REFUSED: (
        "This application was decided. It can no longer be changed.",
        "Cette demande a fait l'objet d'une décision. Elle ne peut plus être modifiée.",
    ),
    ApplicationState.WITHDRAWN: (
        "You withdrew this application. It can no longer be changed or sent.",
        "Vous avez retiré cette demande. Elle ne peut plus être modifiée ni envoyée.",
    ),
    ApplicationState.LAPSED: (
        "The time to send this application is over, so it has ended. Nothing was changed.",
        "Le délai pour envoyer cette demande est terminé; elle a donc pris fin. Rien n'a été modifié.",
    ),
}
