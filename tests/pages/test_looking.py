"""How pages are looked at: a fault is found that only one of the windows shows."""

from contextlib import contextmanager, suppress

import pytest

from tests.pages import looking
from tests.pages.looking import LANGUAGE, LAYOUT, NARROW, RULES, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
PALE = "color: #ccc; background: #fff"
PAGE = """<!doctype html><html lang="en"><head><title>Made up</title><meta name="viewport" content="width=device-width">
<style>p {{ color: #000; background: #fff }} {style}</style></head>
<body><main><h1>Made up</h1><p>Words</p></main></body></html>"""


@contextmanager
def window(browser, live_server, clean=None):
    """A window that knows nothing of the pages of other tests, nor tells them of its own."""
    with looking.window(browser, live_server, clean=set() if clean is None else clean) as open_one:
        yield open_one


def answers(open_one, language, body):
    """Let the made-up page of a language have this text."""
    told = {"body": body, "content_type": "text/html; charset=utf-8"}
    open_one.page.route(f"**/{language}/made-up/", lambda route: route.fulfill(**told))


@pytest.mark.parametrize(
    ("style", "width"),
    [
        (f"p {{ {PALE} }}", NARROW),
        (f"@media (min-width: 800px) {{ p {{ {PALE} }} }}", WIDE),
        (f"@media (max-width: 800px) {{ p {{ {PALE} }} }}", NARROW),
        ("p { font-size: 30px; color: #888; background: #fff } @media (min-width: 800px) { p { font-size: 12px } }", WIDE),
    ],
)
def test_letters_that_are_too_pale_in_one_window(browser, live_server, style, width):
    with window(browser, live_server) as open_one:
        answers(open_one, "en", PAGE.format(style=style))
        problems = open_one.open("/en/made-up/", language="en")

    assert any(f"axe at {width}: color-contrast" in one for one in problems)


SECOND = """<!doctype html><html lang="fr"><head><title>Inventé</title><meta name="viewport" content="width=device-width">
<style>p {{ color: #000; background: #fff }}</style></head>
<body><main><h1>Inventé</h1>{words}</main></body></html>"""


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (f'<p style="{PALE}">Des mots</p>', "color-contrast"),
        ("<p></p><a href='/fr/ailleurs/'></a>", "link-name"),
        ("<p>Des mots</p><img src='/static/iec/logo.svg'>", "image-alt"),
        ('<p lang="nowhere">Des mots</p>', "valid-lang"),
    ],
)
def test_what_is_wrong_in_the_second_language_alone_is_found(browser, live_server, words, rule):
    bodies = {"en": PAGE.format(style=""), "fr": SECOND.format(words=words)}
    with window(browser, live_server) as open_one:
        for language, body in bodies.items():
            answers(open_one, language, body)
        assert open_one.open("/en/made-up/", language="en") == []
        problems = open_one.open("/fr/made-up/", language="fr")

    assert any(rule in one for one in problems)


def test_a_second_language_of_the_same_elements_is_measured_and_not_looked_at_again(browser, live_server, monkeypatch):
    bodies = {"en": PAGE.format(style=""), "fr": SECOND.format(words="<p>Des mots</p>")}
    asked = []
    with window(browser, live_server) as open_one:
        for language, body in bodies.items():
            answers(open_one, language, body)
        monkeypatch.setattr(open_one, "_axe", lambda width, options: asked.append((width, options["runOnly"])) or [])
        for language in bodies:
            assert open_one.open(f"/{language}/made-up/", language=language) == []

    assert asked == [(NARROW, RULES), (WIDE, LAYOUT), (NARROW, [*LAYOUT, *LANGUAGE]), (WIDE, LAYOUT)]


def test_what_one_window_found_clean_is_not_looked_at_again_in_another_and_a_fault_is(browser, live_server):
    clean = set()
    pale = PAGE.format(style=f"p {{ {PALE} }}")
    for body, found in ((PAGE.format(style=""), 0), (pale, 1), (pale, 1)):
        with window(browser, live_server, clean) as open_one:
            answers(open_one, "en", body)
            assert len(open_one.open("/en/made-up/", language="en")) == found

    assert len(clean) == 1


def test_the_same_page_in_a_window_of_another_width_is_looked_at(browser, live_server):
    clean = set()
    for narrow in (NARROW, looking.NARROW_STAFF):
        with looking.window(browser, live_server, narrow=narrow, clean=clean) as open_one:
            answers(open_one, "en", PAGE.format(style=""))
            open_one.open("/en/made-up/", language="en")

    assert len(clean) == 2


def test_a_window_finds_nothing_of_the_one_before(browser, live_server):
    with window(browser, live_server) as open_one:
        page = open_one.page
        answers(open_one, "en", PAGE.format(style=""))
        open_one.open("/en/made-up/", language="en")
        page.context.add_cookies([{"name": "kept", "value": "1", "url": live_server.url}])
        page.evaluate("() => { localStorage.kept = sessionStorage.kept = 1; }")
        first = open_one
    with window(browser, live_server) as open_one:
        assert open_one.page is page
        assert open_one.open("/en/made-up/", language="en", status=404) == []
        assert page.evaluate("[localStorage.kept, sessionStorage.kept]") == [None, None]
        assert not {cookie["name"] for cookie in page.context.cookies()} & {"kept"}
        page.evaluate("console.error('heard')")
        assert first.console == []


def test_a_window_in_which_something_broke_is_thrown_away(browser, live_server):
    with suppress(ZeroDivisionError), window(browser, live_server) as open_one:
        page = open_one.page
        raise ZeroDivisionError
    with window(browser, live_server) as open_one:
        assert page.is_closed()
        assert open_one.page is not page
        open_one.open("/", language="en")


def test_nothing_is_found_where_nothing_is_wrong(browser, live_server):
    with window(browser, live_server) as open_one:
        answers(open_one, "en", PAGE.format(style=""))
        assert open_one.open("/en/made-up/", language="en") == []
