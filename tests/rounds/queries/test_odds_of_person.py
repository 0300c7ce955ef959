"""Chances of people as a round will really draw them: who waits in several pools is counted in, and what is not exact says so."""

from itertools import chain, pairwise
from time import sleep

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.models import Candidacy
from rounds.queries import odds_of_person, pool_numbers, shared_people
from rounds.queries.odds_of_person import exact_for_everybody
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)

# Two in Working Holiday alone, and two who are also Young Professionals, which is drawn before.
FOUR = (["FR-WH"], ["FR-WH"], ["FR-YP", "FR-WH"], ["FR-YP", "FR-WH"])
ONE_EACH = {"FR-WH": 1, "FR-YP": 1}


def waiting(*people: list[str]) -> None:
    for codes in people:
        rounds.candidate(*codes, at=NOON)


def person(*codes: str):
    return odds_of_person.of_person([rounds.pool(code) for code in codes])


def pair(mine: list[str], theirs: list[str]):
    return odds_of_person.of_pair([rounds.pool(code) for code in mine], [rounds.pool(code) for code in theirs])


def test_who_waits_in_one_pool_has_more_where_an_earlier_one_takes_people_out_of_it():
    waiting(*FOUR)
    draws.approved(ONE_EACH, at=NOON)

    alone = person("FR-WH")

    assert (alone.any, alone.chances) == (pytest.approx(1 / 3), (pytest.approx(1 / 3),))
    assert (alone.counted, alone.listed, alone.shared) == (True, False, True)


def test_the_pool_drawn_first_gives_what_it_says():
    waiting(["FR-YP"], *FOUR)
    draws.approved(ONE_EACH, at=NOON)

    first = person("FR-YP")

    assert (first.any, first.counted, first.shared) == (pytest.approx(1 / 3), True, False)


def test_on_a_fixed_list_it_is_exact_and_counts_who_stands_there():
    waiting(*FOUR)
    draws.carried_out(ONE_EACH, at=NOON, until=RoundState.PUBLISHED)
    waiting(["FR-YP", "FR-WH"], ["FR-WH"])

    alone = person("FR-WH")

    assert (alone.any, alone.fixed) == (pytest.approx(1 / 3), True)


def test_of_a_pool_whose_people_are_not_alike_the_share_is_not_the_chance_of_each():
    waiting(*FOUR)
    draws.carried_out(ONE_EACH, at=NOON, until=RoundState.PUBLISHED)

    working_holiday, young = (pool_numbers.of_pools([rounds.pool(code)])[0] for code in ("FR-WH", "FR-YP"))

    assert (working_holiday.chance, young.chance) == (0.25, 0.5)
    assert not exact_for_everybody(working_holiday, person("FR-WH"))
    # Young Professionals are drawn first: all of its people have the same chance there, whatever other pools they are in.
    assert exact_for_everybody(young, person("FR-YP"))


def test_a_pool_that_shares_nobody_is_exact_for_everybody():
    waiting(["FR-WH"], ["FR-WH"], ["FR-YP"])
    draws.carried_out(ONE_EACH, at=NOON, until=RoundState.PUBLISHED)

    numbers, alone = pool_numbers.of_pools([rounds.pool("FR-WH")])[0], person("FR-WH")

    assert (numbers.chance, alone.any) == (0.5, 0.5)
    assert exact_for_everybody(numbers, alone)


def test_a_pool_that_shares_nobody_with_it_still_matters_through_another():
    # Of two in Co-op one is gone before Young Professionals are drawn: then one of two there, the one in Working Holiday.
    waiting(["FR-IC", "FR-YP"], ["FR-IC", "FR-YP"], ["FR-YP", "FR-WH"], ["FR-WH"])
    draws.carried_out({"FR-IC": 1, "FR-YP": 1, "FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)

    alone = person("FR-WH")

    assert (alone.any, alone.fixed) == (pytest.approx(1 / 2 * 1 + 1 / 2 * 1 / 2), True)


def test_a_chain_of_pools_is_followed_to_its_end():
    # People of several citizenships, each in two pools of which the first is drawn before.
    codes = ["AT-WH", "AU-WH", "BE-WH", "CL-WH", "FR-WH"]
    waiting(["FR-WH"])
    for pools in pairwise(codes):
        profile = rounds.candidate(at=NOON)
        for code in pools:
            Candidacy.objects.create(profile=profile, pool=rounds.pool(code), entered_at=NOON)
    draws.approved(dict.fromkeys(codes, 1), at=NOON)

    # The one of Austria is invited there, so the other of Australia is, and so on: of two here one is left.
    found = person("FR-WH")
    assert (found.any, found.chances, found.counted) == (0.99, (0.99,), True)


def test_what_nobody_on_the_list_is_in_is_no_exact_count():
    waiting(["FR-WH"], ["FR-WH"], ["FR-YP"], ["FR-YP"])
    draws.carried_out(ONE_EACH, at=NOON, until=RoundState.PUBLISHED)

    both = person("FR-YP", "FR-WH")

    assert 0.5 < both.any < 1
    assert (both.counted, both.fixed) == (False, False)


def test_pools_of_two_rounds_are_no_exact_count():
    waiting(*FOUR)
    draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)
    draws.approved({"FR-YP": 1}, at=NOON)

    assert not person("FR-YP", "FR-WH").counted


def test_as_many_invitations_as_last_time_for_fewer_people_is_no_certainty():
    waiting(["FR-WH"], ["FR-WH"])
    draws.carried_out({"FR-WH": 1}, at=NOON)

    forecast = person("FR-WH")

    assert (forecast.any, forecast.chances, forecast.fixed) == (0.99, (0.99,), False)


def test_one_invitation_last_time_does_not_keep_two_people_apart_the_next():
    waiting(["FR-WH"], ["FR-WH"], ["FR-WH"])
    draws.carried_out({"FR-WH": 1}, at=NOON)

    two = pair(["FR-WH"], ["FR-WH"])

    assert (two.first.any, two.both, two.either) == (0.5, None, 0.99)


def test_a_last_round_that_invited_nobody_says_nothing_of_the_next():
    draws.carried_out({"FR-WH": 1}, at=NOON)
    waiting(["FR-WH"])

    nothing = person("FR-WH")

    assert (nothing.any, nothing.chances, nothing.band) == (None, (None,), "not_rated")
    assert pair(["FR-WH"], ["FR-WH"]).both is None


def test_a_pool_that_would_invite_everybody_leaves_the_next_open_until_the_list_is_fixed():
    waiting(["FR-YP", "FR-WH"], ["FR-WH"])
    round_ = draws.approved(ONE_EACH, at=NOON)
    before = person("FR-YP", "FR-WH")
    draws.carry_on(round_, at=NOON, until=RoundState.PUBLISHED)
    fixed = person("FR-YP", "FR-WH")

    assert (before.any, before.chances) == (0.99, (0.99, None))
    assert (fixed.any, fixed.chances, fixed.fixed) == (1.0, (1.0, 0.0), True)
    assert person("FR-WH").any == 1.0, "whoever is left alone is invited"


def test_a_remedial_round_says_nothing_of_the_pool(noon):
    faulty, _missed = draws.one_left_out(at=noon)
    line = faulty.pools.get()
    remedial = draws.approved({"FR-WH": 1}, at=noon)
    type(remedial).objects.filter(pk=remedial.pk).update(remedies=faulty)

    found = pool_numbers.of_pools([line.pool])[0]

    assert (found.coming, found.last.round_id) == (None, faulty.pk)


def test_two_people_in_pools_that_share_nobody():
    waiting(["FR-YP"], ["FR-YP"], ["FR-WH"], ["FR-WH"], ["FR-WH"])
    draws.carried_out(ONE_EACH, at=NOON, until=RoundState.PUBLISHED)

    two = pair(["FR-YP"], ["FR-WH"])

    assert (two.both, two.either, two.counted) == (pytest.approx(1 / 6), pytest.approx(1 - 1 / 2 * 2 / 3), True)


def test_two_people_in_different_pools_that_share_somebody():
    waiting(["FR-YP"], ["FR-YP", "FR-WH"], ["FR-WH"], ["FR-WH"])
    draws.carried_out(ONE_EACH, at=NOON, until=RoundState.PUBLISHED)

    two = pair(["FR-YP"], ["FR-WH"])

    # Either the one of us is drawn there, and three are left here, or the one in both is, and two are.
    assert (two.first.any, two.second.any) == (pytest.approx(1 / 2), pytest.approx(1 / 2 * 1 / 3 + 1 / 2 * 1 / 2))
    assert (two.both, two.either) == (pytest.approx(1 / 2 * 1 / 3), pytest.approx(1 / 2 + 1 / 2 * 1 / 2))
    assert two.counted


def test_two_people_in_one_pool_and_in_two():
    waiting(*FOUR)
    draws.carried_out(ONE_EACH, at=NOON, until=RoundState.PUBLISHED)

    one_and_two = pair(["FR-WH"], ["FR-YP", "FR-WH"])
    both_in_one = pair(["FR-WH"], ["FR-WH"])
    both_in_two = pair(["FR-YP", "FR-WH"], ["FR-YP", "FR-WH"])

    assert (one_and_two.both, one_and_two.either) == (pytest.approx(1 / 6), pytest.approx(5 / 6))
    assert (both_in_one.both, both_in_one.either) == (0, pytest.approx(2 / 3))
    # One of the two is a young professional for certain; the other is then one of three.
    assert (both_in_two.both, both_in_two.either) == (pytest.approx(1 / 3), 1)
    assert all(two.counted for two in (one_and_two, both_in_one, both_in_two))


def test_two_people_in_several_pools_each():
    waiting(["FR-YP", "FR-WH"], ["FR-IC", "FR-WH"], ["FR-WH"])
    draws.carried_out({"FR-IC": 1, **ONE_EACH}, at=NOON, until=RoundState.PUBLISHED)

    two = pair(["FR-YP", "FR-WH"], ["FR-IC", "FR-WH"])

    assert (two.both, two.either, two.counted) == (1, 1, True)
    assert person("FR-WH").any == 1


def test_as_many_queries_for_many_people_as_for_few():
    waiting(*FOUR)
    draws.approved(ONE_EACH, at=NOON)
    with CaptureQueriesContext(connection) as few:
        person("FR-YP", "FR-WH")
    waiting(*chain(FOUR, FOUR, [["FR-IC", "FR-WH"]]))
    with CaptureQueriesContext(connection) as many:
        person("FR-YP", "FR-WH")

    # The two pools are read each time.
    assert len(few) == len(many) <= 10 + 2


@pytest.fixture
def two_are_many(monkeypatch):
    monkeypatch.setattr(shared_people, "LARGE", 2)
    yield
    cache.clear()


def test_many_people_in_several_pools_are_counted_once_a_minute_and_a_list_once(two_are_many):
    waiting(*FOUR)
    round_ = draws.approved(ONE_EACH, at=NOON)
    before = person("FR-WH").any
    waiting(["FR-YP", "FR-WH"])
    with CaptureQueriesContext(connection) as asked:
        shared_people.waiting_in_several(2026)
    draws.carry_on(round_, at=NOON, until=RoundState.PUBLISHED)
    fixed = person("FR-WH").any
    with CaptureQueriesContext(connection) as of_the_list:
        listed = shared_people.listed_in_several(round_.pk)

    counted = [query["sql"] for query in (*asked, *of_the_list)]
    assert not [sql for sql in counted if "rounds_candidacy" in sql or "rounds_drawentry" in sql]
    assert before == pytest.approx(1 / 3)
    assert list(listed.values()) == [3]
    assert fixed == pytest.approx(1 / 4), "the list has the one who came after the count"


def looked_through(call):
    """Whether candidacies or entries were read to answer a call."""
    with CaptureQueriesContext(connection) as asked:
        call()
    return any("rounds_candidacy" in query["sql"] or "rounds_drawentry" in query["sql"] for query in asked)


def test_a_large_season_is_looked_through_once_a_minute_even_when_nobody_is_in_several_pools(two_are_many):
    waiting(["FR-WH"], ["FR-WH"])

    assert looked_through(lambda: shared_people.waiting_in_several(2026))
    assert not looked_through(lambda: shared_people.waiting_in_several(2026))


def test_a_small_list_is_counted_once_too():
    waiting(*FOUR)
    round_ = draws.carried_out(ONE_EACH, at=NOON, until=RoundState.PUBLISHED)
    cache.clear()

    assert looked_through(lambda: shared_people.listed_in_several(round_.pk))
    assert not looked_through(lambda: shared_people.listed_in_several(round_.pk))


def test_of_many_who_ask_at_once_for_what_nobody_has_counted_one_counts(two_are_many, monkeypatch):
    waiting(*FOUR)
    counted, count = [], shared_people._counted

    def slowly(statement, of):
        counted.append(of)
        sleep(0.3)
        return count(statement, of)

    monkeypatch.setattr(shared_people, "_counted", slowly)
    found = at_the_same_moment(*[lambda: shared_people.waiting_in_several(2026)] * 3)

    assert [list(one.values()) for one in found] == [[2]] * 3
    assert counted == [2026]
