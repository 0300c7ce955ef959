"""An officer looks at a document and marks it: accepted, or not usable and why."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from applications.models import Document
from applications.operations.decisions import check_has_it
from applications.operations.held import locked, record
from applications.rules import lifecycle
from applications.rules.documents import Fault
from applications.rules.sentences import both
from applications.states import DocumentState
from iecsite.refusal import Refused

if TYPE_CHECKING:
    from profiles.models import User


class CannotReview(Refused):
    """The document cannot be marked like this."""


@transaction.atomic(durable=True)
def accept(*, document_id: int, by: "User", at: datetime) -> Document:
    """
    Accept a document, also one that was found not usable before. Accepting it twice changes nothing.

    :raises decisions.CannotDecide: unless this officer has the case in review
    :raises CannotReview: when the person took it out
    """
    return _mark(document_id, DocumentState.ACCEPTED, "", by=by, at=at)


@transaction.atomic(durable=True)
def reject(*, document_id: int, fault: str, by: "User", at: datetime) -> Document:
    """
    Mark a document as not usable. Nobody is written to until the officer asks for it again (`document_requests.ask_again`).

    :param fault: one of `rules.documents.Fault`
    :raises decisions.CannotDecide: unless this officer has the case in review
    :raises CannotReview: when the person took it out, or for another fault than those of the list
    """
    if fault not in set(Fault):
        raise CannotReview(*both("document.no_reason"))
    return _mark(document_id, DocumentState.REJECTED, fault, by=by, at=at)


def _mark(document_id: int, state: DocumentState, fault: str, *, by: "User", at: datetime) -> Document:
    application = locked(Document.objects.only("application_id").get(pk=document_id).application_id)
    check_has_it(application, by)
    document = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=document_id)
    if (document.state, document.fault) == (state, fault):
        return document
    if document.state != state and not lifecycle.DOCUMENT.allows(document.state, state):
        raise CannotReview(*both("document.taken_out"))
    document.state, document.fault, document.reviewed_by, document.reviewed_at = state, fault, by, at
    document.save(update_fields=["state", "fault", "reviewed_by", "reviewed_at"])
    kind = "document_accepted" if state == DocumentState.ACCEPTED else "document_rejected"
    why = {"fault": str(fault)} if fault else {}
    record(kind, application, by=by, at=at, requirement=document.requirement, document=document.pk, **why)
    return document
