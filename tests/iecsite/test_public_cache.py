"""Kept copies of what is public: fingerprints, 304, one copy for everybody, nobody's own page among them."""

import threading

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from iecsite import public_cache
from iecsite.public_cache import Copies, PublicCache, copies
from rounds.publication import files
from rounds.states import RoundState
from rounds.views import public
from tests.conftest import NOON
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept(settings):
    settings.PUBLIC_CACHE_SECONDS = 30
    copies.clear()
    yield copies
    copies.clear()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["start", "chances", "calculator", "calendar", "rounds", "data", "service_status", "help"])
def test_a_page_is_made_once_for_everybody(client, django_assert_num_queries, name, language):
    with translation.override(language):
        page = reverse(name)
    first = client.get(page)

    with django_assert_num_queries(0):
        second = client.get(page)

    assert (first.status_code, second.content) == (200, first.content)
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_somebody_signed_in_gets_their_own_page_and_leaves_no_copy(client):
    client.force_login(people.account(at=NOON))
    own = client.get(reverse("chances"))
    client.logout()

    assert "Sign out" in own.content.decode()
    assert "no-store" in own["Cache-Control"]
    assert "Sign out" not in client.get(reverse("chances")).content.decode()


def test_data_is_the_same_for_somebody_signed_in(client):
    anonymous = client.get("/data/pools.csv")
    client.force_login(people.account(at=NOON))
    signed_in = client.get("/data/pools.csv")

    assert signed_in.content == anonymous.content
    assert "private" not in signed_in["Cache-Control"]


def test_a_file_of_a_round_is_read_once_and_is_the_one_on_disk(client, django_assert_num_queries):
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 1}, at=NOON)
    for name in files.RESULT_FILES:
        address, on_disk = reverse("round_file", args=[round_.code, name]), (files.folder_of(round_.code) / name).read_bytes()
        first = client.get(address)
        with django_assert_num_queries(0):
            again = client.get(address)
            known = client.get(address, headers={"if-none-match": first["ETag"]})
            unchanged = client.get(address, headers={"if-modified-since": first["Last-Modified"]})

        assert first.content == again.content == on_disk
        assert (known.status_code, known.content, unchanged.status_code) == (304, b"", 304)
        assert known["Access-Control-Allow-Origin"] == "*"


def test_a_large_file_of_a_round_is_sent_in_pieces_and_not_kept(client, monkeypatch):
    monkeypatch.setattr(public, "MOST_KEPT", 100)
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 1}, at=NOON)
    address = reverse("round_file", args=[round_.code, files.MANIFEST])
    answer = client.get(address)

    assert answer.streaming
    assert b"".join(answer.streaming_content) == (files.folder_of(round_.code) / files.MANIFEST).read_bytes()
    assert not copies._kept
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_no_old_sums_stand_beside_a_new_result(client):
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)
    address = reverse("round_file", args=[round_.code, files.SUMS])
    before = b"".join(client.get(address).streaming_content)
    draws.carry_on(round_, at=NOON)

    assert files.RESULT.encode() not in before
    assert files.RESULT.encode() in client.get(address).content


def test_who_has_the_bytes_is_told_so(client):
    first = client.get("/data/pools.csv")

    for asked in (
        {"if-none-match": first["ETag"]},
        {"if-none-match": f'W/"other", {first["ETag"]}'},
        {"if-modified-since": first["Last-Modified"]},
    ):
        again = client.get("/data/pools.csv", headers=asked)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get("/data/pools.csv", headers={"if-none-match": '"other"'}).status_code == 200
    old = {"if-modified-since": "Thu, 01 Jan 2015 00:00:00 GMT"}
    assert client.get("/data/pools.csv", headers=old).status_code == 200


def test_last_modified_moves_with_the_bytes_alone(client, settings):
    settings.PUBLIC_CACHE_SECONDS = 0
    first = client.get("/data/pools.csv")
    same = client.get("/data/pools.csv")
    rounds.candidate("FR-WH", at=NOON)
    other = client.get("/data/pools.csv")

    assert same["Last-Modified"] == first["Last-Modified"]
    assert other["ETag"] != first["ETag"]
    assert client.get("/data/pools.csv", headers={"if-modified-since": first["Last-Modified"]}).status_code == 200


def test_errors_and_posts_are_not_kept(client):
    assert client.get("/data/nothing.csv").status_code == 404
    client.get(reverse("account_login"))

    assert not copies._kept


def test_another_host_name_is_refused_and_not_kept(client):
    assert client.get("/data/pools.csv", headers={"host": "elsewhere.example.com"}).status_code == 400
    assert not copies._kept


def test_head_is_answered_from_the_copy(client, django_assert_num_queries):
    whole = client.get("/data/pools.csv")

    with django_assert_num_queries(0):
        head = client.head("/data/pools.csv")

    assert (head.status_code, head["ETag"], head.content) == (200, whole["ETag"], b"")


def test_while_one_makes_the_new_copy_the_others_get_the_old(settings, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(public_cache.time, "monotonic", lambda: now[0])
    at_work, go_on, made = threading.Event(), threading.Event(), []

    def view(request):
        made.append(len(made))
        if len(made) == 2:
            at_work.set()
            go_on.wait(10)
        response = HttpResponse(f"copy {len(made)}")
        response.is_public = True
        return response

    cache, ask = PublicCache(view), lambda: RequestFactory().get("/data/x")
    assert cache(ask()).content == b"copy 1"
    now[0] = 31
    slow = threading.Thread(target=lambda: cache(ask()))
    slow.start()
    at_work.wait(10)
    assert cache(ask()).content == b"copy 1"
    go_on.set()
    slow.join(10)
    assert cache(ask()).content == b"copy 2"


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(public_cache, "MOST_COPIES", 3)
    few = Copies()
    for number in range(5):
        few.put(str(number), public_cache.Copy(200, {}, {}, b"x", "e", None, 30, public_cache.time.monotonic()))

    assert [few.get(str(number)) is not None for number in range(5)] == [False, False, True, True, True]


def test_any_page_of_the_web_may_ask(client):
    asked = {"origin": "https://tracker.example.com", "access-control-request-method": "GET"}
    answer = client.options("/data/pools.csv", headers=asked)

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get(reverse("start")).headers
