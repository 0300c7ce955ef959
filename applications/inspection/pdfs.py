"""Opens a PDF and looks at every part of it, also at what lies in compressed streams: a search of bytes misses those."""

from __future__ import annotations

import io

import pikepdf

from applications.inspection.found import Unusable
from applications.inspection.limits import FEWEST_PAGES_REFUSED, MOST_PDF_BYTES_IN_MEMORY, MOST_PDF_PARTS

# What acts by itself or reaches outside the file (ISO 32000-2, 12.6.4). Going to a page and opening a link do not.
# fmt: off
_ACTIONS = frozenset([
    "/Launch", "/GoToR", "/GoToE", "/GoToDp", "/SubmitForm", "/ImportData",
    "/ResetForm", "/Rendition", "/Sound", "/Movie", "/Hide", "/Named",
    "/Thread", "/SetOCGState", "/Trans", "/GoTo3DView", "/RichMediaExecute",
])
# fmt: on
_SAFE_TO_OPEN_WITH = "/GoTo"
_MEDIA = frozenset(["/RichMedia", "/Movie", "/Sound", "/3D", "/Screen", "/FileAttachment"])
_FIELDS_TO_FILL_IN = frozenset(["/Tx", "/Btn", "/Ch"])


def pages_of(content: bytes) -> int:
    """
    The number of pages of a PDF that holds nothing but pages.

    :raises Unusable: when it is locked, damaged, too long, or holds scripts, actions, other files or fields to fill in
    """
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_PDF_BYTES_IN_MEMORY,
        run_length_max_memory=MOST_PDF_BYTES_IN_MEMORY,
        png_max_memory=MOST_PDF_BYTES_IN_MEMORY,
        tiff_max_memory=MOST_PDF_BYTES_IN_MEMORY,
        parser_max_nesting=100,
        doc_max_warnings=1000,
    )
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _looked_through(pdf)
    except pikepdf.PasswordError as locked:
        raise Unusable("pdf_locked") from locked
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, RuntimeError, RecursionError) as damaged:
        raise Unusable("pdf_damaged") from damaged


def _looked_through(pdf: pikepdf.Pdf) -> int:
    if pdf.is_encrypted:
        raise Unusable("pdf_locked")
    count = len(pdf.pages)
    if count == 0:
        raise Unusable("pdf_damaged")
    if count >= FEWEST_PAGES_REFUSED:
        raise Unusable("pdf_too_long", pages=count, limit=FEWEST_PAGES_REFUSED)
    _check_opening(pdf.Root)
    waiting: list[pikepdf.Object] = list(pdf.objects)
    seen = 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > MOST_PDF_PARTS:
            raise Unusable("too_complex")
        if isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            _check_dictionary(part)
            waiting.extend(value for _, value in part.items() if _to_be_looked_at(value))
        elif isinstance(part, pikepdf.Array):
            waiting.extend(value for value in part if _to_be_looked_at(value))
    return count


def _to_be_looked_at(value: object) -> bool:
    # Indirect objects are in the list already; numbers and texts hold nothing.
    return isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect


def _check_opening(root: pikepdf.Object) -> None:
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) not in (_SAFE_TO_OPEN_WITH, ""):
        raise Unusable("pdf_script" if str(opening["/S"]) == "/JavaScript" else "pdf_action")


def _check_dictionary(part: pikepdf.Object) -> None:
    action, subtype = str(part.get("/S", "")), str(part.get("/Subtype", ""))
    if "/JS" in part or "/JavaScript" in part or action == "/JavaScript":
        raise Unusable("pdf_script")
    if "/EF" in part or "/EmbeddedFiles" in part or str(part.get("/Type", "")) == "/EmbeddedFile" or subtype in _MEDIA:
        raise Unusable("pdf_attachment")
    if "/XFA" in part or str(part.get("/FT", "")) in _FIELDS_TO_FILL_IN:
        raise Unusable("pdf_form")
    if "/AA" in part or (action in _ACTIONS and _is_action(part, action)):
        raise Unusable("pdf_action")


def _is_action(part: pikepdf.Object, action: str) -> bool:
    # /S also names the kind of a transition, a border or a structure element; those say so in /Type.
    return str(part.get("/Type", "/Action")) == "/Action" or action == "/Launch"
