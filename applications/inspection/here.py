"""Inspects a file in this process. For files of strangers use `apart`, which puts a wall around it."""

from __future__ import annotations

import hashlib

from applications.inspection import kinds, pdfs, pictures
from applications.inspection.found import Cleaned, Inspection, Problem, Unusable
from applications.inspection.limits import MOST_BYTES


def examine(content: bytes, name: str, *, portrait: bool = False) -> tuple[Inspection, Cleaned | None]:
    """
    What a file is, what is wrong with it, and the copy to store; no copy when something is wrong.

    :param name: as its owner named it; only its ending is looked at
    :param portrait: it is to be a photo of the person, not of a page
    """
    facts = {"kind": "", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    try:
        if len(content) > MOST_BYTES:
            raise Unusable("too_large", limit=MOST_BYTES // 1024 // 1024)
        kind = facts["kind"] = kinds.kind_of(content)
        kinds.check_ending(name, kind)
        kinds.check_single(content, kind)
        if kind == "pdf":
            return Inspection(**facts, pages=pdfs.pages_of(content)), Cleaned(content, kind)
        width, height, advice, copy = pictures.looked_at(content, kind, portrait=portrait)
        return Inspection(**facts, pages=1, width=width, height=height, advice=advice), copy
    except Unusable as refusal:
        return Inspection(**facts, problems=(refusal.problem,)), None
    except MemoryError:
        return Inspection(**facts, problems=(Problem("too_complex"),)), None
