"""Which kind of file this is, by its content; the name only has to agree."""

from __future__ import annotations

import re

import puremagic

from applications.inspection.found import Unusable
from applications.inspection.limits import LONGEST_NAME_ENDING

ENDINGS = {
    "pdf": ("pdf",),
    "jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "png": ("png",),
    "heic": ("heic", "heif"),
}

# Brands of a still picture coded as HEVC (ISO/IEC 23008-12); the others are films or other codecs.
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")

_WORD_MARKS = (b"word/", b"[Content_Types].xml")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|svg|\?php)", re.IGNORECASE)
_HEAD = 4096
_ZIP_TAIL = 66_000
_AFTER_PDF_HEADER = re.compile(rb"%PDF-[0-9.]{1,5}")


def kind_of(content: bytes) -> str:
    """
    The kind of a file by its first bytes: pdf, jpeg, png or heic.

    :raises Unusable: for an empty file and for every other kind
    """
    if not content:
        raise Unusable("empty")
    if content.lstrip(b"\xef\xbb\xbf\r\n\t \0")[:5] == b"%PDF-":
        return "pdf"
    if content[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "heic"
    if content[:4] == b"PK\x03\x04" and any(mark in content[:_HEAD] for mark in _WORD_MARKS):
        raise Unusable("word_document")
    raise Unusable("kind_not_accepted", seems=_seems(content))


def check_ending(name: str, kind: str) -> None:
    """
    Hold the end of a file's name to its kind; a name without one is left alone.

    :raises Unusable: when it names another kind
    """
    ending = ending_of(name)
    if ending and ending not in ENDINGS[kind]:
        raise Unusable("wrong_ending", ending=ending, kind=kind, right=ENDINGS[kind][0])


def ending_of(name: str) -> str:
    """What follows the last full stop of a name, in small letters; empty when there is none that could be an ending."""
    found = re.search(rf"\.([A-Za-z0-9]{{1,{LONGEST_NAME_ENDING}}})$", name.strip())
    return found[1].lower() if found else ""


def check_single(content: bytes, kind: str) -> None:
    """
    Hold a file to being of one kind only: a page or an archive hidden in a document or picture is refused.

    :raises Unusable: when it reads as a second kind as well
    """
    head = content[:_HEAD]
    if kind == "pdf":
        head = _AFTER_PDF_HEADER.sub(b"", head)
    elif b"%PDF-" in head:
        raise Unusable("two_kinds")
    if _MARKUP.search(head) or b"PK\x05\x06" in content[-_ZIP_TAIL:]:
        raise Unusable("two_kinds")


def _seems(content: bytes) -> str:
    if _MARKUP.search(content[:_HEAD]):
        return "html"
    try:
        return ending_of("." + puremagic.from_string(content[:_HEAD]).lstrip("."))
    except (puremagic.PureError, ValueError):
        return ""
