"""The files of an application: looked at in a process apart, kept as a clean copy, removed."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from applications import inspection
from applications.inspection import Cleaned, Inspection
from applications.models import Application, Document
from applications.operations.document_requests import check_asked
from applications.operations.held import check_not_paying, check_open, held, record
from applications.queries import standing
from applications.rules import checklist, lifecycle
from applications.rules.checklist import Key
from applications.rules.sentences import Pair, both
from applications.states import UNDECIDED, ApplicationState, DocumentState
from iecsite import stored_files
from iecsite.refusal import Refused

if TYPE_CHECKING:
    from profiles.models import User

# Pages may come one file each; more than this for one line, or for all, is a mistake or an attack.
MOST_FILES_OF_A_LINE = 20
MOST_FILES = 80
LONGEST_NAME = 150


class CannotAttach(Refused):
    """The file was not kept; the others stay."""


class CannotRemove(Refused):
    """The file stays."""


@dataclass(frozen=True)
class Attached:
    """A file that was kept, and what could be better about it (nothing is refused for that)."""

    document: Document
    advice: tuple[Pair, ...]


def attach(*, application_id: int, requirement: str, upload: BinaryIO, name: str, by: "User", at: datetime) -> Attached:
    """
    Look at a file and keep a clean copy of it for a line of the checklist.

    It is looked at before the transaction, in a process apart, which may take seconds.

    :param name: as the person named it
    :raises CannotAttach: when it cannot be used; says why and what to do
    :raises held.NotOpen, held.TooLate, held.PaymentUnderWay: as for every change
    :raises document_requests.NotAsked, document_requests.AnsweredTooLate: once it was sent, for what was not asked for again, or
        too late
    :raises Application.DoesNotExist: when it is somebody else's
    """
    found = inspection.examine(upload, name, portrait=requirement == Key.PHOTO, clamd=settings.CLAMAV_ADDRESS)
    return keep(application_id=application_id, requirement=requirement, inspected=found, name=name, by=by, at=at)


def keep(
    *,
    application_id: int,
    requirement: str,
    inspected: tuple[Inspection, Cleaned | None],
    name: str,
    by: "User",
    at: datetime,
) -> Attached:
    """
    Keep a file that was looked at. Refuses as `attach` does.

    What is stored and then not kept, whatever the reason, is removed some hours later.

    :param inspected: what `inspection.examine` found
    """
    found, copy = inspected
    place = ""
    if copy is not None:
        whose = Application.objects.only("reference").get(pk=application_id, profile__user=by)
        place = Document.file.field.generate_filename(Document(application=whose, sha256=found.sha256, kind=copy.kind), name)
        stored_files.announce(place)
    return _keep(application_id, requirement, inspected, place=place, name=name, by=by, at=at)


@transaction.atomic(durable=True)
def _keep(
    application_id: int,
    requirement: str,
    inspected: tuple[Inspection, Cleaned | None],
    *,
    place: str,
    name: str,
    by: "User",
    at: datetime,
) -> Attached:
    application = held(application_id, by)
    if application.state in UNDECIDED:
        check_asked(application, requirement, at=at)
    else:
        check_open(application, at=at)
        check_not_paying(application)
    found, copy = inspected
    if copy is None:
        raise CannotAttach(*inspection.both(found.problems[0]))
    advice = _check_fits(application, requirement, found)
    document = Document(
        application=application,
        requirement=requirement,
        original_name=shortened(name),
        kind=copy.kind,
        size=len(copy.content),
        pages=found.pages,
        sha256=found.sha256,
        added_at=at,
    )
    stored_files.keep(place)
    document.file.name = default_storage.save(place, ContentFile(copy.content))
    document.save()
    if application.state == ApplicationState.IN_PROGRESS:
        _undeclare(application)
    record("document_added", application, by=by, at=at, requirement=requirement, document=document.pk)
    return Attached(document, (*(Pair(*inspection.both(problem)) for problem in found.advice), *advice))


@transaction.atomic(durable=True)
def remove(*, document_id: int, by: "User", at: datetime) -> Document:
    """
    Take a file out of an application that was not sent yet, and let go of it. Removing it twice changes nothing.

    :raises held.NotOpen, held.TooLate, held.PaymentUnderWay: as for every change
    :raises CannotRemove: when it was accepted already
    :raises Document.DoesNotExist: when it is somebody else's
    """
    document = Document.objects.get(pk=document_id, application__profile__user=by)
    application = held(document.application_id, by)
    document = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=document_id)
    if document.state == DocumentState.REMOVED:
        return document
    check_open(application, at=at)
    check_not_paying(application)
    if not lifecycle.DOCUMENT.allows(document.state, DocumentState.REMOVED):
        raise CannotRemove(
            "This file was accepted. It can no longer be removed.", "Ce fichier a été accepté. Il ne peut plus être retiré."
        )
    document.state, document.removed_at = DocumentState.REMOVED, at
    document.save(update_fields=["state", "removed_at"])
    _undeclare(application)
    record("document_removed", application, by=by, at=at, requirement=document.requirement, document=document.pk)
    assert document.file.name is not None, "every document was stored"
    stored_files.let_go([document.file.name], at=at)
    return document


def shortened(name: str) -> str:
    """A file's name as it is kept: its last part, without what cannot be seen, its ending saved when it is too long."""
    bare = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable()).strip()
    if len(bare) <= LONGEST_NAME:
        return bare or "file"
    stem, dot, ending = bare.rpartition(".")
    kept = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    return bare[: LONGEST_NAME - len(kept) - 1] + "…" + kept


def _check_fits(application: Application, requirement: str, found: Inspection) -> list[Pair]:
    """What is worth a word although it may be kept: the same file stands under another line."""
    line = next((one for one in standing.checklist_of(application) if one.key == requirement), None)
    if line is None:
        raise CannotAttach(
            "Your checklist no longer asks for this document. Open the documents again.",
            "Votre liste ne demande plus ce document. Rouvrez la page des documents.",
        )
    if not checklist.accepts(line, found.kind):
        name = both(f"checklist.{line.key}")
        kinds = {
            "formats_en": " or ".join(kind.upper() for kind in line.formats),
            "formats_fr": " ou ".join(kind.upper() for kind in line.formats),
        }
        raise CannotAttach(*both("checklist.format", name_en=name.en, name_fr=name.fr, **kinds))
    there = list(application.documents.exclude(state=DocumentState.REMOVED).only("requirement", "sha256", "original_name"))
    copies = [one for one in there if one.sha256 == found.sha256]
    same = next((one for one in copies if one.requirement == requirement), None)
    if same is not None:
        raise CannotAttach(
            f"You added this file here already, as {same.original_name}. One copy is enough.",
            f"Vous avez déjà ajouté ce fichier ici, sous le nom {same.original_name}. Une copie suffit.",
        )
    if len(there) >= MOST_FILES or sum(one.requirement == requirement for one in there) >= MOST_FILES_OF_A_LINE:
        raise CannotAttach(
            f"That is too many files: at most {MOST_FILES_OF_A_LINE} for one line and {MOST_FILES} in all. Put pages together "
            "in one PDF.",
            f"C'est trop de fichiers : au plus {MOST_FILES_OF_A_LINE} par ligne et {MOST_FILES} en tout. Réunissez les pages "
            "dans un seul PDF.",
        )
    return [_same_elsewhere(one) for one in copies]


def _same_elsewhere(document: Document) -> Pair:
    other = both(f"checklist.{document.requirement}")
    return Pair(
        f"You added the same file under {other.en}. Check that this is what you want.",
        f"Vous avez ajouté le même fichier sous {other.fr}. Vérifiez que c'est bien ce que vous voulez.",
    )


def _undeclare(application: Application) -> None:
    """What was declared was declared of other documents."""
    if application.declared_at is not None:
        application.declared_at = None
        application.save(update_fields=["declared_at"])
