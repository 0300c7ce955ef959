"""Which documents an application asks for, and which are still missing."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import StrEnum

from profiles.rules.facts import COOP, WORKING_HOLIDAY, YOUNG_PROFESSIONALS

# Kinds of file by content, as the inspection names them.
PICTURES = ("jpeg", "png", "heic")
PAGES = ("pdf", *PICTURES)

# The level of a job at which Young Professionals must show a post-secondary credential
# ("Hire skilled youth through IEC", read 2026-11-23).
LEVEL_THAT_ASKS_FOR_A_CREDENTIAL = 4


# What shows the condition of a stream, of which the profile only says that it is met (C05, Y05, Y06; PDI-AG, read 2026-11-23).
STREAM_DOCUMENTS = {
    "at-exchange": "study_or_diploma",
    "vie": "vie_assignment",
    "vives": "vives_grant",
    "at-company": "company_letter",
    "au-interinst": "schools_agreement",
}


class Key(StrEnum):
    """Every kind of document, in the order in which a checklist names them."""

    PASSPORT = "passport"
    PHOTO = "photo"
    CV = "cv"
    FAMILY_INFORMATION = "family_information"
    POLICE_CERTIFICATE = "police_certificate"
    OFFER = "offer"
    CREDENTIAL = "credential"
    ENROLMENT = "enrolment"
    STUDY_OR_DIPLOMA = "study_or_diploma"
    VIE_ASSIGNMENT = "vie_assignment"
    VIVES_GRANT = "vives_grant"
    COMPANY_LETTER = "company_letter"
    SCHOOLS_AGREEMENT = "schools_agreement"
    RESIDENCE_CERTIFICATE = "residence_certificate"
    ORGANIZATION_LETTER = "organization_letter"
    MEDICAL_EXAM = "medical_exam"
    REPRESENTATIVE = "representative"
    EXPLANATION = "explanation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """
    What of a case settles its checklist.

    :param stream: the stream of the pool; an organization's code is none that asks for anything
    :param teer: level of the job offered, 0 to 5; None without an offer or when not told
    :param residence_certificate: the agreement asks for one (Italy)
    :param police_certificate: False for those who need none up front
    :param medical_exam: planned work or recent stays ask for an exam
    :param recognized_organization: the application goes through a recognized organization
    """

    category: str
    stream: str = ""
    teer: int | None = None
    residence_certificate: bool = False
    police_certificate: bool = True
    medical_exam: bool = False
    recognized_organization: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """
    One line of a checklist. Its texts are the sentences `checklist.<key>`, `….why` and, where it helps, `….proof`.

    :param formats: the kinds of file that are accepted
    :param required: False for what may be added freely
    :param proof_accepted: a proof that it was asked for bridges the time until it comes
    """

    key: Key
    formats: tuple[str, ...] = PAGES
    required: bool = True
    proof_accepted: bool = False


def checklist(case: Circumstances) -> tuple[Requirement, ...]:
    """
    The documents of a case, in the order of `Key`; required ones and those that may be added.

    "How to apply", eligibility instructions and the checklists of the categories, read 2026-11-23.

    :raises ValueError: for a category that the programme does not have
    """
    if case.category not in (COOP, YOUNG_PROFESSIONALS, WORKING_HOLIDAY):
        raise ValueError(f"{case.category!r} is not a category")
    wanted = {
        Key.PASSPORT: Requirement(Key.PASSPORT),
        Key.PHOTO: Requirement(Key.PHOTO, PICTURES),
        Key.CV: Requirement(Key.CV),
        Key.FAMILY_INFORMATION: Requirement(Key.FAMILY_INFORMATION),
        Key.REPRESENTATIVE: Requirement(Key.REPRESENTATIVE, required=False),
        Key.EXPLANATION: Requirement(Key.EXPLANATION, required=False),
    }
    if case.police_certificate:
        wanted[Key.POLICE_CERTIFICATE] = Requirement(Key.POLICE_CERTIFICATE, proof_accepted=True)
    if case.category in (COOP, YOUNG_PROFESSIONALS):
        wanted[Key.OFFER] = Requirement(Key.OFFER)
    if case.category == YOUNG_PROFESSIONALS and case.teer == LEVEL_THAT_ASKS_FOR_A_CREDENTIAL:
        wanted[Key.CREDENTIAL] = Requirement(Key.CREDENTIAL)
    if case.category == COOP:
        wanted[Key.ENROLMENT] = Requirement(Key.ENROLMENT)
    if case.stream in STREAM_DOCUMENTS:
        shown_by = Key(STREAM_DOCUMENTS[case.stream])
        wanted[shown_by] = Requirement(shown_by)
    if Key.STUDY_OR_DIPLOMA in wanted:
        # A graduate, who is taken too, has no enrolment to show.
        wanted.pop(Key.ENROLMENT, None)
    if case.residence_certificate:
        wanted[Key.RESIDENCE_CERTIFICATE] = Requirement(Key.RESIDENCE_CERTIFICATE)
    if case.recognized_organization:
        wanted[Key.ORGANIZATION_LETTER] = Requirement(Key.ORGANIZATION_LETTER)
    if case.medical_exam:
        wanted[Key.MEDICAL_EXAM] = Requirement(Key.MEDICAL_EXAM, proof_accepted=True)
    return tuple(wanted[key] for key in Key if key in wanted)


def missing(requirements: Iterable[Requirement], present: Container[str]) -> tuple[Requirement, ...]:
    """
    The required documents of which none is there, in the order of the checklist; empty when it can be sent.

    :param present: keys of the documents that are there and were not found unusable
    """
    return tuple(requirement for requirement in requirements if requirement.required and requirement.key not in present)


def accepts(requirement: Requirement, kind: str) -> bool:
    """Whether a kind of file may be added to a line of the checklist."""
    return kind in requirement.formats
