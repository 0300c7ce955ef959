"""
Documents that are not usable are asked for again, by an officer or because of a new passport; their lines are open to the person
until a day.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from applications.letters import applicant as letters
from applications.models import Application, Document
from applications.operations.decisions import check_has_it
from applications.operations.held import locked, record
from applications.queries import standing
from applications.queries.standing import Line
from applications.rules import deadlines, lifecycle
from applications.rules.checklist import Key
from applications.rules.documents import Fault
from applications.rules.sentences import both
from applications.states import UNDECIDED, DocumentState
from iecsite import clock, dates
from iecsite.refusal import Refused
from profiles.operations import letters as outbox

if TYPE_CHECKING:
    from profiles.models import User


class CannotAsk(Refused):
    """There is nothing to ask for, or it was asked for already."""


class NotAsked(Refused):
    """The application was sent, and nobody asked for this document again."""

    def __init__(self) -> None:
        super().__init__(*both("request.not_asked"))


class AnsweredTooLate(Refused):
    """The time to send documents again was over when the file came. Says both moments on the person's clocks."""


@transaction.atomic(durable=True)
def ask_again(*, application_id: int, by: "User", at: datetime) -> datetime:
    """
    Write to the person which documents are not usable and why, and open their lines for 30 days.

    Asking again for the same, while the time runs, is refused; once another document was marked a new letter names them all and
    the time runs anew.

    :returns: the moment before which they are to be there
    :raises decisions.CannotDecide: unless this officer has the case in review
    :raises CannotAsk: when every line has a usable file, or the person was written to already
    """
    application = locked(application_id)
    check_has_it(application, by)
    lines = standing.faulty_lines(application)
    if not lines:
        raise CannotAsk(*both("request.nothing"))
    if asked_already(application, lines, at=at):
        due_on = clock.home_date(application.documents_due_at)  # type: ignore[arg-type]  # what was asked has a day
        raise CannotAsk(*both("request.asked_already", due_en=dates.day(due_on, "en"), due_fr=dates.day(due_on, "fr")))
    return _ask(application, lines, by=by, at=at)


def ask_for_new_passport(application: Application, *, since: datetime, by: "User", at: datetime) -> bool:
    """
    Ask for a copy of the passport that an application names from now on, inside the caller's transaction, which holds it.

    The copies of the former one are marked, so that they do not count any more. Once it was sent the person is written to and its
    line is open for 30 days; before, the line is as open as every other.

    :param since: when the person said that they have another passport; a copy that they added later is taken for one of it
    :param by: the officer who agreed to the new passport
    :returns: whether a copy is asked for; False when one of the new passport is there, or none of any
    """
    copies = [one for one in application.documents.filter(requirement=Key.PASSPORT) if one.state in standing.USABLE]
    if not copies or any(one.added_at > since for one in copies):
        return False
    for copy in copies:
        lifecycle.DOCUMENT.check(copy.state, DocumentState.REJECTED)
        record(
            "document_rejected",
            application,
            by=by,
            at=at,
            requirement=copy.requirement,
            document=copy.pk,
            fault=str(Fault.FORMER_PASSPORT),
        )
    mark = {"fault": Fault.FORMER_PASSPORT, "reviewed_by": by, "reviewed_at": at}
    Document.objects.filter(pk__in=[one.pk for one in copies]).update(state=DocumentState.REJECTED, **mark)
    if application.state in UNDECIDED:
        _ask(application, standing.faulty_lines(application), by=by, at=at)
    return True


def check_asked(application: Application, requirement: str, *, at: datetime) -> None:
    """
    Let a file pass that comes after the application was sent.

    :raises NotAsked: when nobody asked for this document again
    :raises AnsweredTooLate: when the time to send it is over
    """
    here = standing.of(application, at=at)
    if all(line.requirement.key != requirement for line in here.asked):
        raise NotAsked
    due_at = application.documents_due_at
    assert due_at is not None, "asked lines have a day"
    if not deadlines.in_time(due_at, at):
        zone = application.profile.user.time_zone
        moments = {
            f"{name}_{language}": dates.moment(moment, zone, language)
            for name, moment in (("due", deadlines.shown(due_at)), ("at", at))
            for language in ("en", "fr")
        }
        raise AnsweredTooLate(*both("request.late", **moments))


def _ask(application: Application, lines: Sequence[Line], *, by: "User", at: datetime) -> datetime:
    application.documents_asked_at, application.documents_due_at = at, deadlines.request_due_at(at)
    application.save(update_fields=["documents_asked_at", "documents_due_at"])
    record("documents_asked", application, by=by, at=at, requirements=[str(line.requirement.key) for line in lines])
    faults = [(str(line.requirement.key), line.faulty[-1].fault) for line in lines]
    outbox.queue_letter(letters.documents_asked(application, faults), at=at)
    return application.documents_due_at


def asked_already(application: Application, lines: Iterable[Line], *, at: datetime) -> bool:
    """Whether the person was written to about all of these lines and still has time."""
    asked_at, due_at = application.documents_asked_at, application.documents_due_at
    if asked_at is None or due_at is None or not deadlines.in_time(due_at, at):
        return False
    marked = (document.reviewed_at for line in lines for document in line.faulty)
    return all(moment is not None and moment <= asked_at for moment in marked)
