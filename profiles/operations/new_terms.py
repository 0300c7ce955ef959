"""New terms of an agreement: written by one person, put in force from a day on by another."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from iecsite import clock, journal
from iecsite.csvfile import BadRow
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import Agreement, AgreementDraft, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations.programme import LISTS
from profiles.rules import new_terms as rules


class CannotWrite(Refused):
    """The new terms cannot be taken. `column` is the one that is wrong, empty when it is none."""

    def __init__(self, en: str, fr: str, *, column: str = "") -> None:
        super().__init__(en, fr)
        self.column = column


class CannotApprove(Refused):
    """The new terms cannot be put in force."""


def cells_of(agreement: Agreement) -> dict[str, str]:
    """The columns of a row as cells."""
    values = {field.attname: getattr(agreement, field.attname) for field in agreement._meta.concrete_fields}
    return rules.cells(values | {"country_code": agreement.country_id})


@transaction.atomic(durable=True)
def write(
    *, base_id: int, columns: Mapping[str, str], effective_from: date, reason: str, by: User, at: datetime
) -> AgreementDraft:
    """
    Write new terms for the country, category and stream of a row; nothing is in force yet.

    :param columns: the cells that change, as the reviewed file writes them
    :raises CannotWrite: for a cell that cannot be taken, a day that is not in the future, no reason, or nothing changed
    """
    base = Agreement.objects.get(pk=base_id)
    before = cells_of(base)
    after = before | dict(columns) | {"effective_from": effective_from.isoformat()}
    try:
        rules.read(after)
    except BadRow as bad:
        raise CannotWrite(
            f"{bad.column}: {bad.args[0].rpartition(': ')[2]}.",
            f"{bad.column}\u00a0: cette valeur ne convient pas ({bad.args[0].rpartition(': ')[2]}).",
            column=bad.column,
        ) from bad
    if effective_from <= clock.home_date(at):
        raise CannotWrite(
            "New terms begin on a day to come, so that everybody can be told.",
            "De nouvelles modalités commencent un jour à venir, pour que tout le monde soit avisé.",
            column="effective_from",
        )
    if not reason.strip():
        raise CannotWrite("Enter the reason, with its source.", "Entrez le motif et sa source.", column="reason")
    if not any(one.changed for one in rules.differences(before, after)):
        raise CannotWrite("Nothing is different from the terms before.", "Rien ne diffère des modalités précédentes.")
    draft = AgreementDraft.objects.create(
        base=base, columns=after, effective_from=effective_from, reason=reason.strip(), written_by=by, written_at=at
    )
    _record(draft, "terms_written", by=by, at=at)
    return draft


@transaction.atomic(durable=True)
def approve(*, draft_id: int, by: User, at: datetime) -> Agreement:
    """
    Put new terms in force from their day on; those before end on that day.

    :raises CannotApprove: by who wrote them, when they were decided already, their day has come, or a later version exists
    """
    draft = AgreementDraft.objects.select_for_update(of=("self",)).select_related("base").get(pk=draft_id)
    _check_open(draft)
    if draft.written_by_id == by.pk:
        raise CannotApprove(
            "You wrote these terms. Another person must approve them.",
            "Vous avez rédigé ces modalités. Une autre personne doit les approuver.",
        )
    if draft.effective_from <= clock.home_date(at):
        raise CannotApprove(
            "The day on which these terms begin has come. Drop them and write new ones.",
            "Le jour où ces modalités commencent est arrivé. Abandonnez-les et rédigez-en de nouvelles.",
        )
    base = draft.base
    same = Agreement.objects.select_for_update().filter(country=base.country_id, category=base.category, stream=base.stream)
    rows = list(same)
    if any(row.effective_from is not None and row.effective_from >= draft.effective_from for row in rows):
        raise CannotApprove(
            "There is a version from that day, or a later one, already.",
            "Une version à partir de ce jour, ou plus tardive, existe déjà.",
        )
    for row in rows:
        if row.effective_until is None or row.effective_until > draft.effective_from:
            row.effective_until = draft.effective_from
            row.save(update_fields=["effective_until"])
    values = rules.read(draft.columns)
    columns: dict[str, Any] = {name: list(value) if name in LISTS else value for name, value in values.items()}
    columns.pop("country_code")
    draft.version = Agreement.objects.create(country_id=base.country_id, **columns)
    draft.approved_by, draft.approved_at = by, at
    draft.save(update_fields=["version", "approved_by", "approved_at"])
    _record(draft, "terms_approved", by=by, at=at)
    return draft.version


@transaction.atomic(durable=True)
def drop(*, draft_id: int, by: User, at: datetime) -> AgreementDraft:
    """
    Give up new terms that nobody has approved.

    :raises CannotApprove: when they were decided already
    """
    draft = AgreementDraft.objects.select_for_update(of=("self",)).select_related("base").get(pk=draft_id)
    _check_open(draft)
    draft.dropped_by, draft.dropped_at = by, at
    draft.save(update_fields=["dropped_by", "dropped_at"])
    _record(draft, "terms_dropped", by=by, at=at)
    return draft


def applied(*, draft_id: int, at: datetime) -> None:
    """Note inside the caller's transaction that everybody was taken out of pools whom the version takes out."""
    AgreementDraft.objects.filter(pk=draft_id, applied_at__isnull=True).update(applied_at=at)


def _check_open(draft: AgreementDraft) -> None:
    if draft.approved_at is not None or draft.dropped_at is not None:
        raise CannotApprove("These terms were decided already.", "Ces modalités ont déjà fait l'objet d'une décision.")


def _record(draft: AgreementDraft, kind: str, *, by: User, at: datetime) -> None:
    details = {"draft": draft.pk, "agreement": str(draft.base), "from": draft.effective_from.isoformat()}
    journal.record(ProfileEntry, Act(kind, {}, details), stream=STREAM, by=by, at=at)
