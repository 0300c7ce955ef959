"""What an officer may find wrong with a document."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """
    Why a document is not usable; its name for officers is the sentence `document.<code>`.

    A person must produce all documents that an officer reasonably requires (A16(1)), and what is not in English or French
    comes with a certified translation (PDI-EL). Both read 2026-11-23.
    """

    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    WRONG_DOCUMENT = "wrong_document"
    EXPIRED = "expired"
    NOT_TRANSLATED = "not_translated"
    ANOTHER_PERSON = "another_person"
    FORMER_PASSPORT = "former_passport"
    ALTERED = "altered"
