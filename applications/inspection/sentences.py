"""What is wrong with a file, where, and what to do, in English and French."""

from __future__ import annotations

from typing import NamedTuple

from applications.inspection.found import Problem


class Pair(NamedTuple):
    """One text in both languages."""

    en: str
    fr: str


_KINDS = {
    "pdf": Pair("a PDF document", "un document PDF"),
    "jpeg": Pair("a JPEG picture", "une image JPEG"),
    "png": Pair("a PNG picture", "une image PNG"),
    "heic": Pair("a HEIC picture", "une image HEIC"),
}

SENTENCES: dict[str, Pair] = {
    "empty": Pair(
        "The file is empty. Choose it again.",
        "Le fichier est vide. Choisissez-le de nouveau.",
    ),
    "too_large": Pair(
        "The file is larger than {limit} MB. Scan it at 300 dots per inch, or send it in parts.",
        "Le fichier dépasse {limit}\u00a0Mo. Numérisez-le à 300 points par pouce, ou envoyez-le en parties.",
    ),
    "kind_not_accepted": Pair(
        "We cannot use this kind of file. Add a PDF, JPEG, PNG or HEIC file.",
        "Nous ne pouvons pas utiliser ce type de fichier. Ajoutez un fichier PDF, JPEG, PNG ou HEIC.",
    ),
    "kind_not_accepted.seems": Pair(
        "We cannot use this kind of file (it looks like .{seems}). Add a PDF, JPEG, PNG or HEIC file.",
        "Nous ne pouvons pas utiliser ce type de fichier (il ressemble à .{seems}). Ajoutez un fichier PDF, JPEG, PNG ou HEIC.",
    ),
    "word_document": Pair(
        "This is a Word document. Save it as a PDF in Word, then add the PDF.",
        "C'est un document Word. Enregistrez-le en PDF dans Word, puis ajoutez le PDF.",
    ),
    "wrong_ending": Pair(
        "The name ends in .{ending}, but the file is {kind_en}. "
        "Check that it is the right file, and let its name end in .{right}.",
        "Le nom se termine par .{ending}, mais le fichier est {kind_fr}. "
        "Vérifiez que c'est le bon fichier et faites terminer son nom par .{right}.",
    ),
    "two_kinds": Pair(
        "The file holds a second file inside. Open it, save it under a new name, and add that one.",
        "Le fichier en contient un autre. Ouvrez-le, enregistrez-le sous un nouveau nom et ajoutez celui-ci.",
    ),
    "too_complex": Pair(
        "We could not read this file in a reasonable time. Print it to a new PDF, or scan it, and add that one.",
        "Nous n'avons pas pu lire ce fichier dans un temps raisonnable. "
        "Imprimez-le dans un nouveau PDF ou numérisez-le, et ajoutez celui-ci.",
    ),
    "malware": Pair(
        "A virus scanner found something harmful in this file. Check your device, make the file anew, and add that one.",
        "Un antivirus a trouvé quelque chose de nuisible dans ce fichier. "
        "Vérifiez votre appareil, refaites le fichier et ajoutez celui-ci.",
    ),
    "not_scanned": Pair(
        "We could not check this file for viruses just now. Nothing else is lost. Add it again in a few minutes.",
        "Nous n'avons pas pu soumettre ce fichier à l'antivirus pour l'instant. Rien d'autre n'est perdu. "
        "Ajoutez-le de nouveau dans quelques minutes.",
    ),
    "pdf_locked": Pair(
        "The PDF is locked with a password. Print it to a new PDF without a password, and add that one.",
        "Le PDF est protégé par un mot de passe. Imprimez-le dans un nouveau PDF sans mot de passe et ajoutez celui-ci.",
    ),
    "pdf_damaged": Pair(
        "We cannot open this PDF. Open it on your device. If it opens, print it to a new PDF and add that one.",
        "Nous ne pouvons pas ouvrir ce PDF. Ouvrez-le sur votre appareil. "
        "S'il s'ouvre, imprimez-le dans un nouveau PDF et ajoutez celui-ci.",
    ),
    "pdf_too_long": Pair(
        "The PDF has {pages} pages. It must have fewer than {limit}. Keep only the pages we ask for.",
        "Le PDF a {pages} pages. Il doit en avoir moins de {limit}. Ne gardez que les pages demandées.",
    ),
    "pdf_script": Pair(
        "The PDF holds a script, which could do harm. Print it to a new PDF, and add that one.",
        "Le PDF contient un script, qui pourrait être nuisible. Imprimez-le dans un nouveau PDF et ajoutez celui-ci.",
    ),
    "pdf_action": Pair(
        "The PDF does something by itself when it is opened or clicked. Print it to a new PDF, and add that one.",
        "Le PDF exécute une action à l'ouverture ou au clic. Imprimez-le dans un nouveau PDF et ajoutez celui-ci.",
    ),
    "pdf_attachment": Pair(
        "The PDF holds another file, a film or a sound. Print it to a new PDF, and add the other file by itself.",
        "Le PDF contient un autre fichier, une vidéo ou un son. "
        "Imprimez-le dans un nouveau PDF et ajoutez l'autre fichier séparément.",
    ),
    "pdf_form": Pair(
        "The PDF is a form with fields to fill in. Fill it in, print it to a new PDF, and add that one.",
        "Le PDF est un formulaire à remplir. Remplissez-le, imprimez-le dans un nouveau PDF et ajoutez celui-ci.",
    ),
    "too_many_pixels": Pair(
        "The picture is too large: more than {limit} million pixels. Make it smaller, or take it again.",
        "L'image est trop grande\u00a0: plus de {limit} millions de pixels. Réduisez-la ou refaites-la.",
    ),
    "moving_picture": Pair(
        "The picture moves. Add one that stands still.",
        "L'image est animée. Ajoutez une image fixe.",
    ),
    "picture_damaged": Pair(
        "We cannot read this picture to its end. Open it on your device, save it again, and add that one.",
        "Nous ne pouvons pas lire cette image jusqu'au bout. "
        "Ouvrez-la sur votre appareil, enregistrez-la de nouveau et ajoutez celle-ci.",
    ),
    # Advice: the file is kept all the same.
    "small_portrait": Pair(
        "The photo is small: {width} by {height} pixels. It should be at least {least_width} by {least_height}.",
        "La photo est petite\u00a0: {width} sur {height} pixels. Elle devrait en avoir au moins "
        "{least_width} sur {least_height}.",
    ),
    "small_page": Pair(
        "The picture is small: {width} by {height} pixels. Check that every word can be read.",
        "L'image est petite\u00a0: {width} sur {height} pixels. Vérifiez que chaque mot est lisible.",
    ),
    "blank": Pair(
        "The picture seems to be blank. Check that it is the right one.",
        "L'image semble vide. Vérifiez que c'est la bonne.",
    ),
}


def both(problem: Problem) -> Pair:
    """
    A problem or an advice in both languages.

    :raises KeyError: for a code without a sentence
    """
    key = "kind_not_accepted.seems" if problem.params.get("seems") else problem.code
    params = dict(problem.params)
    if "kind" in params:
        params["kind_en"], params["kind_fr"] = _KINDS[str(params["kind"])]
    return Pair(*(text.format_map(params) for text in SENTENCES[key]))
