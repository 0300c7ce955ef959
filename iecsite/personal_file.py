"""
A person's file: what every app holds about one person, to be given to them.

Each app registers its part when it starts, so that the page that hands out the file needs to know none of them.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


@dataclass(frozen=True)
class Part:
    """
    What one app holds.

    :param name: of the file in the archive, without its ending
    :param facts: account id -> what is written as JSON
    :param files: account id -> (name in the archive, place in the storage) of the files
    :param texts: account id -> (name in the archive, words) of what is to be read without JSON
    """

    name: str
    facts: Callable[[int], Mapping[str, Any]]
    files: Callable[[int], Iterable[tuple[str, str]]] = lambda _account: ()
    texts: Callable[[int], Iterable[tuple[str, str]]] = lambda _account: ()


PARTS: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add what an app holds; the same name twice is the same part."""
    PARTS[part.name] = part


def write(account_id: int, to: IO[bytes], *, preface: str) -> None:
    """
    Write the whole file of a person as a ZIP archive: a text that explains it, one JSON file a part, and their files.

    :param preface: the text, in the person's language
    """
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", preface)
        for part in PARTS.values():
            facts = json.dumps(part.facts(account_id), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(f"{part.name}.json", facts)
            for name, words in part.texts(account_id):
                archive.writestr(name, words)
            for name, place in part.files(account_id):
                _copy(archive, name, place)


def rows_of(rows: Iterable[models.Model], *, but: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Rows as plain facts by the names of their columns, leaving out those in `but`."""
    return [dict(_columns(row, set(but))) for row in rows]


def _columns(row: models.Model, but: set[str]) -> Iterator[tuple[str, Any]]:
    for field in row._meta.concrete_fields:
        if field.attname not in but:
            value = getattr(row, field.attname)
            yield field.attname, str(value) if isinstance(field, models.FileField) else value


def _copy(archive: zipfile.ZipFile, name: str, place: str) -> None:
    try:
        with default_storage.open(place, "rb") as source, archive.open(name, "w") as target:
            while chunk := source.read(1 << 16):
                target.write(chunk)
    except FileNotFoundError:
        archive.writestr(f"{name}.missing.txt", "This file is no longer there. / Ce fichier n'existe plus.\n")
