"""What officers find of a document, told to officers."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "document.unreadable": ("It cannot be read, or parts are cut off", "Il est illisible ou coupé par endroits"),
    "document.incomplete": ("Pages are missing", "Il manque des pages"),
    "document.wrong_document": ("It is another document than the one asked for", "Ce n'est pas le document demandé"),
    "document.expired": ("It has expired or is too old", "Il est expiré ou trop ancien"),
    "document.not_translated": (
        "It is in another language and has no translation",
        "Il est dans une autre langue et n'est pas traduit",
    ),
    "document.another_person": ("It is about another person", "Il concerne une autre personne"),
    "document.altered": ("It seems to have been altered", "Il semble avoir été modifié"),
    "case.event.document_accepted": ("Document accepted", "Document accepté"),
    "case.event.document_rejected": ("Document marked as not usable", "Document marqué comme inutilisable"),
    # Why a document cannot be marked.
    "document.no_reason": ("Choose why the document is not usable.", "Choisissez pourquoi le document n'est pas utilisable."),
    "document.taken_out": (
        "This document was taken out of the application. Open the case again.",
        "Ce document a été retiré de la demande. Rouvrez le dossier.",
    ),
    # Why an application cannot be approved.
    "approve.documents": (
        "A required document is marked as not usable: {names_en}. Accept it, or do not approve the application.",
        "Un document exigé est marqué comme inutilisable\u00a0: {names_fr}. Acceptez-le, ou n'approuvez pas la demande.",
    ),
}
