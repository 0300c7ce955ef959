"""One browser for all tests of this folder."""

import pytest

from tests.browser import chromium


# Not for the whole session: while it is open, an event loop runs beside every test.
@pytest.fixture(scope="package")
def browser():
    with chromium() as browser:
        yield browser
