"""What the open interface answers: the same numbers as the pages, chances that add up, refusals that say what to do."""

import pytest

from iecsite import limits
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held():
    for _n in range(5):
        rounds.candidate("FR-WH", at=NOON)
    return draws.carried_out({"FR-WH": 1}, at=NOON)


def test_pools_of_a_country_and_category(client, held):
    answer = client.get("/api/v1/pools?season=2026&country=FR&category=working_holiday").json()

    (pool,) = answer["pools"]
    assert (pool["pool"], pool["candidates"], pool["invitations"], pool["accepted"]) == ("FR-WH", 4, 1, "<10")
    assert (pool["chance"], pool["rating"]) == (0.25, "low")
    assert (pool["name_en"], pool["name_fr"]) == ("France – Working Holiday", "France – Vacances-travail")


def test_one_pool_with_its_quotas_and_rounds(client, held):
    answer = client.get("/api/v1/pools/2026/FR-WH").json()

    assert answer["rounds"] == [{"round": held.code, "draw_at": "2026-02-02T17:00:00Z", "entries": 5, "invited": 1}]
    assert answer["quotas"][0]["quota"] == answer["quota"]
    assert (answer["exact"], answer["outlook"]) == (False, None)


def test_rounds_and_a_result(client, held):
    (listed,) = client.get("/api/v1/rounds?season=2026").json()["rounds"]
    one = client.get(f"/api/v1/rounds/{held.code}").json()
    ticket = held.tickets.first().ticket
    result = client.get(f"/api/v1/results/{held.code}?ticket={ticket}").json()

    assert (listed["round"], listed["entries"], listed["invited"], listed["test"]) == (held.code, 5, 1, True)
    assert one["pools"] == [{"pool": "FR-WH", "entries": 5, "invite": 1, "considered": 5, "invited": 1}]
    assert result["pools"][0]["invited"] == 1
    assert result["ticket"]["in_list"]
    assert result["ticket"]["outcome"] in ("invited", "not_this_time")


def test_nobody_sees_a_result_that_is_not_final(client):
    rounds.candidate("FR-WH", at=NOON)
    listed = draws.public(at=NOON)

    assert client.get(f"/api/v1/rounds/{listed.code}").json()["pools"][0]["invited"] is None
    refused = client.get(f"/api/v1/results/{listed.code}")
    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")
    assert refused.json()["en"] == "This round has no final result. Ask again after its draw."


def test_chances_in_two_pools_add_up(client):
    for codes in (["FR-WH"], ["FR-WH"], ["FR-YP"], ["FR-YP", "FR-WH"], ["FR-YP", "FR-WH"]):
        rounds.candidate(*codes, at=NOON)
    draws.approved({"FR-WH": 1, "FR-YP": 1}, at=NOON)

    person = client.get("/api/v1/odds?pool=FR-WH&pool=FR-YP").json()["person"]

    assert [(one["pool"], one["candidates"]) for one in person["pools"]] == [("FR-YP", 3), ("FR-WH", 4)]
    # One of three is invited as a young professional; then the one other who is in both is, one time in two, gone.
    assert [one["chance"] for one in person["pools"]] == pytest.approx([1 / 3, 2 / 3 * (1 / 2 * 1 / 3 + 1 / 2 * 1 / 4)])
    assert person["any"] == pytest.approx(sum(one["chance"] for one in person["pools"]))
    assert (person["counted"], person["fixed"]) == (True, False)


@pytest.fixture
def four():
    """Two in Working Holiday alone, and two who are also Young Professionals, which is drawn before."""
    for codes in (["FR-WH"], ["FR-WH"], ["FR-YP", "FR-WH"], ["FR-YP", "FR-WH"]):
        rounds.candidate(*codes, at=NOON)
    return draws.carried_out({"FR-WH": 1, "FR-YP": 1}, at=NOON, until=RoundState.PUBLISHED)


def test_a_chance_in_one_pool_counts_whom_an_earlier_one_takes_out_of_it(client, four):
    alone = client.get("/api/v1/odds?pool=FR-WH").json()["person"]
    pool = client.get("/api/v1/pools/2026/FR-WH").json()

    assert (alone["any"], alone["counted"], alone["fixed"]) == (pytest.approx(1 / 3), True, True)
    # The pool invites one of its four; that is nobody's own chance.
    assert (pool["chance"], pool["exact"]) == (0.25, False)


def test_two_people_who_are_in_the_same_two_pools(client, four):
    found = client.get("/api/v1/odds?pool=FR-WH&pool=FR-YP&with=FR-YP&with=FR-WH").json()

    # One of them is a young professional for certain, and the other is then one of three.
    assert (found["either"], found["both"]) == (1, pytest.approx(1 / 3))


def test_a_forecast_is_neither_none_nor_all(client):
    for _n in range(2):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON)
    forecast = client.get("/api/v1/odds?pool=FR-WH").json()["person"]
    draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)
    fixed = client.get("/api/v1/odds?pool=FR-WH").json()["person"]

    assert (forecast["any"], forecast["fixed"], forecast["pools"][0]["chance"]) == (0.99, False, 0.99)
    assert (fixed["any"], fixed["fixed"]) == (1, True)
    assert client.get("/api/v1/pools/2026/FR-WH").json()["exact"]


def test_after_a_round_that_invited_nobody_no_chance_is_told(client):
    draws.carried_out({"FR-WH": 1}, at=NOON)
    rounds.candidate("FR-WH", at=NOON)

    person = client.get("/api/v1/odds?pool=FR-WH").json()["person"]

    assert (person["any"], person["rating"], person["pools"][0]["chance"]) == (None, "not_rated", None)


def test_two_people_in_one_pool(client, held):
    draws.approved({"FR-WH": 2}, at=NOON)

    found = client.get("/api/v1/odds?pool=FR-WH&with=FR-WH").json()

    assert found["both"] == pytest.approx(2 / 4 * 1 / 3)
    assert found["either"] == pytest.approx(2 / 4 + 2 / 4 - found["both"])


@pytest.mark.parametrize(
    ("address", "key", "sentence"),
    [
        ("/api/v1/pools?contry=FR", "contry", "There is no parameter contry. This address takes: season, country, category."),
        ("/api/v1/pools?season=soon", "season", "season must be a whole number from 2000 to 2999."),
        ("/api/v1/odds", "pool", "Give the parameter pool."),
        ("/api/v1/odds?pool=FRWH", "pool", "pool must be written as FR-WH."),
        ("/api/v1/odds?pool=FR-WH&pool=FR-WH", "pool", "Give the parameter pool at most 3 times, each value once."),
        ("/api/v1/fees?category=coop&on=2026-02-30", "on", "on must be a day such as 2026-02-13."),
    ],
)
def test_refusals_say_what_to_do(client, address, key, sentence):
    refused = client.get(address)

    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert (refused.json()["key"], refused.json()["en"]) == (key, sentence)
    assert refused.json()["fr"] != sentence


def test_fees_add_up(client):
    found = client.get("/api/v1/fees?category=working_holiday&on=2026-02-02").json()

    assert float(found["total"]) == pytest.approx(sum(float(line["amount"]) for line in found["applicant"]))
    assert {line["code"] for line in found["applicant"]} >= {"IEC_FEE", "BIOMETRICS_FEE"}
    without = client.get("/api/v1/fees?category=working_holiday&on=2026-02-02&biometrics=false").json()
    assert "BIOMETRICS_FEE" not in {line["code"] for line in without["applicant"]}


def test_who_asks_too_often_is_told_how_long_to_wait(client, settings):
    settings.API_PER_MINUTE = 3
    address = {"REMOTE_ADDR": "203.0.113.77"}
    answers = [client.get(f"/api/v1/pools?season={2023 + number % 4}", **address) for number in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    refused = answers[-1]
    assert refused["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused["Retry-After"]) <= limits.SECONDS
    assert f"Wait {refused['Retry-After']} seconds" in refused.json()["en"]
    assert "secondes" in refused.json()["fr"]
    assert client.get("/api/v1/pools", REMOTE_ADDR="203.0.113.78").status_code == 200


def test_while_redis_is_away_everybody_may_go_on(monkeypatch):
    def away():
        raise limits.redis.ConnectionError

    monkeypatch.setattr(limits, "_line", away)

    assert limits.seconds_to_wait("api", "203.0.113.79", most=1) == 0
