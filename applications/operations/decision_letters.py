"""The letter of a decision as a PDF: the decision row is the job, and one worker writes it, whatever happens to the others."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from applications.letters import decisions as letters
from applications.models import Decision
from applications.operations import decision_content
from applications.operations.held import record
from applications.queries import refunds as paid
from applications.rules import refusals
from applications.rules.attempts import MOST_ATTEMPTS, next_try_at
from applications.rules.refunds import AFTER_LETTER_SETTING, AfterLetter
from applications.states import Outcome
from applications.typeset.letters import introduction_letter, refusal_letter
from iecsite import clock, dated, stored_files
from iecsite.refusal import Refused
from iecsite.turns import TimeIsUp
from profiles.operations import letters as outbox

if TYPE_CHECKING:
    from profiles.models import User


class CannotWrite(Refused):
    """The letter is not one that was put aside."""


def write_next_letter(*, at: datetime) -> Decision | None:
    """
    Write one letter that is due: set it, store it, and put it into the outbox in the same transaction.

    The attempt is counted before, so that a letter that takes its worker down is put aside in the end. A worker that dies
    after storing leaves a file under the name that the next attempt writes over, or that is removed some hours later when there
    is none: nothing is lost or told twice. Safe in two workers.

    :returns: the decision whose letter was tried, or None when none is due
    :raises TimeIsUp: when the time of the task ended in it; it is tried again when its claim has run out
    """
    claimed = _claim(at=at)
    if claimed is None:
        return None
    try:
        return _write(claimed.pk, at=at)
    except TimeIsUp:
        raise
    except Exception as failure:  # whatever one letter meets, the others go on
        _note_failure(claimed.pk, type(failure).__name__)
        return claimed


@transaction.atomic(durable=True)
def write_again(*, decision_id: int, by: "User", at: datetime) -> None:
    """
    Let a letter be written that was put aside after three attempts.

    :raises CannotWrite: when it was written, or will be tried anyway
    """
    decision = Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision_id)
    if not decision.letter_put_aside():
        raise CannotWrite(
            "Only a letter that was put aside can be written again.",
            "Seule une lettre mise de côté peut être rédigée de nouveau.",
        )
    Decision.objects.filter(pk=decision.pk).update(letter_due_at=at, pdf_attempts=0, letter_error="")
    record("decision_letter_again", decision.application, by=by, at=at)


def pdf_of(decision: Decision) -> bytes:
    """The letter of a decision that has one to be written, the same bytes each time; asks for what `_write` selects."""
    application = decision.application
    if decision.outcome == Outcome.APPROVED:
        assert decision.letter_valid_until is not None, "a letter of introduction has a place behind it"
        assert decision.place_taken_at is not None
        return introduction_letter(
            decision_content.introduction(
                application,
                permit_months=decision.permit_months or 0,
                enter_by=decision.letter_valid_until,
                made_at=decision.place_taken_at,
                check_code=decision.check_code,
            )
        )
    reasons = [refusals.reason_for(code, application.pool.category) for code in decision.reason_codes]
    chosen = AfterLetter(dated.value(AFTER_LETTER_SETTING, on=clock.home_date(decision.decided_at)))
    lines = paid.told_lines(application.pk, refusals.ending_of(reasons), after_letter=chosen)
    return refusal_letter(
        decision_content.refusal(
            application, reasons=reasons, refunds=lines, made_at=decision.decided_at, check_code=decision.check_code
        )
    )


@transaction.atomic(durable=True)
def _claim(*, at: datetime) -> Decision | None:
    decision = (
        Decision.objects.filter(letter_due_at__lte=at)
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("letter_due_at", "id")
        .first()
    )
    if decision is None:
        return None
    if decision.pdf_attempts >= MOST_ATTEMPTS:
        # It was claimed three times: it failed, or took its worker down each time.
        Decision.objects.filter(pk=decision.pk).update(letter_due_at=None)
        record("decision_letter_put_aside", decision.application, by=None, at=at)
        return decision
    decision.letter_due_at = next_try_at(decision.pdf_attempts, at)
    decision.pdf_attempts += 1
    decision.save(update_fields=["letter_due_at", "pdf_attempts"])
    stored_files.announce(_place(decision))
    return decision


@transaction.atomic(durable=True)
def _write(decision_id: int, *, at: datetime) -> Decision:
    decision = (
        Decision.objects.select_related(
            "application__profile__user", "application__pool__country", "application__country", "application__passport_country"
        )
        .select_for_update(of=("self",), no_key=True)
        .get(pk=decision_id)
    )
    if decision.letter_due_at is None:
        return decision
    pdf = pdf_of(decision)
    name = _place(decision)
    stored_files.keep(name)
    # What a worker left that died before its commit.
    decision.pdf.storage.delete(name)
    decision.pdf = name = decision.pdf.storage.save(name, ContentFile(pdf))
    decision.letter_due_at, decision.letter_error = None, ""
    decision.save(update_fields=["pdf", "letter_due_at", "letter_error"])
    outbox.queue_letter(letters.decided(decision, enclosure=name), at=at)
    record("decision_letter_written", decision.application, by=None, at=at)
    return decision


def _place(decision: Decision) -> str:
    return f"decisions/{decision.check_code}/{decision.application.reference}.pdf"


def _note_failure(decision_id: int, failure: str) -> None:
    Decision.objects.filter(pk=decision_id, letter_due_at__isnull=False).update(letter_error=failure[:120])
