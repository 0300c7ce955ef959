"""Home: what can be done now, the most urgent first, the way so far, and the pools with their chances."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iecsite import clock, kept
from profiles.models import User
from profiles.operations import duplicates, profiles
from rounds.models import Season
from tests.conftest import NOON
from tests.factories import applications, people, rounds
from tests.journeys.walk import Browser

pytestmark = pytest.mark.django_db(transaction=True)
# What is the same for everybody is kept for some seconds and not counted.
MOST_QUERIES = 22


@pytest.fixture(autouse=True)
def at(monkeypatch):
    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        cache.clear()
        return moment

    put(NOON)
    return put


def home(user: User) -> Browser:
    browser = Browser()
    browser.client.force_login(user)
    return browser.open(reverse("home"))


@pytest.mark.parametrize("state", ["approved", "refused"])
def test_beside_an_old_decision_stands_how_to_take_part_again(state):
    page = home(applications.owner(applications.application_at(state, at=NOON - timedelta(days=30))))

    assert page.text.index("A decision is in your account") < page.text.index("Take part again")
    page.follow("Look at my answers")
    assert "Take part again with these answers" in page.text


def test_who_may_have_another_account_does_not_hear_that_there_is_nothing_to_do():
    for _account in range(2):
        newer = rounds.candidate("FR-WH", at=NOON - timedelta(days=2), number="77TW11111", given_names="Camille-Zwilling")
    duplicates.sweep(at=NOON)
    page = home(newer.user)

    assert "You have nothing to do" not in page.text
    assert "you take part in no draw until an officer has checked" in page.text


@pytest.fixture
def between_seasons(at):
    Season.objects.filter(year=2026).update(closes_at=datetime(2026, 10, 15, tzinfo=UTC), closes_confirmed=True)
    Season.objects.update_or_create(year=2027, defaults={"opens_on": date(2026, 12, 7), "opens_confirmed": False})
    return at(datetime(2026, 11, 1, 12, tzinfo=UTC))


def test_between_seasons_it_says_when_the_next_one_is_expected(between_seasons):
    page = home(people.account(at=between_seasons))

    assert "No season is open now. The next one is expected to open on December 7, 2026." in page.text
    assert "Your e-mail address" in page.follow("Get an e-mail about rounds").text


def test_between_seasons_nobody_is_sent_to_pools_that_cannot_be_entered(between_seasons):
    profile = people.draft_profile(at=NOON)
    assert "Finish your profile" in home(profile.user).text
    profiles.send(profile_id=profile.pk, by=profile.user, at=NOON)
    page = home(profile.user)

    assert "Choose your pools" not in page.text
    assert "No season is open now." in page.text


def test_a_candidate_sees_the_chances_the_way_and_the_next_rounds():
    profile = rounds.candidate("FR-WH", "FR-YP", at=NOON)
    page = home(profile.user)

    assert "Chance in the next round" in page.text
    assert "Where you are" in page.text
    assert page.text.index("You are here") > page.text.index("In the pools, until a round draws you")


def test_it_asks_as_often_for_one_pool_as_for_three(settings):
    settings.PUBLIC_CACHE_SECONDS = 60
    kept.forget()

    def asked(user: User) -> int:
        browser = Browser()
        browser.client.force_login(user)
        browser.open(reverse("home"))
        with CaptureQueriesContext(connection) as queries:
            browser.open(reverse("home"))
        return len(queries)

    one = rounds.candidate("FR-WH", at=NOON)
    three = rounds.candidate("FR-WH", "FR-YP", "FR-IC", at=NOON)

    assert asked(one.user) == asked(three.user) <= MOST_QUERIES
    kept.forget()
