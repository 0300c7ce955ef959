"""
The French catalogues: collected from the sources, kept complete, compiled, without GNU gettext.

Every area of the site has its own catalogue, so that work in one does not touch the file of another:
`locale/<area>/fr/LC_MESSAGES/django.po`. English is the language of the sources; where Django's own English is
not Canada's, `locale/site/en` has the word.
"""

import io
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
AREAS = ("profiles", "rounds", "applications", "staff", "site")
SOURCES = ("iecsite", "profiles", "rounds", "applications", "templates")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".ics"}

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|(?<!\{)\{\w*(?:[!:][^{}]*)?\}(?!\})")

HEADER = """\
# The French of this area. Entries come from `manage.py catalogue --update`; the words are ours.
#"""


@dataclass(frozen=True, order=True)
class Flaw:
    """One entry that `--check` refuses: where it is used, and what is wrong with its French."""

    where: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.text!r}"


def area_of(path: Path) -> str:
    """
    The area that owns a source file.

    :param path: relative to the project's root
    :return: `staff` for everything of the admin, else the app named first in the path, else `site`
    """
    if any(part.startswith("admin") for part in path.parts):
        return "staff"
    return next((part for part in path.parts if part in AREAS), "site")


def po_path(area: str, root: Path = ROOT) -> Path:
    """Where the French of an area is kept."""
    return root / "locale" / area / "fr" / "LC_MESSAGES" / "django.po"


def collect(area: str, root: Path = ROOT) -> Catalog:
    """
    Read every text of an area out of its Python modules and templates.

    :return: a catalogue without translations; each message knows its files and lines
    """
    found = _empty_catalogue()
    for path in _sources(area, root):
        source = path.read_text(encoding="utf-8")
        where = path.relative_to(root).as_posix()
        if path.suffix != ".py":
            # What comes back is Python but for its indentation, which is the template's.
            source = "\n".join(line.lstrip() for line in templatize(source, origin=where).split("\n"))
        lines = io.BytesIO(source.encode())
        for line, text, comments, context in extract("python", lines, KEYWORDS, ["Translators:"]):
            found.add(text, locations=[(where, line)], auto_comments=comments, context=context)
    return found


def update(area: str, root: Path = ROOT) -> int:
    """
    Bring the catalogue of an area up to date with its sources, and keep what is translated.

    A new text that another area has already translated takes over that French. Texts that no
    source uses any more are dropped: the history keeps them.

    :return: how many texts still have no French
    """
    found = collect(area, root)
    kept = _read(po_path(area, root))
    others = [_read(po_path(other, root)) for other in AREAS if other != area]
    merged = _empty_catalogue()
    missing = 0
    for message in found:
        if not message.id:
            continue
        entry = merged.add(
            message.id,
            locations=sorted({(name, 0) for name, _ in message.locations}),
            auto_comments=message.auto_comments,
            context=message.context,
        )
        entry.string, entry.flags = _known_french(message, [kept, *others])
        missing += not _is_translated(entry)
    path = po_path(area, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(path, _po_bytes(merged))
    return missing


def check(area: str, root: Path = ROOT) -> list[Flaw]:
    """
    Find what keeps the French of an area from being complete.

    :return: every text that is missing, unsure (fuzzy), has other placeholders than the English,
        or is no longer used; empty when all is well
    """
    found = collect(area, root)
    path = po_path(area, root)
    kept = _read(path)
    flaws = []
    for message in found:
        if not message.id:
            continue
        where = "{}:{}".format(*message.locations[0])
        entry = kept.get(message.id, context=message.context)
        if entry is None or not _is_translated(entry):
            flaws.append(Flaw(where, "no French", _english(message)))
        elif entry.fuzzy:
            flaws.append(Flaw(where, "French marked as unsure (fuzzy)", _english(message)))
        elif wrong := _wrong_placeholders(entry):
            flaws.append(
                Flaw(
                    where,
                    f"placeholders differ in the French ({wrong})",
                    _english(message),
                )
            )
    for entry in kept:
        if entry.id and found.get(entry.id, context=entry.context) is None:
            where = f"{path.relative_to(root).as_posix()}:{entry.lineno}"
            flaws.append(
                Flaw(
                    where,
                    "no longer used; run `manage.py catalogue --update`",
                    _english(entry),
                )
            )
    return sorted(flaws)


def compile_stale(root: Path = ROOT) -> list[Path]:
    """
    Compile the catalogues that changed since they were last compiled.

    :return: the files written; empty when all were fresh
    """
    written = []
    for source in sorted(root.glob("locale/*/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        content = io.BytesIO()
        write_mo(content, _read(source))
        _write_whole(compiled, content.getvalue())
        written.append(compiled)
    return written


def _sources(area: str, root: Path) -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if "migrations" in relative.parts or area_of(relative) != area:
                continue
            is_template = "templates" in relative.parts and path.suffix in TEMPLATE_SUFFIXES
            if path.suffix == ".py" or is_template:
                yield path


def _empty_catalogue() -> Catalog:
    return Catalog(locale="fr", header_comment=HEADER, fuzzy=False, charset="utf-8")


def _read(path: Path) -> Catalog:
    if not path.exists():
        return _empty_catalogue()
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def _po_bytes(catalogue: Catalog) -> bytes:
    # Dates, tool versions and line numbers in the file would make every branch conflict with every other.
    content = io.BytesIO()
    write_po(
        content,
        catalogue,
        width=110,
        sort_output=True,
        include_lineno=False,
        omit_header=True,
    )
    head = [
        HEADER,
        'msgid ""',
        'msgstr ""',
        '"Language: fr\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"',
    ]
    return "\n".join(head).encode() + b"\n\n" + content.getvalue().strip() + b"\n"


def _write_whole(path: Path, content: bytes) -> None:
    # Another process may be reading it: replace the file, never write into it.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(name, 0o644)
    os.replace(name, path)


def _known_french(message: Message, catalogues: list[Catalog]) -> tuple[object, set[str]]:
    for catalogue in catalogues:
        entry = catalogue.get(message.id, context=message.context)
        if entry is not None and _is_translated(entry):
            return entry.string, set(entry.flags) | set(message.flags)
    return (("", "") if message.pluralizable else ""), set(message.flags)


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms) and (not message.pluralizable or len(forms) == 2)


def _english(message: Message) -> str:
    return message.id[0] if message.pluralizable else message.id


def _wrong_placeholders(entry: Message) -> str:
    if not entry.pluralizable:
        expected, given = _placeholders(entry.id), _placeholders(entry.string)
        return ", ".join(sorted(expected ^ given))
    # "One invitation" may leave its number unsaid; the plural must say all, and nothing may invent a name.
    allowed = _placeholders(entry.id[0]) | _placeholders(entry.id[1])
    invented = set().union(*(_placeholders(form) for form in entry.string)) - allowed
    unsaid = _placeholders(entry.id[1]) - _placeholders(entry.string[-1])
    return ", ".join(sorted(invented | unsaid))


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))
