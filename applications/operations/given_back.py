"""A letter of introduction that will not be used: its case ends, and its place is free at once."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from applications.letters import applicant as letters
from applications.models import Application, Decision
from applications.operations import refunds
from applications.operations.held import locked, move, record
from applications.rules.refunds import Ending
from applications.rules.sentences import both
from applications.states import ApplicationState
from iecsite.refusal import Refused
from profiles.operations import letters as outbox
from rounds.operations import places

if TYPE_CHECKING:
    from profiles.models import User

PERMISSION = "applications.decide_application"


class CannotGiveBack(Refused):
    """The application has no letter that could be given back, or not by this officer."""


@transaction.atomic(durable=True)
def give_back(*, application_id: int, note: str, by: "User", at: datetime) -> Application:
    """
    End an approved application whose owner told us, before coming, that they will not use the letter of introduction.

    The letter no longer holds, and the fees go back as the matrix says of a withdrawal after the letter. The place is free at
    once: for whoever waits for one, or for the next round. Whether the programme counts it so is not stated by any source; spots
    are letters that can still be issued (WEB-CH, read 2026-11-23), and this one is not out any more.

    :param note: for the file: who said so, and when
    :raises CannotGiveBack: without the permission or a note, on one's own application, or when it has no letter
    """
    application = locked(application_id)
    if not by.has_perm(PERMISSION):
        raise CannotGiveBack(*both("decide.no_permission"))
    if application.profile.user_id == by.pk:
        raise CannotGiveBack(*both("decide.own_case"))
    if application.state != ApplicationState.APPROVED:
        raise CannotGiveBack(
            "This application has no letter that could be given back. Nothing was changed.",
            "Cette demande n'a pas de lettre qui puisse être rendue. Rien n'a été modifié.",
        )
    if not note.strip():
        raise CannotGiveBack(
            "Write in the note who told us so, and when.",
            "Écrivez dans la note qui nous l'a dit, et quand.",
        )
    decision = Decision.objects.select_for_update(of=("self",), no_key=True).get(application=application)
    decision.given_back_at, decision.given_back_note, decision.letter_due_at = at, note.strip(), None
    decision.save(update_fields=["given_back_at", "given_back_note", "letter_due_at"])
    move(application, ApplicationState.WITHDRAWN, at=at)
    places.give_back(pool_id=application.pool_id)
    told = refunds.create_refunds(application, Ending.WITHDRAWN_AFTER_LETTER, by=by, at=at)
    record("letter_given_back", application, by=by, at=at)
    outbox.queue_letter(letters.given_back(application, told, at=at), at=at)
    return application
