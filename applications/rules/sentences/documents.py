"""What officers find of a document, told to officers and, when it is asked for again, to the person."""

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
    "document.former_passport": (
        "It shows a passport that you have replaced; your application names the new one now",
        "Il montre un passeport que vous avez remplacé, et votre demande porte maintenant le nouveau",
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
    # Documents that are asked for again.
    "event.documents_asked": ("We asked you for documents again.", "Nous vous avons redemandé des documents."),
    "case.event.documents_asked": ("Documents asked for again", "Documents redemandés"),
    "request.nothing": (
        "Every document has a usable file, so there is nothing to ask for. Mark a document as not usable first.",
        "Chaque document a un fichier utilisable\u00a0: il n'y a rien à redemander. Marquez d'abord un document comme "
        "inutilisable.",
    ),
    "request.asked_already": (
        "The person was asked already and has until {due_en}. Nothing was sent.",
        "La personne a déjà reçu la demande et a jusqu'au {due_fr}. Rien n'a été envoyé.",
    ),
    "request.not_asked": (
        "You have sent this application, and nobody has asked you for this document again. Nothing was changed.",
        "Vous avez envoyé cette demande et personne ne vous a redemandé ce document. Rien n'a été modifié.",
    ),
    "request.late": (
        "Your time to send this document again ended on {due_en}. This file reached us on {at_en} by our clock, so it was not "
        "added.",
        "Le délai pour renvoyer ce document s'est terminé le {due_fr}. Comme ce fichier nous est parvenu le {at_fr} selon notre "
        "horloge, il n'a pas été ajouté.",
    ),
    # Why an application cannot be approved.
    "approve.documents": (
        "A required document is marked as not usable: {names_en}. Ask the person for another, or accept it.",
        "Un document exigé est marqué comme inutilisable\u00a0: {names_fr}. Redemandez-le à la personne, ou acceptez-le.",
    ),
}
