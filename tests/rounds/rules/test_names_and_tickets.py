"""Names are written one way; tickets say nothing about the person."""

from uuid import UUID

import pytest

from rounds.rules import names
from rounds.rules.tickets import key_commitment, ticket, ticket_maker

KEY = bytes(range(32))
PERSON = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")


@pytest.mark.parametrize("pool", ["FR-WH", "FR-YP-VIE", "XR-WH-A1B2C3D4"])
def test_a_pool_code_is_accepted(pool):
    assert names.check_pool(pool) == pool


@pytest.mark.parametrize("pool", ["fr-WH", "FRA-WH", "FR-XX", "FR-WH-", "FR-WH-ABCDEFGHI", "FR-WH\n", "FR|WH", "", None])
def test_a_pool_code_written_otherwise_is_refused(pool):
    with pytest.raises(names.NotAName):
        names.check_pool(pool)


@pytest.mark.parametrize("text", ["2026-17", "26-017", "2026-017\n", "2026/017", "٢٠٢٦-017"])
def test_a_round_written_otherwise_is_refused(text):
    with pytest.raises(names.NotAName):
        names.check_round(text)


@pytest.mark.parametrize("text", ["A" * 32, "a" * 31, "a" * 33, "g" * 32])
def test_a_ticket_written_otherwise_is_refused(text):
    with pytest.raises(names.NotAName):
        names.check_ticket(text)


def test_a_round_is_named_by_season_and_number():
    assert names.round_name(2026, 17) == "2026-017"


@pytest.mark.parametrize("number", [0, 1000])
def test_a_season_has_at_most_999_rounds(number):
    with pytest.raises(names.NotAName):
        names.round_name(2026, number)


def test_a_person_has_another_ticket_in_another_round_and_under_another_key():
    first = ticket(KEY, "2026-001", PERSON)

    assert names.check_ticket(first) == ticket_maker(KEY, "2026-001")(PERSON) == first
    assert len({first, ticket(KEY, "2026-002", PERSON), ticket(KEY[::-1], "2026-001", PERSON)}) == 3


@pytest.mark.parametrize("make", [lambda: ticket_maker(b"short", "2026-001"), lambda: key_commitment(b"short")])
def test_a_short_key_is_refused(make):
    with pytest.raises(ValueError, match="32 bytes"):
        make()


def test_the_commitment_is_the_digest_of_the_key():
    assert key_commitment(KEY) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
