"""Attacks of the protocol's table that no other test shows; each is named after its row."""

import csv
import json
import stat
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from math import sqrt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from profiles.models import Passport
from rounds.models import DrawEntry, RoundEntry, Ticket
from rounds.operations import draws as operations
from rounds.publication import files
from rounds.publication.keys import season_key
from rounds.queries import frozen_list
from rounds.queries.frozen_list import Judged
from rounds.rules.draw import audit_key, rank_key, select
from rounds.rules.tickets import ticket_maker
from rounds.states import RoundState
from tests.factories import cast, draws, people, rounds

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def stopped(round_, at):
    """Try the next step; what stopped it."""
    operations.advance(round_id=round_.pk, at=at)
    round_.refresh_from_db()
    return round_


def test_threat_04_a_ghost_in_the_list_is_a_difference_that_stops_the_freeze(noon, monkeypatch):
    rounds.candidate("FR-WH", at=noon)
    round_ = draws.approved({"FR-WH": 1}, at=noon)
    judge = frozen_list.judge

    def with_a_ghost(*words, **more):
        found = judge(*words, **more)
        return found | {"FR-WH": Judged(found["FR-WH"].entries + 1, found["FR-WH"].left_out)}

    monkeypatch.setattr(frozen_list, "judge", with_a_ghost)
    round_ = stopped(round_, noon)
    assert round_.state == RoundState.APPROVED
    assert "not complete" in round_.last_error
    assert not files.folder_of(round_.code).exists()


def test_threat_04_the_auditor_sees_who_stands_behind_the_entries_that_chance_chose(noon, tmp_path):
    for _person in range(6):
        rounds.candidate("FR-IC", "FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 2, "FR-IC": 1}, at=noon, until=RoundState.CHECKED)
    with pytest.raises(CommandError, match="not issued yet"):
        call_command("audit_sample", round_.code, str(tmp_path / "sample.csv"))
    assert not (tmp_path / "sample.csv").exists()
    round_ = draws.carry_on(round_, at=noon)
    call_command("audit_sample", round_.code, str(tmp_path / "sample.csv"), "--size", "5", stdout=StringIO())

    with (tmp_path / "sample.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    lines = frozen_list.entries_bytes(round_.pk).decode().splitlines()
    numbers = sorted((audit_key(round_.draw.seed, *line.split("|")), line) for line in lines)
    assert [(row["number"], f"{row['pool']}|{row['ticket']}") for row in found] == numbers[:5]
    behind = {ticket.ticket: ticket.profile for ticket in Ticket.objects.select_related("profile__user")}
    assert [(row["profile"], row["email"]) for row in found] == [
        (str(behind[row["ticket"]].uuid), behind[row["ticket"]].user.email) for row in found
    ]
    assert stat.S_IMODE((tmp_path / "sample.csv").stat().st_mode) == 0o600
    assert RoundEntry.objects.get(kind="audit_sample_opened").details == {"entries": 5}
    with pytest.raises(CommandError, match="nothing is overwritten"):
        call_command("audit_sample", round_.code, str(tmp_path / "sample.csv"))


def test_threat_07_every_ticket_follows_from_the_key_of_the_season(noon):
    for _person in range(5):
        rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    make = ticket_maker(season_key(round_.season_id), round_.code)
    rows = Ticket.objects.filter(round=round_).select_related("profile")
    assert rows.count() == 5
    assert [row.ticket for row in rows] == [make(row.profile.uuid) for row in rows]


def test_threat_13_a_person_with_two_passports_in_two_pools_has_one_ticket(noon):
    person = rounds.candidate("FR-IC", "FR-WH", at=noon)
    first = person.passports.get()
    # Another one of a country comes in place of the first; one of another country counts beside it.
    for country, replaced in (("FR", True), ("IE", False)):
        told = {"number": "23CC54321", "number_key": "23CC54321", "expires_on": first.expires_on}
        Passport.objects.create(profile=person, country_id=country, replaced=replaced, **told)
    round_ = draws.carried_out({"FR-IC": 1, "FR-WH": 1}, at=noon)
    assert Ticket.objects.filter(round=round_).count() == 1
    assert DrawEntry.objects.filter(round=round_).count() == 2
    assert round_.invitations.count() == 1


def test_threat_13_a_person_with_two_accounts_has_one_ticket(noon):
    """One passport in two accounts: the newer one is held back until somebody decides."""
    same = {"number": "23CC54321", "given_names": "Zoé"}
    for _account in range(2):
        rounds.candidate("FR-WH", at=noon, **same)
    round_ = draws.carried_out({"FR-WH": 2}, at=noon)
    assert Ticket.objects.filter(round=round_).count() == 1
    assert round_.invitations.count() == 1


@pytest.mark.parametrize(("late", "listed"), [(-SECOND, True), (SECOND, False)])
def test_threat_14_who_enters_a_second_after_the_freeze_is_not_in_the_list(noon, late, listed):
    round_ = draws.approved({"FR-WH": 1}, at=noon - timedelta(minutes=1), freeze_at=noon)
    if listed:
        rounds.candidate("FR-WH", at=noon + late)
    draws.carry_on(round_, at=noon, until=RoundState.FROZEN)
    if not listed:
        rounds.candidate("FR-WH", at=noon + late)
    draws.carry_on(round_, at=noon + 2 * SECOND)
    assert DrawEntry.objects.filter(round=round_).count() == listed


def test_threat_15_no_ticket_is_luckier_than_another_over_2000_seeds():
    tickets = [sha256(str(number).encode()).hexdigest()[:32] for number in range(40)]
    lucky = sorted(tickets)[0]
    others = {"FR-WH": tickets}
    wins = dict.fromkeys(tickets, 0)
    seeds = 2000
    for number in range(seeds):
        seed = sha256(f"seed {number}".encode()).hexdigest()
        for winner in select(others, {"FR-WH": 10}, seed)[0].winners:
            wins[winner.ticket] += 1
    expected, spread = seeds / 4, sqrt(seeds * 3 / 16)
    assert abs(wins[lucky] - expected) < 4 * spread
    assert all(abs(found - expected) < 5 * spread for found in wins.values())


def test_threat_17_no_published_file_holds_anything_personal(noon):
    person = rounds.candidate("FR-WH", at=noon, family_name="Autrement", given_names="Dominique")
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    known = [person.user.email, "Autrement", "Dominique", person.passports.get().number, str(person.uuid), "1998"]
    for name, content in files.round_files(round_).items():
        text = frozen_list.entries_bytes(round_.pk) if name == files.ENTRIES else content
        assert [word for word in known if word.encode() in text] == [], name
    result = json.loads(files.round_files(round_)[files.RESULT])
    assert set(result["pools"][0]) == {"pool", "entries", "considered", "invite", "invited", "cutoff_key"}


def test_threat_21_a_country_without_its_terms_stops_the_freeze(noon, monkeypatch):
    rounds.candidate("FR-WH", at=noon)
    rounds.candidate("FR-IC", at=noon)
    round_ = draws.approved({"FR-WH": 1, "FR-IC": 1}, at=noon)
    terms_of_pools = frozen_list.terms_of_pools

    def without_one(pools, at):
        return {pk: terms for pk, terms in terms_of_pools(pools, at).items() if pk != rounds.pool("FR-IC").pk}

    monkeypatch.setattr(frozen_list, "terms_of_pools", without_one)
    round_ = stopped(round_, noon)
    assert "no terms in force" in round_.last_error
    assert round_.state == RoundState.APPROVED
    assert RoundEntry.objects.filter(kind="round_frozen").count() == 0


@pytest.mark.parametrize("state", [RoundState.SEEDED, RoundState.DRAWN, RoundState.CHECKED])
def test_threat_23_nobody_sees_a_result_before_it_is_final(client, noon, state):
    person = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=state)
    for name in (files.SEED, files.SELECTION, files.RESULT, files.QUALITY):
        assert client.get(reverse("round_file", args=[round_.code, name])).status_code == 404
    ticket = person.tickets.get(round=round_).ticket
    key = rank_key(round_.draw.seed, "FR-WH", ticket)
    shown = client.get(reverse("round_page", args=[round_.code]), {"ticket": ticket}).content.decode()
    client.force_login(person.user)
    shown += client.get(reverse("my_round", args=[round_.code])).content.decode()
    client.force_login(cast.with_second_factor(people.staff("Support", "Round planners", at=noon)))
    shown += client.get(reverse("admin:rounds_round_change", args=[round_.pk])).content.decode()
    for entry in RoundEntry.objects.filter(round=round_):
        shown += client.get(reverse("admin:rounds_roundentry_change", args=[entry.pk])).content.decode()
    assert "round_seeded" in shown
    assert round_.draw.seed not in shown
    assert "the round is being drawn and checked" in shown
    assert key not in shown
    assert "You were drawn" not in shown


@pytest.mark.parametrize(
    ("table", "column"),
    [("rounds_pool", "code"), ("rounds_pool", "order"), ("rounds_ticket", "ticket"), ("rounds_selection", "key")],
)
def test_threat_20_names_are_ordered_by_their_bytes_whatever_locale_the_database_has(table, column):
    """A locale that skips the hyphen would put FR-YP-VIE elsewhere; these columns never take the database's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attcollation::regcollation::text FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
            [table, column],
        )
        assert cursor.fetchone() == ('"C"',)


@given(st.permutations(range(30)), st.permutations(["FR-IC", "FR-YP", "FR-YP-VIE", "FR-WH"]))
def test_threat_20_who_is_drawn_does_not_depend_on_the_order_in_which_entries_come(people_, pools):
    tickets = [sha256(str(number).encode()).hexdigest()[:32] for number in range(30)]
    places, seed = dict.fromkeys(pools, 4), "5e" * 32
    shuffled = {pool: [tickets[number] for number in people_] for pool in pools}
    assert select(shuffled, places, seed) == select(dict.fromkeys(sorted(pools), tickets), places, seed)


def test_threat_20_the_list_is_the_same_whatever_order_the_rows_lie_in(noon):
    for number in range(8):
        rounds.candidate("FR-WH", at=noon + timedelta(minutes=7 - number))
    round_ = draws.carried_out({"FR-WH": 2}, at=noon + timedelta(hours=1), until=RoundState.PUBLISHED)
    lines = frozen_list.entries_bytes(round_.pk).splitlines()
    assert lines == sorted(lines)
    drawn = draws.carry_on(round_, at=noon + timedelta(hours=1))
    before = frozen_list.selection_bytes(drawn.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # The rows of the heap in another order, as a restore from a dump or a VACUUM FULL leaves them.
        cursor.execute("CLUSTER rounds_ticket USING ticket_once_per_round")
        cursor.execute("CLUSTER rounds_drawentry USING draw_entry_once")
    assert frozen_list.entries_bytes(drawn.pk).splitlines() == lines
    assert frozen_list.selection_bytes(drawn.pk) == before
    assert frozen_list.drawn_again(drawn).selection_sha256 == sha256(before).hexdigest()
