"""How pages are looked at: a fault is found that only one of the windows shows."""

import pytest

from tests.pages.looking import NARROW, WIDE, window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
PALE = "color: #ccc; background: #fff"
PAGE = """<!doctype html><html lang="en"><head><title>Made up</title><meta name="viewport" content="width=device-width">
<style>p {{ color: #000; background: #fff }} {style}</style></head>
<body><main><h1>Made up</h1><p>Words</p></main></body></html>"""


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
        answer = {"body": PAGE.format(style=style), "content_type": "text/html; charset=utf-8"}
        open_one.page.route("**/en/made-up/", lambda route: route.fulfill(**answer))
        problems = open_one.open("/en/made-up/", language="en")

    assert any(f"axe at {width}: color-contrast" in one for one in problems)


def test_nothing_is_found_where_nothing_is_wrong(browser, live_server):
    with window(browser, live_server) as open_one:
        answer = {"body": PAGE.format(style=""), "content_type": "text/html; charset=utf-8"}
        open_one.page.route("**/en/made-up/", lambda route: route.fulfill(**answer))
        assert open_one.open("/en/made-up/", language="en") == []
