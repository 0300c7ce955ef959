"""What every template keeps to: our policy allows no inline code, and no text escapes translation."""

import re

import pytest

from tests.conventions.trees import ROOT

TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.html"))
# Pages in both languages at once, written out because they must not depend on anything: each text says its language.
BILINGUAL = {
    "templates/_demonstration.html",
    "templates/errors/500.html",
    "templates/errors/503.html",
    "templates/front/choose_language.html",
}
# Prose stands in one file a language, as letters do.
PROSE = (".en.html", ".fr.html")
# Mail has no style sheet to link to.
MAIL = {"templates/mail/layout.html"}

TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
# Django's formats know neither the first of a month in French nor whose clocks are meant.
DATE_FILTER = re.compile(r"""\|(?:date|time|naturaltime|naturalday)(?!:["'](?:c|Y|Y-m-d)["'])\b""")
TRANSLATED = re.compile(r"\{%\s*block(?:trans|translate)\b.*?\{%\s*endblock(?:trans|translate)\s*%\}", re.DOTALL)
COMMENT = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
# Blocks that hold the names of classes.
CLASSES = re.compile(r"\{%\s*block (?:width|html_class|bodyclass|coltype)\s*%\}.*?\{%\s*endblock\b.*?%\}")
HIDDEN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")


def read(name: str) -> str:
    return COMMENT.sub("", (ROOT / name).read_text(encoding="utf-8"))


def line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in MAIL])
def test_no_inline_style_script_or_listener(name):
    text = read(name)

    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[^>{]*\sstyle\s*=", text)
    assert not re.search(r"<[^>{]*\son[a-z]+\s*=", text)
    # A block of JSON is data, not code: browsers do not run it and the policy does not forbid it.
    assert not [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "application/json" not in tag]


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_comes_from_another_host(name):
    # `mailto:`, the name space of SVG and addresses made by the site are no loads.
    loads = re.findall(r"""(?:src|href|action|poster|data)\s*=\s*["'](?:https?:)?//[^"']*""", read(name))

    assert loads == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in BILINGUAL and not name.endswith(PROSE)])
def test_every_text_is_translated(name):
    text = HIDDEN.sub("", CLASSES.sub("", TRANSLATED.sub("", read(name))))
    bare = TAG.sub("\0", text)
    found = [run.strip() for run in re.findall(r">([^<]*)", ">" + bare) if WORD.search(run.replace("&nbsp;", ""))]
    spoken = re.findall(
        r"""\b(?:alt|title|aria-label|placeholder)=(?:"([^"\0]*[^\W\d_]{2}[^"\0]*)"|'([^'\0]*[^\W\d_]{2}[^'\0]*)')""", bare
    )

    assert found == []
    assert spoken == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_dates_go_through_our_filters(name):
    text = read(name)

    assert [f"line {line_of(text, hit.start())}: {hit.group()}" for hit in DATE_FILTER.finditer(text)] == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if re.search(r"method=.post", read(name))])
def test_every_posted_form_is_sealed(name):
    text = read(name)

    assert len(re.findall(r"method=.post", text)) == len(re.findall(r"\{%\s*csrf_token\s*%\}", text))


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith(".en.html")])
def test_prose_has_the_same_outline_and_links_in_both_languages(name):
    english, french = (
        re.findall(r"<(\w+)|\{%\s*url ([^%]*)%\}", read(one)) for one in (name, name.replace(".en.html", ".fr.html"))
    )

    assert english == french


def test_all_prose_stands_in_both_languages():
    written = {name.removesuffix(suffix) for suffix in PROSE for name in TEMPLATES if name.endswith(suffix)}

    assert [name for name in sorted(written) for suffix in PROSE if name + suffix not in TEMPLATES] == []
