"""Rounds with public randomness: a real beacon from freeze to publication, typed values, the staff's chain, the fallback."""

import json
import tempfile
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from iecsite import clock, journal
from profiles.letters import words
from profiles.models import Letter
from profiles.operations import letters as outbox
from rounds import tasks, verify_draw
from rounds.letters import receipts as letters
from rounds.models import Invitation, RandomValue, ReceiptWish, Round, RoundEntry, StaffChain
from rounds.operations import draws, randomness
from rounds.operations import rounds as operations
from rounds.operations.randomness import CannotMakeChain, CannotType
from rounds.operations.rounds import CannotPlan, CannotVoid
from rounds.operations.steps import close
from rounds.publication import files
from rounds.queries import randomness as queries
from rounds.queries import receipts, round_told
from rounds.relays import drand
from rounds.rules import beacon, fallback, staff_chain, stops
from rounds.rules.manifest import parse_manifest
from rounds.rules.merkle import is_included
from rounds.rules.seeds import QUICKNET, drand_line
from rounds.rules.typed_values import STAFF, ValueRefused
from rounds.states import RoundState
from tests.factories import cast, people, rounds
from tests.factories import draws as factory
from tests.factories.draws import BEACON, BEACON_AT, BEACON_NUMBER

pytestmark = pytest.mark.django_db
LINE = drand_line(BEACON_NUMBER)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def crowd():
    """Six who wait in pools of 2023, two of them in two."""
    at = BEACON_AT - timedelta(days=3)
    alone = [rounds.candidate("FR-WH", at=at, season=2023) for _person in range(4)]
    return alone + [rounds.candidate("FR-IC", "FR-WH", at=at, season=2023) for _person in range(2)]


@pytest.fixture
def round_(crowd):
    return factory.with_real_beacon({"FR-IC": 1, "FR-WH": 2})


def folder(round_):
    return str(files.folder_of(round_.code))


@pytest.fixture
def fetch(monkeypatch):
    """Ask the relays at a moment."""

    def ask(at):
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: at)
            tasks.fetch_random_values(at_once=True)

    return ask


@pytest.fixture
def relay():
    """A relay on this machine; `answers` maps a round number to the signature that it gives."""
    answers = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            number = int(self.path.rpartition("/")[2])
            assert self.path == f"/{QUICKNET}/public/{number}"
            told = answers.get(number)
            if isinstance(told, bytes):
                self.send_response(302)
                self.send_header("Location", told.decode())
                self.end_headers()
                return
            self.send_response(200 if told else 404)
            self.end_headers()
            self.wfile.write(json.dumps({"round": number, "signature": told}).encode() if told else b"not yet")

        def log_message(self, *words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    server.answers, server.address = answers, f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()


def test_a_round_with_the_real_beacon_from_freeze_to_verified_publication(round_, relay, fetch, settings, capsys):
    settings.DRAND_RELAYS = [relay.address]
    manifest = parse_manifest(round_.draw.manifest.encode())
    assert (manifest.format, manifest.beacons) == ("IEC-DRAW/1", (LINE,))
    fetch(BEACON_AT - SECOND)
    assert draws.advance(round_id=round_.pk, at=BEACON_AT) == RoundState.PUBLISHED

    relay.answers[BEACON_NUMBER] = BEACON
    fetch(BEACON_AT + SECOND)
    done = factory.carry_on(round_, at=BEACON_AT + 2 * SECOND)

    assert verify_draw.main([folder(done)]) == 0
    assert f"{LINE} {BEACON}" in done.draw.seed_input
    assert Invitation.objects.filter(round=done).count() == 3
    assert RandomValue.objects.get().relay == relay.address
    assert journal.first_break(RoundEntry) is None
    assert "VERIFIED" in capsys.readouterr().out


def test_a_round_waits_for_its_value_and_counts_no_attempt(round_):
    for minutes in range(5):
        assert draws.advance(round_id=round_.pk, at=BEACON_AT + minutes * timedelta(minutes=1)) == RoundState.PUBLISHED
    round_.refresh_from_db()
    assert (round_.attempts, round_.put_aside_at, round_.last_error) == (0, None, "")
    assert round_.next_step_at > BEACON_AT


def test_a_false_value_of_a_relay_is_passed_over_for_the_next_relay(round_, relay, fetch, settings, caplog):
    false = ThreadingHTTPServer(("127.0.0.1", 0), relay.RequestHandlerClass)
    false.server_close()
    settings.DRAND_RELAYS = ["gopher://example.org", f"http://127.0.0.1:{false.server_address[1]}", relay.address]
    relay.answers[BEACON_NUMBER] = BEACON[:-1] + "c"
    fetch(BEACON_AT)
    assert not RandomValue.objects.exists()
    assert "not genuine" in caplog.text
    relay.answers[BEACON_NUMBER] = f"{relay.address}/elsewhere".encode()
    fetch(BEACON_AT)
    assert not RandomValue.objects.exists()

    relay.answers[BEACON_NUMBER] = BEACON
    fetch(BEACON_AT)
    fetch(BEACON_AT + SECOND)
    assert RandomValue.objects.get().value == BEACON


def test_a_relay_that_trickles_keeps_nobody_from_the_value_of_another(round_, relay, fetch, settings):
    """One byte a moment is an answer without end: no socket's time-out ever falls due."""
    trickling = threading.Event()

    class Trickle(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            while not trickling.wait(0.05):
                self.wfile.write(b" ")

        def log_message(self, *words):
            """Say nothing."""

    slow = ThreadingHTTPServer(("127.0.0.1", 0), Trickle)
    threading.Thread(target=slow.serve_forever, args=(0.01,), daemon=True).start()
    slow_address = f"http://127.0.0.1:{slow.server_address[1]}"
    try:
        assert list(drand.candidates([slow_address], BEACON_NUMBER, patience=0.3)) == []
        settings.DRAND_RELAYS = [slow_address, relay.address]
        relay.answers[BEACON_NUMBER] = BEACON
        fetch(BEACON_AT)
        assert RandomValue.objects.get().relay == relay.address
    finally:
        trickling.set()
        slow.shutdown()
        slow.server_close()


DEAD = {"silent": True, "looked_at": "api.drand.sh and drand.cloudflare.com, September 20, 2023"}


def typed(round_, typed_text, by, *, line=LINE, at=BEACON_AT, evidence="", **said):
    return randomness.type_value(round_id=round_.pk, line=line, typed=typed_text, evidence=evidence, by=by, at=at, **said)


def called_lost(made, by, *, at=BEACON_AT + HOUR):
    """One officer declares a chain lost whose sealed end cannot be opened any more."""
    with override_settings(TICKET_SECRET="a secret that does not open it"):
        return randomness.declare_chain_lost(chain_id=made.pk, by=by, at=at)


@pytest.fixture
def officers():
    return factory.planner(at=BEACON_AT), factory.approver(at=BEACON_AT)


def test_two_officers_type_the_value_and_the_round_goes_on(round_, officers):
    first, second = officers
    assert typed(round_, BEACON.upper(), first) is False
    assert typed(round_, BEACON, first) is False, "the same officer again is still one officer"
    assert not RandomValue.objects.exists()
    assert typed(round_, BEACON, second) is True

    value = RandomValue.objects.get()
    assert (value.typed_by, value.confirmed_by, value.value) == (first, second, BEACON)
    done = factory.carry_on(round_, at=BEACON_AT)
    assert verify_draw.main([folder(done)]) == 0
    kinds = RoundEntry.objects.filter(kind__startswith="random_value").order_by("sequence").values_list("kind", "actor_id")
    assert list(kinds) == [
        ("random_value_typed", first.pk),
        ("random_value_typed", first.pk),
        ("random_value_known", second.pk),
    ]


@pytest.mark.parametrize("place", [0, 1, 47, 95])
def test_threat_11_one_wrong_digit_is_refused_with_a_sentence(round_, officers, place):
    wrong = BEACON[:place] + ("0" if BEACON[place] != "0" else "1") + BEACON[place + 1 :]
    with pytest.raises(ValueRefused, match="at least one digit is wrong"):
        typed(round_, wrong, officers[0])
    assert not RandomValue.objects.exists()


def test_nothing_can_be_typed_before_its_time_twice_or_without_the_right(round_, officers, crowd):
    with pytest.raises(CannotType, match="not waited for"):
        typed(round_, BEACON, officers[0], at=BEACON_AT - SECOND)
    with pytest.raises(CannotType, match="may not type"):
        typed(round_, BEACON, crowd[0].user)
    typed(round_, BEACON, officers[0])
    typed(round_, BEACON, officers[1])
    with pytest.raises(CannotType, match="not waited for"):
        typed(round_, BEACON, officers[0])
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        RandomValue.objects.update(value="0" * 96)


def test_a_clock_that_went_back_voids_no_round_whose_value_is_kept(round_, officers):
    for officer in officers:
        typed(round_, BEACON, officer)
    with pytest.raises(CannotVoid, match="The random value of round"):
        operations.void(
            round_id=round_.pk, reason_en="It looks odd.", reason_fr="Elle semble étrange.", by=officers[1], at=BEACON_AT - HOUR
        )


# ---- the staff's chain


def chain(at=BEACON_AT - timedelta(days=30), season=2023):
    return randomness.make_chain(season=season, length=5, words=["one", "two", "three"], by=None, at=at)


def test_threat_10_each_round_reveals_one_link_and_no_more(crowd, officers):
    made, last = chain()
    round_ = factory.with_real_beacon({"FR-WH": 1})
    manifest = parse_manifest(round_.draw.manifest.encode())
    assert manifest.staff_anchor == made.anchor
    for officer in officers:
        typed(round_, BEACON, officer)
    done = factory.carry_on(round_, at=BEACON_AT)

    made.refresh_from_db()
    assert made.revealed == 1
    assert made.known == staff_chain.link_at(last, length=5, number=1)
    assert f"staff {made.known}\n" in done.draw.seed_input
    assert last not in str(StaffChain.objects.values().get())
    assert verify_draw.main([folder(done)]) == 0


def test_threat_23_the_link_of_a_result_that_is_not_final_is_shown_to_nobody(client, crowd, officers):
    made, _last = chain()
    round_ = factory.with_real_beacon({"FR-WH": 1})
    for officer in officers:
        typed(round_, BEACON, officer)
    client.force_login(cast.with_second_factor(officers[0]))
    page = reverse("admin:rounds_staffchain_change", args=[made.pk])
    factory.carry_on(round_, at=BEACON_AT, until=RoundState.CHECKED)
    made.refresh_from_db()
    assert made.known not in client.get(page).content.decode()
    factory.carry_on(round_, at=BEACON_AT)
    assert made.known in client.get(page).content.decode()


def test_links_are_revealed_one_after_the_other_by_the_database_too():
    made, last = chain()
    second = staff_chain.link_at(last, length=5, number=2)
    for changes in (
        {"known": second, "revealed": 1},
        {"revealed": 2},
        {"known": second},
        {"sealed": "x"},
        {"anchor": "0" * 64},
        {"made_at": BEACON_AT},
    ):
        with pytest.raises(DatabaseError, match="one after the other"), transaction.atomic():
            StaffChain.objects.filter(pk=made.pk).update(**changes)


def test_a_season_has_one_chain_in_use(officers):
    made, _last = chain()
    with pytest.raises(CannotMakeChain, match="in use"):
        chain()
    assert called_lost(made, officers[0]) is False
    assert called_lost(made, officers[0]) is False
    assert called_lost(made, officers[1]) is True
    assert chain()[0].anchor != made.anchor


def test_threat_08_a_secret_that_cannot_be_opened_is_a_visible_stop_until_it_comes_from_escrow(crowd, officers, settings):
    _made, last = chain()
    round_ = factory.with_real_beacon({"FR-WH": 1})
    settings.TICKET_SECRET = "another secret"
    for officer in officers:
        typed(round_, BEACON, officer)
    draws.advance(round_id=round_.pk, at=BEACON_AT)
    round_.refresh_from_db()
    assert round_.state == RoundState.PUBLISHED
    assert round_.put_aside_at is not None
    assert "escrow" in round_.last_error
    with pytest.raises(CannotVoid, match="could favour somebody"):
        operations.void(
            round_id=round_.pk,
            reason_en="We would rather not.",
            reason_fr="Nous préférons ne pas la tenir.",
            by=officers[0],
            at=BEACON_AT + HOUR,
        )

    link = staff_chain.link_at(last, length=5, number=1)
    with pytest.raises(ValueRefused, match="not the link"):
        typed(round_, last, officers[0], line=STAFF)
    for officer in officers:
        typed(round_, link, officer, line=STAFF)
    assert factory.carry_on(round_, at=BEACON_AT).state == RoundState.CLOSED
    assert verify_draw.main([folder(round_)]) == 0


def test_a_lost_chain_lets_two_people_void_the_round(crowd, officers):
    made, _last = chain()
    round_ = factory.with_real_beacon({"FR-WH": 1})
    for officer in officers:
        called_lost(made, officer)
    voided = operations.void(
        round_id=round_.pk, reason_en="The chain is lost.", reason_fr="La chaîne est perdue.", by=officers[1], at=BEACON_AT + HOUR
    )
    assert voided.state == RoundState.VOID


def void(round_, *, by, at):
    return operations.void(round_id=round_.pk, reason_en="The chain is lost.", reason_fr="La chaîne est perdue.", by=by, at=at)


def test_no_new_chain_is_made_while_a_round_waits_on_the_lost_one(crowd, officers):
    made, _last = chain()
    round_ = factory.with_real_beacon({"FR-WH": 1})
    for officer in officers:
        called_lost(made, officer)
    with pytest.raises(CannotMakeChain, match=f"Round {round_.code} is frozen and waits for a link of the lost chain. Void it"):
        chain()
    void(round_, by=officers[1], at=BEACON_AT + HOUR)
    assert chain()[0].anchor != made.anchor


def test_a_round_whose_chain_was_lost_can_be_voided_whatever_chain_was_made_since(crowd, officers):
    """A round is of the chain that its manifest names, not of the newest."""
    made, _last = chain()
    round_ = factory.with_real_beacon({"FR-WH": 1})
    for officer in officers:
        called_lost(made, officer)
    StaffChain.objects.create(
        season_id=2023, anchor="a" * 64, known="a" * 64, length=5, sealed="unread", made_at=BEACON_AT + HOUR
    )
    for officer in officers:
        typed(round_, BEACON, officer, at=BEACON_AT + HOUR)
    draws.advance(round_id=round_.pk, at=BEACON_AT + HOUR)
    round_.refresh_from_db()
    assert round_.last_error == stops.CHAIN_LOST
    assert void(round_, by=officers[0], at=BEACON_AT + HOUR).state == RoundState.VOID


@pytest.fixture
def link_typed(crowd, officers):
    """A chain, and a round that waits for the beacon alone: two officers have typed the link."""
    made, last = chain()
    round_ = factory.with_real_beacon({"FR-WH": 1})
    for officer in officers:
        typed(round_, staff_chain.link_at(last, length=5, number=1), officer, line=STAFF)
    return made, round_


def test_a_chain_whose_next_link_two_officers_typed_is_declared_lost_only_when_its_round_is_drawn(link_typed, officers):
    made, round_ = link_typed
    for officer in officers:
        with pytest.raises(CannotType, match=f"for round {round_.code}, which is drawn with it"):
            called_lost(made, officer)
    for officer in officers:
        typed(round_, BEACON, officer)
    factory.carry_on(round_, at=BEACON_AT, until=RoundState.DRAWN)

    assert [called_lost(made, officer) for officer in officers] == [False, True]
    assert verify_draw.main([folder(factory.carry_on(round_, at=BEACON_AT))]) == 0


def test_a_round_whose_link_was_typed_as_its_chain_was_declared_lost_is_drawn_and_cannot_be_voided(link_typed, officers):
    made, round_ = link_typed
    StaffChain.objects.filter(pk=made.pk).update(lost_at=BEACON_AT)

    with pytest.raises(CannotVoid, match="could favour somebody"):
        void(round_, by=officers[0], at=BEACON_AT + HOUR)
    assert "chain" not in round_told.of_round(round_, at=BEACON_AT + HOUR).sentence
    assert chain()[0].anchor != made.anchor, "the round does not stand in the way of a new one"
    for officer in officers:
        typed(round_, BEACON, officer)
    assert verify_draw.main([folder(factory.carry_on(round_, at=BEACON_AT))]) == 0


def test_the_journal_says_who_made_a_chain_and_who_declared_it_lost(officers):
    made, _last = chain()
    for officer in officers:
        called_lost(made, officer)
    kept = RoundEntry.objects.filter(details__anchor=made.anchor).order_by("sequence").values_list("kind", "actor_id")
    assert list(kept) == [
        ("staff_chain_made", None),
        ("staff_chain_called_lost", officers[0].pk),
        ("staff_chain_lost", officers[1].pk),
    ]


def test_a_chain_without_a_link_left_stops_the_freeze_until_there_is_a_new_one(crowd, officers):
    made, last = chain()
    for number in range(1, made.length + 1):
        link = staff_chain.link_at(last, length=made.length, number=number)
        StaffChain.objects.filter(pk=made.pk).update(known=link, revealed=number)
    frozen = BEACON_AT - timedelta(hours=26)
    round_ = factory.approved({"FR-WH": 1}, at=frozen, season=2023, draw_at=BEACON_AT, test_source=False)
    draws.advance(round_id=round_.pk, at=frozen)
    round_.refresh_from_db()
    assert (round_.state, round_.last_error) == (RoundState.APPROVED, stops.NO_LINK)
    assert "Make a new chain" in stops.told(round_.last_error).to_do[0]

    newer, _last = chain(at=frozen)
    operations.try_again(round_id=round_.pk, by=officers[0], at=frozen)
    draws.advance(round_id=round_.pk, at=frozen + 7 * DAY - SECOND)
    round_.refresh_from_db()
    assert (round_.state, round_.last_error) == (RoundState.APPROVED, stops.CHAIN_TOO_NEW)
    assert "Wait for the moment" in stops.told(round_.last_error).to_do[0]

    operations.try_again(round_id=round_.pk, by=officers[0], at=frozen + 7 * DAY)
    factory.carry_on(round_, at=frozen + 7 * DAY, until=RoundState.PUBLISHED)
    assert parse_manifest(round_.draw.manifest.encode()).staff_anchor == newer.anchor


def test_a_round_is_planned_with_a_chain_that_took_the_place_of_another_only_seven_days_after_it_was_announced(officers):
    made, _last = chain()
    for officer in officers:
        called_lost(made, officer, at=BEACON_AT)
    newer, _last = chain(at=BEACON_AT)
    when = {"at": BEACON_AT, "season": 2023, "test_source": False}
    with pytest.raises(CannotPlan, match="no list is fixed with it before Friday, September 22, 2023"):
        factory.planned(freeze_at=newer.usable_from - SECOND, draw_at=newer.usable_from + 30 * HOUR, **when)
    factory.planned(freeze_at=newer.usable_from - SECOND, draw_at=newer.usable_from, **when | {"test_source": True})
    assert factory.planned(freeze_at=newer.usable_from, draw_at=newer.usable_from + 30 * HOUR, **when).pk


@pytest.mark.parametrize("early", [SECOND, timedelta(0)])
def test_lists_fixed_before_the_first_chain_may_be_used_go_without_it_as_before(crowd, early):
    frozen = BEACON_AT - timedelta(hours=26)
    made, _last = chain(at=frozen - 7 * DAY + early)
    round_ = factory.with_real_beacon({"FR-WH": 1})
    assert parse_manifest(round_.draw.manifest.encode()).staff_anchor == (None if early else made.anchor)


# ---- the fallback


LOTTERIES = {"lotto-649": "3 7 8 19 22 41", "lotto-max": "1 9 12 27 33 40 50", "daily-grand": "2 5 6 14 30 49"}


@pytest.fixture
def dead(round_):
    """The first moment at which every lottery of the fallback has been drawn, days after the beacon may be called dead."""
    manifest = parse_manifest(round_.draw.manifest.encode())
    return max(map(fallback.drawn_by, manifest.fallback))


def test_threat_12_a_dead_beacon_gives_way_to_the_announced_lotteries_after_72_hours(round_, officers, dead, capsys):
    lines = parse_manifest(round_.draw.manifest.encode()).fallback
    assert len(lines) == 3
    assert all(BEACON_AT + timedelta(hours=72) < fallback.drawn_by(line) for line in lines)
    with pytest.raises(CannotType, match="official result"):
        typed(round_, LOTTERIES["lotto-649"], officers[0], line=lines[0], at=dead)
    for line in lines:
        for officer in officers:
            typed(round_, LOTTERIES[line.split()[2]], officer, line=line, at=dead, evidence="https://example.org/result", **DEAD)
    done = factory.carry_on(round_, at=dead)

    assert json.loads(done.draw.result)["randomness"] == "fallback"
    assert verify_draw.main([folder(done)]) == 0
    assert "fallback" in capsys.readouterr().out.lower()
    kept = RoundEntry.objects.filter(kind__startswith="random_value").values_list("details__evidence", flat=True)
    assert list(kept) == ["https://example.org/result"] * 6, "what each officer named, the first too"
    page = Client().get(reverse("round_page", args=[done.code])).content.decode()
    assert "https://example.org/result" in page
    assert DEAD["looked_at"] in page
    assert json.loads(done.draw.quality)["fallback"][0]["looked_at"] == DEAD["looked_at"]


@pytest.mark.parametrize("said", [{}, {"silent": True}, {"looked_at": "api.drand.sh"}])
def test_nobody_types_the_numbers_of_a_lottery_without_stating_that_the_beacon_is_dead(round_, officers, dead, said):
    line = next(one.line for one in queries.waited_for(round_, at=dead) if one.fallback)
    with pytest.raises(CannotType, match="where you looked for it"):
        typed(round_, "3 7 8 19 22 41", officers[0], line=line, at=dead, evidence="https://example.org/1", **said)


def test_threat_12_numbers_of_a_lottery_that_is_still_to_be_drawn_are_refused(round_, officers):
    for line in parse_manifest(round_.draw.manifest.encode()).fallback:
        drawn = fallback.drawn_by(line)
        assert line not in [one.line for one in queries.waited_for(round_, at=drawn - SECOND)]
        with pytest.raises(CannotType, match="not waited for"):
            typed(round_, LOTTERIES[line.split()[2]], officers[0], line=line, at=drawn - SECOND, evidence="https://example.org/1")
        assert line in [one.line for one in queries.waited_for(round_, at=drawn)]


def test_what_is_still_to_be_drawn_is_told_while_the_beacon_is_silent(round_):
    silent = BEACON_AT + timedelta(hours=72)
    assert queries.fallbacks_to_come(round_, at=silent - SECOND) == []
    told = queries.fallbacks_to_come(round_, at=silent)
    assert sorted(one.name for one in told) == ["daily-grand", "lotto-649", "lotto-max"]
    assert queries.fallbacks_to_come(round_, at=max(one.typed_from for one in told)) == []


def test_officers_who_type_different_numbers_are_told_so(round_, officers, dead):
    line = next(one.line for one in queries.waited_for(round_, at=dead) if one.fallback)
    typed(round_, "3 7 8 19 22 41", officers[0], line=line, at=dead, evidence="https://example.org/1", **DEAD)
    with pytest.raises(CannotType, match="differs from what the first officer typed"):
        typed(round_, "3 7 8 19 22 42", officers[1], line=line, at=dead, evidence="https://example.org/1", **DEAD)


def test_another_officer_puts_right_what_the_first_one_mistyped(round_, officers, dead):
    """The first may be away: two others who type the same are two people all the same."""
    line = next(one.line for one in queries.waited_for(round_, at=dead) if one.fallback)
    more = {"line": line, "at": dead, "evidence": "https://example.org/1", **DEAD}
    third = people.staff("Round planners", at=BEACON_AT, email="third@example.org")
    numbers = LOTTERIES[line.split()[2]]
    typed(round_, numbers.replace(numbers.split()[-1], "48"), officers[0], **more)
    assert typed(round_, numbers, officers[1], instead=True, **more) is False
    assert not RandomValue.objects.exists()
    assert typed(round_, numbers, third, **more) is True
    value = RandomValue.objects.get()
    assert (value.typed_by, value.confirmed_by) == (officers[1], third)


def test_a_chain_that_opens_is_not_lost(officers):
    made, _last = chain()
    with pytest.raises(CannotType, match="This chain is not lost"):
        randomness.declare_chain_lost(chain_id=made.pk, by=officers[0], at=BEACON_AT)
    made.refresh_from_db()
    assert made.lost_at is None


# ---- times


def test_a_public_round_leaves_a_whole_day(noon):
    with pytest.raises(CannotPlan, match="24 hours and a half"):
        factory.planned({"FR-WH": 1}, at=noon, draw_at=noon + 24 * HOUR, test_source=False)


def test_test_rounds_can_be_switched_off(noon, settings):
    settings.TEST_ROUNDS = False
    with pytest.raises(CannotPlan, match="public randomness only"):
        factory.planned({"FR-WH": 1}, at=noon)


def test_a_public_round_frozen_late_is_drawn_a_whole_day_later(noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = factory.approved({"FR-WH": 1}, at=noon, draw_at=noon + 25 * HOUR, test_source=False)
    late = noon + 3 * HOUR
    factory.carry_on(round_, at=late, until=RoundState.PUBLISHED)
    assert round_.draw_at == late + timedelta(hours=24, minutes=30)


def test_a_list_published_too_late_stops_before_it_is_published(noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = factory.approved({"FR-WH": 1}, at=noon, draw_at=noon + 25 * HOUR, test_source=False)
    factory.carry_on(round_, at=noon, until=RoundState.FROZEN)
    draws.advance(round_id=round_.pk, at=noon + 2 * HOUR)
    round_.refresh_from_db()
    assert round_.state == RoundState.FROZEN
    assert "too late to publish" in round_.last_error
    assert not files.folder_of(round_.code).exists()
    operations.void(
        round_id=round_.pk,
        reason_en="Published too late.",
        reason_fr="Publiée trop tard.",
        by=factory.approver(at=noon),
        at=noon + 2 * HOUR,
    )


# ---- receipts


def test_receipts_prove_each_entry_and_the_verifier_takes_them(round_, crowd, tmp_path):
    both = crowd[-1]
    found = receipts.of_person(round_, both.pk)
    assert [pool for pool, _content in found] == ["FR-IC", "FR-WH"]
    for pool, content in found:
        told = json.loads(content)
        line = f"{pool}|{told['ticket']}".encode()
        assert is_included(line, index=told["index"], size=told["size"], path=told["path"], root=round_.draw.merkle_root)
        (tmp_path / f"{pool}.json").write_bytes(content)
    for officer in (factory.planner(at=BEACON_AT), factory.approver(at=BEACON_AT)):
        typed(round_, BEACON, officer)
    done = factory.carry_on(round_, at=BEACON_AT)
    assert verify_draw.main([folder(done), "--receipt", str(tmp_path / "FR-WH.json")]) == 0


def test_receipts_are_written_to_those_who_asked_and_to_nobody_else(crowd):
    ReceiptWish.objects.create(profile=crowd[-1], since=BEACON_AT - timedelta(days=2))
    outsider = rounds.candidate(at=BEACON_AT - timedelta(days=2))
    ReceiptWish.objects.create(profile=outsider, since=BEACON_AT - timedelta(days=2))
    round_ = factory.with_real_beacon({"FR-WH": 1, "FR-IC": 1})

    letter = Letter.objects.get(kind="rounds/receipt")
    assert letter.profile == crowd[-1]
    assert letter.context["manifest"] == round_.draw.manifest_sha256
    assert len(letter.context["lines"]) == 2
    assert Round.objects.get(pk=round_.pk).draw.merkle_root == letter.context["root"]


def test_a_receipt_by_letter_brings_the_file_that_the_verifier_reads(crowd, officers, tmp_path, capsys):
    both = crowd[-1]
    ReceiptWish.objects.create(profile=both, since=BEACON_AT - timedelta(days=2))
    round_ = factory.with_real_beacon({"FR-WH": 1, "FR-IC": 1})
    letter = Letter.objects.get(kind="rounds/receipt")
    letter.subject, letter.body = words.compose(letter)
    attached = {name: content for name, content, _kind in words.message(letter).attachments}

    assert attached == {
        f"receipt-2023-001-{pool}.json": content.decode() for pool, content in receipts.of_person(round_, both.pk)
    }
    for officer in officers:
        typed(round_, BEACON, officer)
    done = factory.carry_on(round_, at=BEACON_AT)
    for name, content in attached.items():
        (tmp_path / name).write_text(content)
        assert verify_draw.main([folder(done), "--receipt", str(tmp_path / name)]) == 0
    capsys.readouterr()


def test_letters_about_a_round_ask_no_more_often_for_many_than_for_one(django_assert_max_num_queries, noon):
    people = [rounds.candidate("FR-WH", at=noon) for _person in range(12)]

    def asked_when(step, wishing):
        """How often the database is asked in a step of a round while so many people want letters about it."""
        ReceiptWish.objects.all().delete()
        ReceiptWish.objects.bulk_create(ReceiptWish(profile=one, since=noon) for one in wishing)
        round_ = Round.objects.get(pk=step.pk)
        with django_assert_max_num_queries(80) as asked, transaction.atomic():
            close.publish(round_, at=noon)
            transaction.set_rollback(True)
        with django_assert_max_num_queries(80) as closing, transaction.atomic():
            outbox.queue_new_letters(letters.not_this_time(round_, receipts.missed(round_)), at=noon)
            transaction.set_rollback(True)
        return len(asked), len(closing)

    round_ = factory.carried_out({"FR-WH": 1}, at=noon, until=RoundState.FROZEN)
    assert asked_when(round_, people[:1]) == asked_when(round_, people)


def test_somebody_who_is_not_in_the_list_has_no_receipt(round_):
    assert receipts.of_person(round_, 0) == []


# ---- what was changed behind the steps is found before anybody is told


def forge(round_):
    """A value in the table that the network never gave."""
    RandomValue.objects.create(round=round_, line=LINE, value="ab" * 48, relay="http://127.0.0.1/", known_at=BEACON_AT)


def test_a_false_value_in_the_table_makes_no_seed(round_):
    forge(round_)
    assert draws.advance(round_id=round_.pk, at=BEACON_AT + SECOND) == RoundState.PUBLISHED
    round_.refresh_from_db()
    assert round_.last_error == stops.FALSE_VALUE
    assert round_.draw.seed == ""


def test_a_seed_that_no_step_wrote_is_not_drawn_with(round_):
    type(round_.draw).objects.filter(round=round_).update(seed="ab" * 32, seed_input="made up")
    assert draws.advance(round_id=round_.pk, at=BEACON_AT + SECOND) == RoundState.PUBLISHED
    round_.refresh_from_db()
    assert round_.last_error == stops.SEED_THERE


def test_what_the_public_verifier_refuses_is_told_nobody(round_, monkeypatch, tmp_path):
    forge(round_)
    with monkeypatch.context() as patch:
        # As somebody who changed the program would have it.
        patch.setattr(beacon, "is_genuine", lambda number, value: True)
        factory.carry_on(round_, at=BEACON_AT + SECOND, until=RoundState.DRAWN)
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))

    for at in (BEACON_AT + SECOND, BEACON_AT + HOUR):
        assert draws.advance(round_id=round_.pk, at=at) == RoundState.DRAWN
        round_.refresh_from_db()
        assert (round_.last_error, round_.put_aside_at) == (stops.REFUSED_BEFORE, at)
        if at == BEACON_AT + SECOND:
            operations.try_again(round_id=round_.pk, by=factory.approver(at=at), at=at)
    details = RoundEntry.objects.filter(kind="round_put_aside").order_by("sequence").last().details
    assert details["verifier"].startswith("NOT VERIFIED: The drand value 657413 is false")
    assert not Invitation.objects.exists()
    assert not (files.folder_of(round_.code) / files.RESULT).exists()
    assert list(private.iterdir()) == []
