"""Officers take cases and decide them. The approval that takes the last place wins; the next waits, it is not refused."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from applications.letters import decisions as letters
from applications.models import Application, Decision
from applications.operations import refunds
from applications.operations.held import locked, move, record
from applications.queries import standing
from applications.rules import deadlines, permits, refusals, review
from applications.rules.refusals import Kind, Reason
from applications.rules.sentences import both
from applications.states import ApplicationState, Outcome
from iecsite import approvals, clock, dated, dates
from iecsite.models import Approval
from iecsite.refusal import Refused
from profiles.operations import letters as outbox
from rounds.operations import places

if TYPE_CHECKING:
    from profiles.models import User

PERMISSION = "applications.decide_application"
# Signs that are not mistaken for one another when a code is read aloud or typed from paper: 16 of 32 are 80 bits.
_CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PROPOSED_REFUSAL = "refusal"


class CannotDecide(Refused):
    """This officer may not take or decide this application now."""


class CannotApprove(Refused):
    """A fact stands against the approval, and says what would help."""


class CannotRefuse(Refused):
    """The reasons or the note of a refusal are not as they must be."""


class CannotPropose(Refused):
    """The refusal needs no second officer, or was proposed already."""


@transaction.atomic(durable=True)
def take(*, application_id: int, by: "User", at: datetime) -> Application:
    """
    Take a case out of the queue. Taking one's own case again changes nothing.

    :raises CannotDecide: without the permission, on one's own application, or when another officer has it or it is decided
    """
    application = locked(application_id)
    _check_waiting(application, by)
    if application.state == ApplicationState.IN_REVIEW:
        if application.officer_id != by.pk:
            raise CannotDecide(*both("decide.another_officer"))
        return application
    return _take(application, by=by, at=at)


@transaction.atomic(durable=True)
def take_next(*, by: "User", at: datetime) -> Application | None:
    """
    Take the case that has waited longest and that nobody has, or None when none waits. Two officers never get the same one.

    :raises CannotDecide: without the permission
    """
    if not by.has_perm(PERMISSION):
        raise CannotDecide(*both("decide.no_permission"))
    application = (
        Application.objects.filter(state=ApplicationState.SUBMITTED)
        .exclude(profile__user=by)
        .select_related("profile__user")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("submitted_at", "id")
        .first()
    )
    return None if application is None else _take(application, by=by, at=at)


@transaction.atomic(durable=True)
def take_over(*, application_id: int, by: "User", at: datetime) -> Application:
    """
    Take a case over from the officer who has it.

    :raises CannotDecide: without the permission, on one's own application, or when nobody has it in review
    """
    application = locked(application_id)
    _check_waiting(application, by)
    if application.state != ApplicationState.IN_REVIEW:
        raise CannotDecide(*both("decide.not_taken"))
    if application.officer_id != by.pk:
        before, application.officer = application.officer_id, by
        application.save(update_fields=["officer"])
        record("case_taken_over", application, by=by, at=at, officer_before=before)
    return application


@transaction.atomic(durable=True)
def approve(*, application_id: int, by: "User", at: datetime, note: str = "") -> Decision:
    """
    Approve an application. With a place the letter of introduction is due at once, good for twelve months; without one, or while
    others wait for one, the person is told that they wait, and the next free place is theirs by the order of decisions.

    :raises CannotDecide: without the permission, on one's own application, or when this officer does not have it in review
    :raises CannotApprove: when a required document is marked as not usable, the passport or the offer ends before the stay
        begins, or the longest stay is not known
    """
    application = locked(application_id)
    check_has_it(application, by)
    check_documents(application)
    check_can_stay(application, at=at)
    placed = places.take_place(pool_id=application.pool_id)
    decision = Decision.objects.create(
        application=application,
        outcome=Outcome.APPROVED,
        note=note.strip(),
        decided_by=by,
        decided_at=at,
        permit_months=application.max_stay_months,
        check_code=_new_code(),
        **(_letter_of_place(application, at) if placed else {}),
    )
    move(application, ApplicationState.APPROVED if placed else ApplicationState.AWAITING_PLACE, at=at)
    if placed:
        record("application_approved", application, by=by, at=at)
    else:
        record("application_awaiting_place", application, by=by, at=at)
        outbox.queue_letter(letters.awaiting_place(application), at=at)
    return decision


@transaction.atomic(durable=True)
def give_next_place(*, at: datetime) -> Application | None:
    """
    Give a free place to the case that was approved first among those that wait for one in its pool, which is held meanwhile.

    Safe to run twice, late, or in two workers: a pool that somebody else holds is left to them.

    :returns: the application that got a place, or None when no place is free or nobody waits
    """
    waiting = Application.objects.filter(state=ApplicationState.AWAITING_PLACE)
    pool_id = places.hold_free(among=waiting.values("pool"))
    if pool_id is None:
        return None
    application = (
        waiting.filter(pool=pool_id)
        .select_related("profile__user", "pool__country")
        .select_for_update(of=("self",), no_key=True)
        .order_by("decision__decided_at", "decision__id")
        .first()
    )
    if application is None or not places.take_place(pool_id=pool_id, waited=True):
        return None
    Decision.objects.filter(application=application).update(**_letter_of_place(application, at))
    move(application, ApplicationState.APPROVED, at=at)
    record("place_given", application, by=None, at=at)
    return application


@transaction.atomic(durable=True)
def refuse(*, application_id: int, reason_codes: Sequence[str], note: str, by: "User", at: datetime) -> Decision:
    """
    Refuse an application for coded reasons; what goes back by the matrix is due in the same transaction.

    :param note: for the file, never in the letter: which requirement is not met, and why
    :raises CannotDecide: without the permission, on one's own application, when this officer does not have it in review, or
        when a reason asks for a second officer and this one is not
    :raises CannotRefuse: without a reason of this category, or without a note
    """
    return _refuse(locked(application_id), reason_codes, note, by=by, at=at)


@transaction.atomic(durable=True)
def propose_refusal(*, application_id: int, reason_codes: Sequence[str], note: str, by: "User", at: datetime) -> None:
    """
    Propose a refusal for a reason that two officers must agree on; another officer then refuses with the same reasons.

    :raises CannotDecide: without the permission, on one's own application, or when this officer does not have it in review
    :raises CannotRefuse: without a reason of this category, or without a note
    :raises CannotPropose: when no reason asks for a second officer
    """
    application = locked(application_id)
    reasons = checked_reasons(application, reason_codes, note)
    check_has_it(application, by)
    if not any(reason.needs_second_officer for reason in reasons):
        raise CannotPropose(
            "These reasons need no second officer. Refuse the application yourself.",
            "Ces motifs n'exigent pas de deuxième agent. Refusez vous-même la demande.",
        )
    approvals.prepare(kind=_PROPOSED_REFUSAL, subject=application.reference, content=_content_of(reasons), by=by, at=at)
    application.proposal_note, application.proposal_reasons = note.strip(), [reason.code for reason in reasons]
    application.save(update_fields=["proposal_note", "proposal_reasons"])
    record("refusal_proposed", application, by=by, at=at, reasons=[reason.code for reason in reasons])


@dataclass(frozen=True)
class Proposal:
    """A refusal that one officer proposed and another has not agreed to yet."""

    reason_codes: tuple[str, ...]
    note: str
    by: "User"


def proposed_refusal(application: Application) -> Proposal | None:
    """The refusal that waits for a second officer, or None."""
    if application.state != ApplicationState.IN_REVIEW:
        return None
    waiting = Approval.objects.filter(kind=_PROPOSED_REFUSAL, subject=application.reference, approved_at=None)
    approval = waiting.select_related("prepared_by").first()
    if approval is None:
        return None
    return Proposal(tuple(application.proposal_reasons), application.proposal_note, approval.prepared_by)


@transaction.atomic(durable=True)
def agree_to_refusal(*, application_id: int, by: "User", at: datetime) -> Decision:
    """
    Refuse as another officer proposed, for the same reasons and with the same note.

    :raises CannotDecide: without the permission, on one's own application, or by the officer who proposed it
    :raises CannotRefuse: when no refusal waits for a second officer
    """
    application = locked(application_id)
    proposal = proposed_refusal(application)
    if proposal is None:
        raise CannotRefuse(
            "No refusal waits for a second officer here. Open the case again.",
            "Aucun refus n'attend ici un deuxième agent. Rouvrez le dossier.",
        )
    return _refuse(application, proposal.reason_codes, proposal.note, by=by, at=at)


def checked_reasons(application: Application, reason_codes: Sequence[str], note: str) -> list[Reason]:
    """
    The reasons of a refusal in the order of the list; reads nothing but its arguments.

    :raises CannotRefuse: without a reason, with one that is not of this category, or without a note
    """
    offered = refusals.reasons_for(application.pool.category, Kind.REFUSAL)
    wanted = set(reason_codes)
    chosen = [reason for reason in offered if reason.code in wanted]
    if not chosen:
        raise CannotRefuse("Choose at least one reason.", "Choisissez au moins un motif.")
    if len(chosen) < len(wanted):
        raise CannotRefuse(
            "One of these reasons does not exist in this category. Choose from the list.",
            "L'un de ces motifs n'existe pas dans cette catégorie. Choisissez dans la liste.",
        )
    if not note.strip():
        # A refusal's note must say which requirement is unmet and why (PDI-OWP, read 2026-11-23).
        raise CannotRefuse(
            "Write in the note which requirement is not met, and why.",
            "Écrivez dans la note quelle exigence n'est pas remplie, et pourquoi.",
        )
    return chosen


def check_documents(application: Application) -> None:
    """
    Let an approval pass whose required documents were not found unusable. Two queries.

    :raises CannotApprove: names the documents of which every file is marked as not usable
    """
    unusable = standing.unusable_requirements(application)
    if unusable:
        names = [both(f"checklist.{one.key}") for one in unusable]
        listed = {"names_en": ", ".join(name.en for name in names), "names_fr": ", ".join(name.fr for name in names)}
        raise CannotApprove(*both("approve.documents", **listed))


def check_can_stay(application: Application, *, at: datetime) -> None:
    """
    Let an approval pass whose permit would last at least a day.

    :raises CannotApprove: when the passport or the offer ends before the stay begins, or the longest stay is not known
    """
    if application.max_stay_months is None:
        raise CannotApprove(*both("approve.no_months"))
    try:
        permit_end(application, at=at)
    except permits.NoTimeLeft as none:
        days = {"day_en": dates.day(none.on, "en"), "day_fr": dates.day(none.on, "fr")}
        raise CannotApprove(*both(f"approve.{none.limit}", **days)) from none


def permit_end(application: Application, *, at: datetime) -> permits.PermitEnd:
    """
    The last day of the permit as far as it is known before the person arrives, counted from the planned arrival.

    :raises permits.NoTimeLeft: when the passport or the offer ends before
    """
    today = clock.home_date(at)
    return permits.permit_end(
        starts_on=max(application.arrival_on or today, today),
        max_months=application.max_stay_months or 0,
        passport_expires=None if application.passport_country_id == "US" else application.passport_expires_on,
        offer_ends=application.offer_ends_on,
    )


def proposer_of(application: Application, reasons: Sequence[Reason]) -> int | None:
    """Who proposed a refusal for exactly these reasons; None when nobody did."""
    digest = approvals.digest_of(_content_of(reasons))
    proposed = Approval.objects.filter(kind=_PROPOSED_REFUSAL, subject=application.reference, digest=digest).first()
    return None if proposed is None else proposed.prepared_by_id


def _refuse(application: Application, reason_codes: Sequence[str], note: str, *, by: "User", at: datetime) -> Decision:
    reasons = checked_reasons(application, reason_codes, note)
    if any(reason.needs_second_officer for reason in reasons):
        _concur(application, reasons, by=by, at=at)
    else:
        check_has_it(application, by)
    decision = Decision.objects.create(
        application=application,
        outcome=Outcome.REFUSED,
        reason_codes=[reason.code for reason in reasons],
        note=note.strip(),
        decided_by=by,
        decided_at=at,
        check_code=_new_code(),
        letter_due_at=at,
    )
    move(application, ApplicationState.REFUSED, at=at)
    refunds.create_refunds(application, refusals.ending_of(reasons), by=by, at=at)
    record("application_refused", application, by=by, at=at, reasons=decision.reason_codes)
    return decision


def _take(application: Application, *, by: "User", at: datetime) -> Application:
    application.officer = by
    move(application, ApplicationState.IN_REVIEW, at=at, fields=("officer",))
    record("case_taken", application, by=by, at=at)
    return application


def _concur(application: Application, reasons: Sequence[Reason], *, by: "User", at: datetime) -> None:
    first = proposer_of(application, reasons)
    officer, case = _officer(by), _case(application, first)
    try:
        for reason in reasons:
            review.check_can_refuse(officer, case, reason)
    except review.CannotDecide as refusal:
        raise CannotDecide(*both(refusal.code)) from refusal
    about = {"kind": _PROPOSED_REFUSAL, "subject": application.reference, "content": _content_of(reasons)}
    approvals.approve(**about, by=by, at=at)
    approvals.carry_out(**about, at=at)


def _content_of(reasons: Sequence[Reason]) -> str:
    return json.dumps(sorted(reason.code for reason in reasons))


def _officer(by: "User") -> review.Officer:
    return review.Officer(user_id=by.pk, may_decide=by.has_perm(PERMISSION))


def _case(application: Application, first_officer_id: int | None = None) -> review.Case:
    return review.Case(applicant_user_id=application.profile.user_id, state=application.state, first_officer_id=first_officer_id)


def _check_waiting(application: Application, by: "User") -> None:
    try:
        review.check_can_decide(_officer(by), _case(application))
    except review.CannotDecide as refusal:
        raise CannotDecide(*both(refusal.code)) from refusal


def check_has_it(application: Application, by: "User") -> None:
    """
    Let the officer act who has a case in review.

    :raises CannotDecide: without the permission, on one's own application, or when this officer does not have it in review
    """
    _check_waiting(application, by)
    if application.state != ApplicationState.IN_REVIEW:
        raise CannotDecide(*both("decide.not_taken"))
    if application.officer_id != by.pk:
        raise CannotDecide(*both("decide.another_officer"))


def _letter_of_place(application: Application, at: datetime) -> dict[str, Any]:
    issued_on = clock.home_date(at)
    rule = deadlines.LetterValidity(dated.value(deadlines.LETTER_SETTING, on=issued_on))
    last = deadlines.latest_entry_on(issued_on, passport_expires_on=application.passport_expires_on, rule=rule)
    return {"place_taken_at": at, "letter_valid_until": last, "letter_due_at": at}


def _new_code() -> str:
    return "".join(secrets.choice(_CODE_SIGNS) for _sign in range(16))
