"""The database away or busy under the running web server: 503 in both languages, and everything works again after."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from iecsite.management.commands.serve import WEB_THREADS
from tests.factories import people
from tests.faults.house import wait_until
from tests.faults.people import session_of

DELIVER = "profiles.tasks.deliver_letters"
PRIVATE = ["/en/profile/", "/fr/profil/", "/en/letters/", "/en/pools/", "/en/admin/"]
PUBLIC = ["/en/rounds/"]


def is_away(answer):
    """The page of 503: when to come back, in both languages, and nothing of the code."""
    assert answer.status == 503, answer.text[:300]
    assert answer.headers["Retry-After"] == "30"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Traceback" not in answer.text
    assert "psycopg" not in answer.text
    return True


def is_away_page(answer):
    return is_away(answer) and "Back in a moment" in answer.text and "De retour dans un instant" in answer.text


def is_away_problem(answer):
    body = json.loads(answer.text)
    assert answer.headers["Content-Type"] == "application/problem+json"
    return is_away(answer) and body["status"] == 503 and body["en"] != body["fr"]


@pytest.mark.timeout(120)
def test_database_stopped_under_the_site_and_back(house, noon):
    session = session_of(people.person(at=noon))
    web = house.web()
    port = house.postgres.ensure()
    for path in PRIVATE[:4]:
        assert house.ask("GET", path, session=session).status == 200, path

    house.postgres.stop()
    for path in PRIVATE:
        assert is_away_page(house.ask("GET", path, session=session)), path
    for path in PUBLIC:
        assert is_away_page(house.ask("GET", path)), path
    assert is_away_page(house.ask("POST", "/en/profile/check/", people.SIGNED | {"once": "a-key"}, session=session))
    assert is_away_problem(house.ask("GET", "/health"))
    assert house.ask("GET", "/static/iec/iec.css").status == 200

    assert house.postgres.ensure() == port
    back = time.monotonic()
    wait_until(lambda: house.ask("GET", "/en/profile/", session=session).status == 200, seconds=5, what="the site is back")
    assert time.monotonic() - back < 5
    for path in PRIVATE[:4] * 4:
        assert house.ask("GET", path, session=session).status == 200, path
    assert web.popen.poll() is None
    assert session not in web.said()


@pytest.mark.timeout(200)
def test_busy_database_under_the_site(house, noon):
    session = session_of(people.person(at=noon))
    house.web()
    _rush_takes_no_more_connections_than_the_web_server_has_threads(house, session)
    _lock_that_nobody_gives_back_is_503_and_not_a_page_that_hangs(house, session)
    _connections_cut_are_503_at_worst_and_whole_again_at_once(house, session)


def _rush_takes_no_more_connections_than_the_web_server_has_threads(house, session):
    most = []
    with ThreadPoolExecutor(max_workers=3 * WEB_THREADS) as crowd:
        asked = [crowd.submit(house.ask, "GET", "/en/letters/", session=session) for _person in range(60)]
        while not all(one.done() for one in asked):
            most += house.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'iecsite-web'")[0]
            time.sleep(0.05)

    assert {one.result().status for one in asked} == {200}
    assert 0 < max(most) <= WEB_THREADS


def _lock_that_nobody_gives_back_is_503_and_not_a_page_that_hangs(house, session):
    assert house.ask("GET", "/en/letters/", session=session).status == 200
    with house.line(autocommit=False) as line:
        line.execute("LOCK TABLE profiles_letter IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        assert is_away_page(house.ask("GET", "/en/letters/", session=session))
        assert time.monotonic() - began < 15
        line.rollback()

    assert house.ask("GET", "/en/letters/", session=session).status == 200


def _connections_cut_are_503_at_worst_and_whole_again_at_once(house, session):
    for _round in range(3):
        assert house.ask("GET", "/en/profile/", session=session).status == 200
        house.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'iecsite-web'")
        assert house.ask("GET", "/en/profile/", session=session).status in {200, 503}
    assert house.ask("GET", "/en/profile/", session=session).status == 200


@pytest.mark.timeout(120)
def test_worker_outlives_its_database(house, sink, noon):
    people.person(at=noon)
    worker = house.worker("mail")
    house.postgres.stop()
    house.ring(DELIVER, queue="mail")
    wait_until(lambda: "OperationalError" in worker.said(), what="the worker met the absence")
    assert not sink.answered

    house.postgres.ensure()
    house.ring(DELIVER, queue="mail")
    wait_until(lambda: sink.answered, what="the same worker sends the letter")
    assert worker.popen.poll() is None
