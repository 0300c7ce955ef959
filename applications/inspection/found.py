"""What an inspection finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Param = str | int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file. Its texts are those of `code` in the sentences, filled with `params`."""

    code: str
    params: dict[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """
    A file as it was found.

    :param kind: pdf, jpeg, png or heic; empty when it is none of them
    :param size: in bytes
    :param sha256: of the file as sent, 64 hexadecimal digits; empty when it was too large to read
    :param pages: of a PDF; 1 for a picture; 0 when unknown
    :param width: in pixels, turned as the picture is meant to be seen; 0 for a PDF
    :param height: in pixels, likewise
    :param problems: why it is refused; empty when it may be stored
    :param advice: what could be better; nothing is refused for it
    """

    kind: str
    size: int
    sha256: str
    pages: int = 0
    width: int = 0
    height: int = 0
    problems: tuple[Problem, ...] = ()
    advice: tuple[Problem, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the file may be stored."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Cleaned:
    """
    A file as it is stored: a picture without what the camera wrote into it, upright, of a bearable size.

    :param kind: pdf, jpeg or png; a HEIC picture becomes a JPEG, which every officer's browser shows
    """

    content: bytes
    kind: str


class Unusable(Exception):
    """A file is refused while it is being read; `problem` says why."""

    def __init__(self, code: str, **params: Param) -> None:
        self.problem = Problem(code, params)
        super().__init__(code)


def as_plain(inspection: Inspection) -> dict[str, Any]:
    """An inspection as plain values, to be written as JSON."""
    plain = {name: getattr(inspection, name) for name in ("kind", "size", "sha256", "pages", "width", "height")}
    for name in ("problems", "advice"):
        plain[name] = [[one.code, one.params] for one in getattr(inspection, name)]
    return plain


def from_plain(plain: dict[str, Any]) -> Inspection:
    """An inspection from the plain values that `as_plain` gave."""
    lists = {name: tuple(Problem(code, params) for code, params in plain[name]) for name in ("problems", "advice")}
    return Inspection(**{**plain, **lists})
