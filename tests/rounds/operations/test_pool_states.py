"""To be announced, not accepting and unlimited are states of a pool wherever it is shown, and for whoever wants to enter it."""

from html import unescape

import pytest
from django.urls import reverse

from rounds.operations import candidacies
from rounds.operations.candidacies import CannotEnter
from rounds.publication import selections, tables
from rounds.states import PoolStatus
from tests.factories import cast, people, rounds

pytestmark = pytest.mark.django_db

STATES = {
    "to be announced": {"quota": None, "unlimited": False},
    "unlimited": {"quota": None, "unlimited": True},
    "not accepting": {"status": PoolStatus.NOT_ACCEPTING},
}


def feed_of(pool, on):
    """What the feed says of one pool: child -> text."""
    text = selections.selections(2026, on=on).decode()
    start = text.index(f'<country location="{pool.country.name_en}" category="wh"')
    inside = text[start : text.index("</country>", start)]
    names = ("quota", "first", "second", "spots")
    return {name: inside.split(f"<{name}><![CDATA[")[1].split("]]>")[0] for name in names}


@pytest.mark.parametrize(
    ("state", "quota", "spots", "second"),
    [
        ("to be announced", "To be announced", "To be announced", "To be announced"),
        ("unlimited", "Unlimited", "Unlimited", "To be announced"),
        ("not accepting", "5,661", "5,661", "Not Applicable"),
    ],
)
def test_the_files_tell_each_state(noon, state, quota, spots, second):
    pool = rounds.pool("FR-WH", **STATES[state])

    said = feed_of(pool, noon.date())
    row = next(row for row in tables.pool_rows(on=noon.date()) if row["pool"] == "FR-WH" and row["season"] == 2026)

    assert (said["quota"], said["spots"], said["second"]) == (quota, spots, second)
    assert row["status"] == pool.status
    assert str(row["quota"]) == {"unlimited": "unlimited", "to be announced": "to_be_announced"}.get(state, "5661")


@pytest.mark.parametrize(
    ("state", "words"),
    [("to be announced", "To be announced"), ("unlimited", "Unlimited"), ("not accepting", "Not accepting candidates")],
)
def test_the_public_and_the_staff_pages_tell_each_state(client, noon, state, words):
    pool = rounds.pool("FR-WH", **STATES[state])

    public = unescape(client.get(reverse("pool_page", args=[2026, "FR-WH"])).content.decode())
    client.force_login(cast.with_second_factor(people.staff("Programme", at=noon)))
    staff = unescape(client.get(reverse("admin:rounds_pool_change", args=[pool.pk])).content.decode())

    assert words in public
    assert words in staff


@pytest.mark.parametrize("state", ["to be announced", "unlimited"])
def test_a_pool_may_be_entered_before_its_quota_is_known_or_without_one(noon, state):
    rounds.pool("FR-WH", **STATES[state])

    assert rounds.candidate("FR-WH", at=noon).candidacies.count() == 1


def test_a_pool_that_accepts_nobody_is_not_entered_and_keeps_who_is_in_it(noon):
    inside = rounds.candidate("FR-WH", at=noon)
    pool = rounds.pool("FR-WH", **STATES["not accepting"])
    outside = people.active_profile(at=noon)

    with pytest.raises(CannotEnter, match="takes no candidates now"):
        candidacies.enter(profile_id=outside.pk, pool_id=pool.pk, by=outside.user, at=noon)
    assert inside.candidacies.get().state == "waiting"
