"""The clock that a journey sets, and the staff who take part in it."""

from datetime import datetime

import pytest

from iecsite import clock
from tests.conftest import NOON
from tests.factories import cast, people
from tests.journeys.walk import Browser


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the site to a moment; it stands at noon of the first day until then."""

    def put(moment: datetime) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    put(NOON)
    return put


@pytest.fixture
def staff(at):
    """Makes a window of somebody of the staff, signed in with a second factor."""

    def window(role: str) -> Browser:
        browser = Browser()
        browser.client.force_login(cast.with_second_factor(people.staff(role, at=NOON)))
        return browser

    return window
