"""What became of a season's invitations, published once the season is over."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application
from applications.operations import decisions, expiry, withdrawal
from applications.rules.refusals import Kind, reasons_for
from applications.states import ApplicationState
from iecsite import clock
from rounds.models import Season
from rounds.operations import candidacies, invitations
from rounds.operations import rounds as operations
from rounds.publication import outcomes, whole
from rounds.rules.outcomes import NUMBERS
from rounds.states import RoundState
from tests.factories import applications, cases, draws, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PEOPLE = 8


@pytest.fixture
def today(noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    return noon


@pytest.fixture
def held(today):
    """A round that invited eight people of one pool, one of whom withdrew before it was drawn; another round waits."""
    rounds.pool("FR-WH", quota=100)
    everybody = [rounds.candidate("FR-WH", at=today) for _person in range(PEOPLE)]
    round_ = draws.carried_out({"FR-WH": PEOPLE}, at=today, until=RoundState.PUBLISHED)
    candidacies.withdraw(profile_id=everybody[0].pk, by=everybody[0].user, at=today)
    return draws.carry_on(round_, at=today)


def over(at):
    """The announced end of the season's profiles has come."""
    Season.objects.filter(pk=2026).update(closes_at=at - DAY, profiles_end_at=at)


def told_whole(monkeypatch):
    """As if no number were small, so that a test need not invite hundreds."""
    monkeypatch.setattr("rounds.rules.outcomes.untold", lambda lines, *, under: [frozenset() for _line in lines])


def sent(invitation, officer, *, at):
    """The application of an invitation, sent in and taken by an officer."""
    application = applications.accepted(invitation, at=at)
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.SUBMITTED, submitted_at=at, declared_at=at, details_confirmed_at=at
    )
    return decisions.take(application_id=application.pk, by=officer, at=at)


def answered(held, *, at):
    """Of seven: one says no, one never answers, and of five yeses each takes another course."""
    live = list(held.invitations.filter(state="issued").select_related("profile__user").order_by("pk"))
    invitations.decline(invitation_id=live[0].pk, by=live[0].profile.user, at=at)
    gone = applications.accepted(live[1], at=at)
    withdrawal.withdraw(application_id=gone.pk, by=live[1].profile.user, at=at)
    applications.accepted(live[2], at=at)
    expiry.lapse_next(at=at + 20 * DAY)
    officer = cases.officer(at=at)
    approved, refused = sent(live[3], officer, at=at), sent(live[4], officer, at=at)
    decisions.approve(application_id=approved.pk, by=officer, at=at)
    reason = next(one for one in reasons_for(refused.pool.category, Kind.REFUSAL) if not one.needs_second_officer)
    decisions.refuse(application_id=refused.pk, reason_codes=[reason.code], note="Not shown.", by=officer, at=at)
    applications.accepted(live[5], at=at)
    invitations.expire_next(at=live[6].lapses_at)


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_every_invitation_stands_in_one_number(held, today, monkeypatch):
    told_whole(monkeypatch)
    answered(held, at=today)
    over(today)

    (row,) = read(outcomes.file_of(2026, at=today))

    assert (row["season"], row["round"], row["pool"], row["invited"]) == ("2026", held.code, "FR-WH", "8")
    assert {name: row[name] for name in NUMBERS} == {
        "accepted": "5",
        "declined": "1",
        "expired": "1",
        "cancelled": "1",
        "unanswered": "0",
        "approved": "1",
        "refused": "1",
        "withdrawn": "1",
        "lapsed": "1",
        "under_way": "1",
    }


def test_small_numbers_are_held_back(held, today):
    over(today)

    (row,) = read(outcomes.file_of(2026, at=today))

    assert row["invited"] == "8"
    assert {row[name] for name in NUMBERS} == {"suppressed"}


def test_nothing_is_told_before_the_season_is_over(client, held, today):
    address = reverse("season_outcomes", args=[2026])
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "when it is over" in answer.json()["en"]
    assert "une fois la saison terminée" in answer.json()["fr"]
    assert address not in client.get(reverse("data")).content.decode()
    assert f"seasons/2026/{'outcomes.csv'}" not in dict(whole.every_file(at=today))
    assert client.get(reverse("season_outcomes", args=[2031])).status_code == 404

    later = draws.approved({"FR-WH": 1}, at=today)
    over(today)
    assert client.get(address).status_code == 404, "a round is to come"
    operations.void(round_id=later.pk, reason_en="Over.", reason_fr="Terminé.", by=draws.planner(at=today), at=today)
    assert client.get(address).status_code == 200
    assert address in client.get(reverse("data")).content.decode()


def test_the_page_of_a_round_tells_them_once_the_season_is_over(client, held, today, monkeypatch):
    told_whole(monkeypatch)
    page = reverse("round_page", args=[held.code])
    assert "What became of the invitations" not in client.get(page).content.decode()
    over(today)
    assert "What became of the invitations" in client.get(page).content.decode()
    assert [one.numbers for one in client.get(page).context["outcomes"]] == [[0, 0, 0, 1, 7, 0, 0, 0, 0, 0]]


def test_a_season_is_asked_as_often_for_many_rounds_as_for_one(held, today, django_assert_num_queries):
    over(today)
    with django_assert_num_queries(4):
        one = outcomes.file_of(2026, at=today)
    Season.objects.filter(pk=2026).update(closes_at=None, profiles_end_at=None)
    for code in ("FR-WH", "FR-YP"):
        rounds.candidate(code, at=today)
        draws.carried_out({code: 1}, at=today)
    over(today)
    with django_assert_num_queries(4):
        assert len(read(outcomes.file_of(2026, at=today))) == len(read(one)) + 2
