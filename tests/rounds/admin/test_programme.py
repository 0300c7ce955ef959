"""Staff keep seasons and pools, each save one operation; quotas grow by dated rows."""

from datetime import date

import pytest
from django.urls import reverse

from iecsite import clock
from rounds.models import RoundEntry, Season
from rounds.states import PoolStatus
from tests.factories import cast, people, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(client):
    staff = cast.with_second_factor(people.staff("Programme", at=clock.now()))
    client.force_login(staff)
    return staff


def season(**changes):
    values = {"opens_on": "2025-12-19", "first_round_week": "", "closes_at": "", "source_url": ""}
    return values | changes


def test_a_season_is_opened_on_the_staff_site(client, programme):
    answer = client.post(reverse("admin:rounds_season_add"), season(year="2027", opens_on="2026-12-14"))

    assert answer.status_code == 302
    assert Season.objects.get(pk=2027).opens_on == date(2026, 12, 14)
    assert RoundEntry.objects.get(kind="season_announced").actor == programme


def test_the_closing_of_a_season_is_announced_on_the_staff_site(client, programme):
    form = season(closes_at="2026-10-19 09:00")

    answer = client.post(reverse("admin:rounds_season_change", args=[2026]), form)

    assert answer.status_code == 302
    # What staff type is the time in Ottawa.
    assert Season.objects.get(pk=2026).closes_at.isoformat() == "2026-10-19T13:00:00+00:00"


def test_a_refusal_keeps_what_was_typed(client, programme):
    form = season(closes_at="2025-01-01 09:00")

    answer = client.post(reverse("admin:rounds_season_change", args=[2026]), form)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "The season would close before it opens." in page
    assert "2025-01-01" in page


def test_a_pool_is_closed_to_candidates_on_the_staff_site(client, programme):
    pool = rounds.pool("FR-WH")
    form = {"status": "not_accepting", "opens_on": "2025-12-19", "first_round_on": ""}

    answer = client.post(reverse("admin:rounds_pool_change", args=[pool.pk]), form)

    assert answer.status_code == 302
    assert rounds.pool("FR-WH").status == PoolStatus.NOT_ACCEPTING


@pytest.mark.parametrize("name", ["season_add", "season_change", "pool_change"])
def test_only_the_programme_keeps_seasons_and_pools(client, name):
    client.force_login(cast.with_second_factor(people.staff("Round planners", at=clock.now())))
    arguments = {"season_add": [], "season_change": [2026], "pool_change": [rounds.pool("FR-WH").pk]}[name]

    assert client.post(reverse(f"admin:rounds_{name}", args=arguments), season(year="2027")).status_code == 403


@pytest.mark.parametrize("name", ["candidacy", "invitation"])
@pytest.mark.parametrize("page", ["changelist", "change"])
def test_candidacies_and_invitations_are_read(client, name, page):
    invitation = rounds.invited("FR-WH", at=clock.now())
    client.force_login(cast.with_second_factor(people.staff("Support", at=clock.now())))
    row = {"candidacy": invitation.candidacy_id, "invitation": invitation.pk}[name]
    address = reverse(f"admin:rounds_{name}_{page}", args=[row] if page == "change" else [])

    assert client.get(address).status_code == 200
    if page == "change":
        assert client.post(address, {"state": "left"}).status_code == 403


def test_a_season_is_named_by_its_year(client, programme):
    for page in (reverse("admin:rounds_season_changelist"), reverse("admin:rounds_season_change", args=[2026])):
        shown = client.get(page).content.decode()
        assert ">2026<" in shown
        assert "2,026" not in shown
