"""New terms of an agreement: written by one person, put in force from a day on by another."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from iecsite import clock, journal
from iecsite.csvfile import BadRow
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import Agreement, AgreementDraft, Country, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations.programme import LISTS
from profiles.queries import new_terms
from profiles.rules import new_terms as rules
from profiles.rules.terms import NOT_A_COUNTRY


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


def cells_before(draft: AgreementDraft) -> dict[str, str]:
    """The columns of the terms from which a draft was written, as cells; those of first terms are all empty."""
    return {} if draft.base is None else cells_of(draft.base)


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
    draft = AgreementDraft(base=base, country_id=base.country_id, category=base.category, stream=base.stream)
    return _written(draft, columns, effective_from, reason, by=by, at=at)


@transaction.atomic(durable=True)
def write_first(
    *,
    country: str,
    category: str,
    stream: str = "",
    columns: Mapping[str, str],
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
) -> AgreementDraft:
    """
    Write the first terms of a country, category and stream: a partner, a category or a stream that is new; nothing is in force
    yet.

    :param columns: the cells of every column, as the reviewed file writes them
    :raises CannotWrite: as `write`, and where the row has terms already
    """
    draft = AgreementDraft(country_id=country, category=category, stream=stream)
    if new_terms.versions_of(draft).exists():
        raise CannotWrite(
            "There are terms for this country, category and stream already. Write the new ones from them.",
            "Ce pays a déjà des modalités pour cette catégorie et ce volet. Rédigez les nouvelles à partir de celles-ci.",
            column="category",
        )
    return _written(draft, columns, effective_from, reason, by=by, at=at)


@transaction.atomic(durable=True)
def rewrite(
    *, draft_id: int, columns: Mapping[str, str], effective_from: date, reason: str, by: User, at: datetime
) -> AgreementDraft:
    """
    Write a draft anew; whoever does so is now the one who wrote it, and may not approve it.

    :raises CannotWrite: as `write`
    :raises CannotApprove: when it was decided already
    """
    draft = _held(draft_id)
    _check_open(draft)
    draft.columns = _checked(draft, columns, effective_from, reason, at=at)
    draft.effective_from, draft.reason, draft.written_by, draft.written_at = effective_from, reason.strip(), by, at
    draft.save(update_fields=["columns", "effective_from", "reason", "written_by", "written_at"])
    _record(draft, "terms_rewritten", by=by, at=at)
    return draft


@transaction.atomic(durable=True)
def take_over(*, draft_id: int, by: User, at: datetime) -> AgreementDraft:
    """
    Put the changes of a draft on top of the version that came in between, so that none of that one's is undone unseen.

    Whoever does so is now the one who wrote it. Without a version in between nothing changes.

    :raises CannotWrite: when the changes do not fit that version, or nothing differs from it any more
    :raises CannotApprove: when it was decided already
    """
    draft = _held(draft_id)
    _check_open(draft)
    before = new_terms.version_before(draft)
    if before is None or before.pk == draft.base_id:
        return draft
    changed = {one.column: one.after for one in rules.differences(cells_before(draft), draft.columns) if one.changed}
    draft.base = before
    draft.columns = _checked(draft, changed, draft.effective_from, draft.reason, at=at)
    draft.written_by, draft.written_at = by, at
    draft.save(update_fields=["columns", "base", "written_by", "written_at"])
    _record(draft, "terms_rewritten", by=by, at=at)
    return draft


@transaction.atomic(durable=True)
def approve(*, draft_id: int, by: User, at: datetime) -> Agreement:
    """
    Put new terms in force from their day on; those before end on that day.

    :raises CannotApprove: by who wrote them, when they were decided already, their day has come, a later version exists, or
        another version came in between since they were written
    """
    draft = _held(draft_id)
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
    _hold_country(draft)
    rows = list(new_terms.versions_of(draft).select_for_update(no_key=True))
    if any(row.effective_from is not None and row.effective_from >= draft.effective_from for row in rows):
        raise CannotApprove(
            "There is a version from that day, or a later one, already.",
            "Une version à partir de ce jour, ou plus tardive, existe déjà.",
        )
    before = new_terms.version_before(draft)
    if before is not None and before.pk != draft.base_id:
        raise CannotApprove(
            "Another version has come in between since these terms were written. Put their changes on top of it first, and look "
            "at the comparison again.",
            "Une autre version s'est intercalée depuis la rédaction de ces modalités. Reportez-y d'abord leurs changements, puis "
            "revoyez la comparaison.",
        )
    for row in rows:
        if row.effective_until is None or row.effective_until > draft.effective_from:
            row.effective_until = draft.effective_from
            row.save(update_fields=["effective_until"])
    values = rules.read(draft.columns)
    columns: dict[str, Any] = {name: list(value) if name in LISTS else value for name, value in values.items()}
    columns.pop("country_code")
    draft.version = Agreement.objects.create(country_id=draft.country_id, **columns)
    Country.objects.filter(pk=draft.country_id, is_partner=False).exclude(pk__in=NOT_A_COUNTRY).update(is_partner=True)
    draft.approved_by, draft.approved_at = by, at
    draft.save(update_fields=["version", "approved_by", "approved_at"])
    _record(draft, "terms_approved", by=by, at=at)
    return draft.version


@transaction.atomic(durable=True)
def call_off(*, draft_id: int, by: User, at: datetime) -> AgreementDraft:
    """
    Take back terms that were approved and whose day has not come: those before them go on.

    What was written from them and dropped since is kept, as written from those before them.

    :raises CannotApprove: when they are no scheduled version, a later version or an open draft rests on them
    """
    draft = _held(draft_id)
    _hold_country(draft)
    version = draft.version
    if version is None or draft.effective_from <= clock.home_date(at):
        raise CannotApprove(
            "Only a version whose day has not come can be called off. Write new terms instead.",
            "On peut annuler seulement une version dont le jour n'est pas arrivé. Rédigez plutôt de nouvelles modalités.",
        )
    rows = list(new_terms.versions_of(version).select_for_update(no_key=True))
    rests = any(row.effective_from is not None and row.effective_from > draft.effective_from for row in rows)
    if rests or version.drafts.filter(approved_at__isnull=True, dropped_at__isnull=True).exists():
        raise CannotApprove(
            "A later version or a draft was written from these terms. Call it off or drop it first.",
            "Une version ou une ébauche plus tardive repose sur ces modalités. Annulez-la ou abandonnez-la d'abord.",
        )
    draft.version, draft.dropped_by, draft.dropped_at = None, by, at
    draft.save(update_fields=["version", "dropped_by", "dropped_at"])
    version.drafts.update(base=draft.base)
    version.delete()
    if draft.base is not None:
        draft.base.effective_until = None
        draft.base.save(update_fields=["effective_until"])
    elif not Agreement.objects.filter(country=draft.country_id).exists():
        Country.objects.filter(pk=draft.country_id).update(is_partner=False)
    _record(draft, "terms_called_off", by=by, at=at)
    return draft


@transaction.atomic(durable=True)
def drop(*, draft_id: int, by: User, at: datetime) -> AgreementDraft:
    """
    Give up new terms that nobody has approved.

    :raises CannotApprove: when they were decided already
    """
    draft = _held(draft_id)
    _check_open(draft)
    draft.dropped_by, draft.dropped_at = by, at
    draft.save(update_fields=["dropped_by", "dropped_at"])
    _record(draft, "terms_dropped", by=by, at=at)
    return draft


def judged_through(*, draft_id: int, candidacy: int, over: bool, at: datetime) -> None:
    """
    Note inside the caller's transaction how far the people in pools were judged under a version.

    :param candidacy: the last one that was judged
    :param over: whether nobody is left to be judged
    """
    values: dict[str, Any] = {"applied_through": candidacy} | ({"applied_at": at} if over else {})
    AgreementDraft.objects.filter(pk=draft_id, applied_at__isnull=True).update(**values)


def _held(draft_id: int) -> AgreementDraft:
    return AgreementDraft.objects.select_for_update(of=("self",), no_key=True).select_related("base", "version").get(pk=draft_id)


def _hold_country(draft: AgreementDraft) -> None:
    """
    First terms have no rows to lock: of two who approve or call off terms of a country the second waits here, and then finds what
    the other did.
    """
    Country.objects.select_for_update(no_key=True).get(pk=draft.country_id)


def _written(
    draft: AgreementDraft, columns: Mapping[str, str], effective_from: date, reason: str, *, by: User, at: datetime
) -> AgreementDraft:
    draft.columns = _checked(draft, columns, effective_from, reason, at=at)
    draft.effective_from, draft.reason, draft.written_by, draft.written_at = effective_from, reason.strip(), by, at
    draft.save()
    _record(draft, "terms_written", by=by, at=at)
    return draft


def _checked(
    draft: AgreementDraft, columns: Mapping[str, str], effective_from: date, reason: str, *, at: datetime
) -> dict[str, str]:
    """The whole version that changed cells make of the terms before, once it stands every test."""
    before = cells_before(draft)
    row = {"country_code": draft.country_id, "category": draft.category, "stream": draft.stream}
    after = before | dict(columns) | row | {"effective_from": effective_from.isoformat()}
    try:
        rules.read(after)
    except BadRow as bad:
        raise CannotWrite(
            f"{_label(bad.column, 'en')}: {bad.reason}.",
            f"{_label(bad.column, 'fr')}\u00a0: {bad.reason_fr}.",
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
    return after


def _label(column: str, language: str) -> str:
    """What a column is called where staff read it."""
    with translation.override(language):
        names = {field.name: field.verbose_name for field in Agreement._meta.concrete_fields}
        name = str(names["country" if column == "country_code" else column])
    return name[:1].upper() + name[1:]


def _check_open(draft: AgreementDraft) -> None:
    if draft.approved_at is not None or draft.dropped_at is not None:
        raise CannotApprove("These terms were decided already.", "Ces modalités ont déjà fait l'objet d'une décision.")


def _record(draft: AgreementDraft, kind: str, *, by: User, at: datetime) -> None:
    details = {"draft": draft.pk, "agreement": str(draft), "from": draft.effective_from.isoformat()}
    journal.record(ProfileEntry, Act(kind, {}, details), stream=STREAM, by=by, at=at)
