"""An open application follows what its person's profile says of who they are, once an officer agreed to a change of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from applications.models import Application
from applications.operations.decisions import check_can_stay
from applications.operations.document_requests import ask_for_new_passport
from applications.operations.held import record
from applications.queries import applications
from applications.states import UNDECIDED, ApplicationState, PaymentState
from iecsite.refusal import Refused
from profiles.queries.profiles import was_mistyped

if TYPE_CHECKING:
    from profiles.models import User

# What the application took over of who the person is; address, telephone and job are told in the application itself.
IDENTITY = ("family_name", "given_names", "date_of_birth", "passport_country_id", "passport_number", "passport_expires_on")
# No letter of introduction was written yet, so the one that will be names what holds then.
FOLLOWS = UNDECIDED | {ApplicationState.IN_PROGRESS, ApplicationState.AWAITING_PLACE}


class NotNow(Refused):
    """Somebody is acting on the application at this moment, or its payment is not settled."""


@dataclass(frozen=True)
class Followed:
    """Where the application stands that was changed, and whether a copy of the new passport is asked for."""

    state: ApplicationState
    copy_asked: bool


def follow(*, profile_id: int, since: datetime, by: "User", at: datetime) -> Followed | None:
    """
    Take names, birth and passport of a profile over into its open application once more, and with them the longest stay until it
    is decided. Inside the caller's transaction, which holds the profile and has changed it.

    One that is not sent yet is to be confirmed and declared anew, since the person confirmed what stood before. Where the new
    answer is another passport, a copy of its page is asked for, unless the officer has decided already.

    :param since: when the person asked for the change
    :returns: what became of the application; None when there is none, or nothing in it changes
    :raises NotNow: while somebody else acts on it, or a payment is under way
    :raises decisions.CannotApprove: for one approved and awaiting its place, when the new passport ends before the stay begins
    """
    mine = Application.objects.filter(profile=profile_id, state__in=sorted(FOLLOWS))
    # Officers hold the application first and its profile after: waiting here, with the profile held, could wait for ever.
    application = applications.whole().filter(pk__in=mine).select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if application is None:
        if mine.exists():
            raise NotNow(
                "Somebody is working on this person's application at this moment. Try again in a minute.",
                "Quelqu'un traite la demande de cette personne en ce moment. Réessayez dans une minute.",
            )
        return None
    if application.payments.filter(state=PaymentState.STARTED).exists():
        raise NotNow(
            "A payment for this person's application is under way. Try again when it has ended.",
            "Un paiement est en cours pour la demande de cette personne. Réessayez quand il sera terminé.",
        )
    state = ApplicationState(application.state)
    now = applications.opening(application.invitation)
    columns = IDENTITY if state == ApplicationState.AWAITING_PLACE else (*IDENTITY, "max_stay_months")
    changed = [column for column in columns if getattr(application, column) != now[column]]
    if not changed:
        return None
    another = _is_another_passport(application, changed)
    for column in changed:
        setattr(application, column, now[column])
    if state == ApplicationState.AWAITING_PLACE:
        check_can_stay(application, at=at)
    elif state == ApplicationState.IN_PROGRESS:
        application.details_confirmed_at = application.declared_at = None
    application.version += 1
    application.save()
    record("application_followed", application, by=by, at=at, columns=changed, version=application.version)
    asked = another and state != ApplicationState.AWAITING_PLACE and ask_for_new_passport(application, since=since, by=by, at=at)
    return Followed(state, asked)


def _is_another_passport(application: Application, changed: list[str]) -> bool:
    """Whether the application names another passport from now on: one whose number was mistyped is the same, with its copy."""
    if "passport_number" not in changed:
        return False
    country, number = application.passport_country_id, application.passport_number
    return not was_mistyped(application.profile_id, country=country, number=number)
