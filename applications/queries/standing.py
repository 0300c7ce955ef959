"""How far an application is: what is told, what is there, what is missing, what is paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from applications.models import Application, Document, Payment
from applications.queries import applications
from applications.rules import checklist, deadlines, details
from applications.rules.checklist import Circumstances, Requirement
from applications.rules.details import DetailProblem
from applications.rules.medical import medical_exam_needed
from applications.states import UNDECIDED, ApplicationState, DocumentState, PaymentState
from iecsite import clock
from profiles.rules.terms import PARTNERS

# Documents that count: they are there and nobody found them unusable.
USABLE = frozenset({DocumentState.ADDED, DocumentState.ACCEPTED})
LIVE_PAYMENTS = frozenset({PaymentState.STARTED, PaymentState.PAID})


@dataclass(frozen=True)
class Line:
    """One line of the checklist with the files that are there for it."""

    requirement: Requirement
    documents: tuple[Document, ...]

    @property
    def filled(self) -> bool:
        """Whether a usable file is there."""
        return any(document.state in USABLE for document in self.documents)

    @property
    def faulty(self) -> tuple[Document, ...]:
        """The files that an officer found unusable."""
        return tuple(document for document in self.documents if document.state == DocumentState.REJECTED)


@dataclass(frozen=True)
class Standing:
    """An application at a moment. What it says about sending is for its owner; officers look at the documents themselves."""

    application: Application
    problems: tuple[DetailProblem, ...]
    lines: tuple[Line, ...]
    payment: Payment | None

    @property
    def details_done(self) -> bool:
        """Whether the details are complete, right and confirmed."""
        return not self.problems and self.application.details_confirmed_at is not None

    @cached_property
    def missing(self) -> tuple[Requirement, ...]:
        """The required documents of which none is there."""
        present = {line.requirement.key for line in self.lines if line.filled}
        return checklist.missing([line.requirement for line in self.lines], present)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing but declarations and payment."""
        return self.details_done and not self.missing

    @property
    def declared(self) -> bool:
        """Whether the person made the declarations for what is there now."""
        return self.application.declared_at is not None

    @property
    def paid(self) -> bool:
        """Whether the fees were taken."""
        return self.payment is not None and self.payment.state == PaymentState.PAID

    @property
    def paying(self) -> bool:
        """Whether a payment was started whose end is not known."""
        return self.payment is not None and self.payment.state == PaymentState.STARTED

    @property
    def open(self) -> bool:
        """Whether the person can still change and send it, but for the clock."""
        return self.application.state == ApplicationState.IN_PROGRESS

    @property
    def asked(self) -> tuple[Line, ...]:
        """The lines of which another file was asked for, while nothing is decided."""
        if self.application.state not in UNDECIDED or self.application.documents_due_at is None:
            return ()
        return tuple(line for line in self.lines if line.faulty)

    @property
    def awaited(self) -> tuple[Line, ...]:
        """Those of them for which no other file has come."""
        return tuple(line for line in self.asked if not line.filled)

    def takes_files(self, line: Line, *, at: datetime) -> bool:
        """Whether the person may add a file to a line: before it is sent to each, afterwards to those asked for, in time."""
        due_at = self.application.documents_due_at
        return self.open or (line in self.asked and due_at is not None and deadlines.in_time(due_at, at))


def of(application: Application, *, at: datetime) -> Standing:
    """How far an application is. Three queries beside the application with its person and pool, and one for the agreement."""
    lines = checklist_of(application)
    return Standing(
        application=application,
        problems=details.problems(applications.details_of(application), on=clock.home_date(at)),
        lines=_with_documents(lines, application.documents.exclude(state=DocumentState.REMOVED)),
        payment=application.payments.filter(state__in=sorted(LIVE_PAYMENTS)).first(),
    )


def checklist_of(application: Application) -> tuple[Requirement, ...]:
    """The documents that this application asks for, by its category, country and job."""
    return checklist.checklist(
        Circumstances(
            category=application.pool.category,
            stream=application.pool.stream,
            teer=application.job_teer,
            medical_exam=medical_exam_needed(
                designated_setting=application.designated_setting,
                stay_months=application.stay_months,
                designated_country=application.designated_country,
            ),
            residence_certificate=applications.residence_certificate_asked(application),
            recognized_organization=application.pool.country_id == PARTNERS,
        )
    )


def unusable_requirements(application: Application) -> list[Requirement]:
    """The required documents for which there are files, all of them marked as not usable."""
    return [line.requirement for line in faulty_lines(application) if line.requirement.required]


def faulty_lines(application: Application) -> list[Line]:
    """The lines, required or not, for which there are files, all of them marked as not usable. Two queries."""
    lines = _with_documents(checklist_of(application), application.documents.exclude(state=DocumentState.REMOVED))
    return [line for line in lines if line.documents and not line.filled]


def sent_documents(application: Application) -> list[Document]:
    """The files that were there when the application was received, whatever became of them later; for the receipt."""
    if application.submitted_at is None:
        return []
    before = application.documents.filter(added_at__lte=application.submitted_at)
    return [one for one in before if one.removed_at is None or one.removed_at > application.submitted_at]


def _with_documents(requirements: Iterable[Requirement], documents: Iterable[Document]) -> tuple[Line, ...]:
    by_key: dict[str, list[Document]] = {}
    for document in documents:
        by_key.setdefault(document.requirement, []).append(document)
    return tuple(Line(requirement, tuple(by_key.get(requirement.key, ()))) for requirement in requirements)
