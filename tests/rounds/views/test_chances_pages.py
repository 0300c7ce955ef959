"""The table of pools and the page of one pool, for everybody."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iecsite import clock, dates
from rounds.models import CalendarWeek
from rounds.operations import weeks
from rounds.states import PoolStatus, RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_table_shows_every_pool_and_is_filtered(client):
    whole = client.get(reverse("chances")).content.decode()
    one = client.get(reverse("chances"), {"country": "FR", "category": "working_holiday"}).content.decode()
    none = client.get(reverse("chances"), {"country": "ZZ"}).content.decode()

    assert whole.count('<th scope="row">') > 60
    assert one.count('<th scope="row">') == 1
    assert "No pool matches." in none


def test_a_pool_says_its_chance_first_and_the_word_second(client):
    for _n in range(5):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON)

    page = " ".join(client.get(reverse("pool_page", args=[2026, "FR-WH"])).content.decode().split())

    lead = page.partition('<p class="iec-lead">')[2].partition("</p>")[0]
    assert lead == "1 invitation for 4 candidates: about 25 in 100 (1 in 4). Low."
    assert "This is a forecast" in page
    assert "<svg" in page


def test_a_pool_without_rounds_is_not_rated(client):
    rounds.candidate("FR-WH", at=NOON)

    page = client.get(reverse("pool_page", args=[2026, "FR-WH"])).content.decode()

    assert "not rated" in page
    assert "<svg" not in page.split("<main", 1)[-1].split("</main", 1)[0]


def pool_page(client, code: str = "FR-WH") -> str:
    return " ".join(client.get(reverse("pool_page", args=[2026, code])).content.decode().split())


def test_a_fixed_list_is_exact_where_all_on_it_have_the_same_chance(client):
    for _n in range(4):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)

    page = pool_page(client)

    assert "about 25 in 100" in page
    assert "Everyone has the same chance." in page
    assert "This is exact: the list of the coming round is fixed." in page


def test_a_pool_whose_people_are_also_in_an_earlier_one_says_what_that_makes(client):
    for codes in (["FR-WH"], ["FR-WH"], ["FR-YP", "FR-WH"], ["FR-YP", "FR-WH"]):
        rounds.candidate(*codes, at=NOON)
    draws.carried_out({"FR-WH": 1, "FR-YP": 1}, at=NOON, until=RoundState.PUBLISHED)

    page = pool_page(client)

    assert "so many are invited from it." in page
    assert "Everyone has the same chance." not in page
    assert "For somebody who is in this pool only it is therefore about 33 in 100." in page
    assert "for somebody who is in this pool only, this is exact." in page
    assert "This is exact" not in page


def test_people_who_joined_after_an_empty_list_was_fixed_are_told_of_the_round_after(client):
    draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)
    rounds.candidate("FR-WH", at=NOON)

    page = pool_page(client)

    assert "nobody from this pool is on it. Whoever has joined since is in the round after it." in page
    assert "No round has drawn from this pool yet this season" not in page


def test_a_pool_that_takes_nobody_any_more_is_not_said_to_have_no_rounds(client):
    for _n in range(2):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON)
    rounds.pool("FR-WH", status=PoolStatus.NOT_ACCEPTING)

    page = pool_page(client)

    assert "Its chance is not rated." in page
    assert "No round has drawn from this pool yet this season" not in page


def test_an_invitation_for_everybody_is_told_of_those_for_whom_it_is(client):
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.approved({"FR-WH": 1}, at=NOON)

    def table() -> str:
        return client.get(reverse("chances"), {"country": "FR"}).content.decode()

    assert "An invitation for everybody who waits now" in table()
    draws.carry_on(round_, at=NOON, until=RoundState.PUBLISHED)
    assert "An invitation for everybody on the list" in table()


def test_no_such_pool(client):
    assert client.get(reverse("pool_page", args=[2026, "XX-WH"])).status_code == 404


def test_the_table_takes_as_many_queries_for_one_row_as_for_all(client):
    with CaptureQueriesContext(connection) as whole:
        client.get(reverse("chances"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("chances"), {"country": "FR", "category": "working_holiday"})

    assert len(whole) == len(one) <= 12


def order_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/en/chances/2026/([A-Z-]+)/"', page)


def test_the_table_is_sorted_by_its_head_and_keeps_the_filters(client):
    for code, people, quota in (("FR-WH", 2, 50), ("FR-YP", 3, 10), ("FR-IC", 1, None)):
        rounds.pool(code, quota=quota)
        for _n in range(people):
            rounds.candidate(code, at=NOON)
    draws.approved({"FR-WH": 1, "FR-YP": 1}, at=NOON)
    chances = reverse("chances")

    def shown(**query):
        return client.get(chances, {"country": "FR"} | query).content.decode()

    plain = shown()
    assert 'aria-sort="ascending"' in plain
    assert 'href="?country=FR&amp;sort=chance"' in plain
    assert order_of(shown(sort="chance"))[:2] == ["FR-WH", "FR-YP"]
    assert order_of(shown(sort="-chance"))[:2] == ["FR-YP", "FR-WH"]
    assert order_of(shown(sort="candidates"))[:3] == ["FR-YP", "FR-WH", "FR-IC"]
    places = [code for code in order_of(shown(sort="places")) if code in ("FR-WH", "FR-YP", "FR-IC")]
    assert places == ["FR-WH", "FR-YP", "FR-IC"], "what is to be announced stands last"
    assert order_of(shown(sort="-country")) == order_of(plain)[::-1]
    by_places = shown(sort="places", category="working_holiday")
    assert by_places.count("aria-sort=") == 1
    assert 'href="?country=FR&amp;category=working_holiday&amp;sort=-places"' in by_places
    assert '<input type="hidden" name="sort" value="places">' in by_places
    assert order_of(shown(sort="nonsense")) == order_of(plain)


def test_the_next_rounds_stand_at_the_door_and_in_calendar_programs(client):
    at = clock.now()
    weeks.announce_weeks(at=at)
    planned = CalendarWeek.objects.filter(draw_at__gt=at).order_by("monday")
    first, second = planned[:2]
    weeks.skip(week_id=first.pk, reason_en="Holidays.", reason_fr="Congés.", by=draws.planner(at=at), at=at)

    door = client.get(reverse("start")).content.decode()
    program = client.get("/data/calendar.fr.ics")
    rows = client.get("/data/calendar.json").json()

    assert dates.deadline(second.draw_at, dates.EASTERN, "en").full in door
    assert dates.deadline(first.draw_at, dates.EASTERN, "en").full not in door
    assert program["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DESCRIPTION:Congés." in program.content.decode()
    assert [row["state"] for row in rows if row["week_of"] == first.monday.isoformat()] == ["skipped"]
    assert "/data/calendar.en.ics" in client.get(reverse("calendar")).content.decode()
