"""Quotas change from a day on with a reason; places move between categories of a country in one act."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from profiles.letters import words
from profiles.models import Letter, User
from rounds.models import Pool, QuotaChange, RoundEntry
from rounds.operations import places, quotas
from rounds.operations.quotas import CannotChangeQuota
from tests.factories import people, rounds
from tests.factories import quotas as factory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def transfer(giver="KR-YP", taker="KR-WH", *, number=100, on=date(2026, 2, 2), at, **changes):
    proposal = factory.agreed(factory.transfer_proposed(giver, taker, number, on=on, at=at, **changes), at=at)
    return QuotaChange.objects.filter(pool__in=(proposal.pool, proposal.to_pool), effective_on=on).order_by("moved")


def change(code, quota, *, on, at):
    return factory.agreed(factory.change_proposed(code, quota, on=on, at=at), at=at)


def check_as_a_commit_does():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def of_country(code="KR"):
    return sum(Pool.objects.filter(season=2026, country=code, quota__isnull=False).values_list("quota", flat=True))


def test_what_one_pool_loses_the_other_gets_at_once(noon):
    before, young, holiday = of_country(), rounds.pool("KR-YP").quota, rounds.pool("KR-WH").quota

    given, taken = transfer(at=noon)

    assert (rounds.pool("KR-YP").quota, rounds.pool("KR-WH").quota) == (young - 100, holiday + 100)
    assert of_country() == before
    assert (given.moved, taken.moved, given.transfer) == (-100, 100, taken.transfer)
    entries = RoundEntry.objects.filter(kind="quota_changed").order_by("sequence")
    assert [entry.details["moved"] for entry in entries] == [-100, 100]


def test_a_transfer_of_a_day_to_come_waits_for_it(noon):
    young = rounds.pool("KR-YP").quota
    transfer(on=date(2026, 2, 5), at=noon)
    quotas.apply_quotas(at=noon + 2 * DAY)
    assert rounds.pool("KR-YP").quota == young

    assert [quotas.apply_quotas(at=noon + 3 * DAY) for _run in range(2)] == [2, 0]
    assert rounds.pool("KR-YP").quota == young - 100


@pytest.mark.parametrize(
    ("acts", "sentence"),
    [
        ({"reason_fr": " "}, "English and in French"),
        ({"taker": "IE-WH"}, "pools of one country"),
        ({"taker": "KR-YP"}, "two different pools"),
        ({"number": 0}, "Move between 1 and 200"),
        ({"number": 201}, "has 200 places then and has given 0 letters"),
        ({"on": date(2026, 1, 20)}, "has a quota from January 23, 2026 already"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused_whole(noon, acts, sentence):
    before = QuotaChange.objects.count()

    with pytest.raises(CannotChangeQuota, match=sentence):
        transfer(at=noon, **acts)
    assert QuotaChange.objects.count() == before


def test_a_place_that_a_letter_takes_before_the_day_stays_where_it_is(noon):
    """Two hundred places, a hundred to move in three days; by then 170 letters are given, so that 30 move."""
    country, young, holiday = of_country(), rounds.pool("KR-YP").quota, rounds.pool("KR-WH").quota
    people.staff("Programme", at=noon)
    transfer(on=date(2026, 2, 5), at=noon)
    rounds.pool("KR-YP", approved=170)

    quotas.apply_quotas(at=noon + 3 * DAY)

    assert (rounds.pool("KR-YP").quota, rounds.pool("KR-WH").quota) == (young - 30, holiday + 30) == (170, holiday + 30)
    assert of_country() == country
    assert sorted(QuotaChange.objects.filter(effective_on=date(2026, 2, 5)).values_list("moved", flat=True)) == [-30, 30]
    said = QuotaChange.objects.get(pool__code="KR-WH", effective_on=date(2026, 2, 5))
    assert said.reason_en == "Demand shifted. Of 100 places 70 had been given by letters and stay."
    assert RoundEntry.objects.filter(kind="transfer_cut").count() == 2
    readers = Letter.objects.filter(kind="rounds/transfer_cut")
    assert readers.count() == User.objects.filter(groups__name="Programme").count()
    assert "70 had been given by letters" in words.compose(readers.first())[1]
    check_as_a_commit_does()

    rounds.pool("KR-YP", approved=150)
    quotas.apply_quotas(at=noon + 3 * DAY)
    assert of_country() == country
    assert rounds.pool("KR-YP").quota == 170, "what came back is moved by another transfer alone"
    assert readers.count() == User.objects.filter(groups__name="Programme").count()


def test_a_transfer_of_which_no_place_is_free_is_taken_back(noon):
    holiday = rounds.pool("KR-WH").quota
    transfer(on=date(2026, 2, 5), at=noon)
    check_as_a_commit_does()
    rounds.pool("KR-YP", approved=200)

    quotas.apply_quotas(at=noon + 3 * DAY)

    assert (rounds.pool("KR-YP").quota, rounds.pool("KR-WH").quota) == (200, holiday)
    assert not QuotaChange.objects.filter(effective_on=date(2026, 2, 5)).exists()


def test_places_that_letters_took_are_not_moved(noon):
    rounds.pool("KR-YP", approved=150)

    with pytest.raises(CannotChangeQuota, match=r"has given 150 letters\. Move between 1 and 50"):
        transfer(at=noon)


def test_the_database_holds_both_sides_of_a_transfer(noon):
    given, _taken = transfer(at=noon)

    with pytest.raises(IntegrityError, match="what one gives the other gets"):
        _commit_a_change_of(given)


def _commit_a_change_of(row):
    with transaction.atomic():
        QuotaChange.objects.filter(pk=row.pk).update(moved=-99)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_real_series_bears_its_transfers():
    moved = {
        (row.pool.code, row.effective_on): row.moved
        for row in QuotaChange.objects.filter(transfer__isnull=False, pool__season=2026).select_related("pool")
    }

    assert moved["FR-IC", date(2026, 10, 9)] == -200
    assert moved["FR-WH", date(2026, 10, 9)] == 200
    assert sum(moved.values()) == 0
    # Three categories of the United Kingdom changed that day: nobody can say which places went where.
    assert ("GB-WH", date(2026, 7, 10)) not in moved


def test_a_cut_below_the_letters_leaves_no_place_free_and_goes_on_with_each_that_comes_back(noon):
    pool = rounds.pool("FR-WH", quota=10, approved=6)
    change("FR-WH", 4, on=date(2026, 2, 2), at=noon)
    assert rounds.pool("FR-WH").quota == 6
    assert not places.take_place(pool_id=pool.pk)

    rounds.pool("FR-WH", approved=5)
    quotas.apply_quotas(at=noon)

    assert rounds.pool("FR-WH").quota == 5
    assert not places.take_place(pool_id=pool.pk)


def test_a_quota_may_be_withdrawn_and_is_to_be_announced_again(noon):
    pool = rounds.pool("FR-WH", quota=10, approved=6)

    change("FR-WH", None, on=date(2026, 2, 2), at=noon)

    assert rounds.pool("FR-WH").quota is None
    assert not places.take_place(pool_id=pool.pk)
