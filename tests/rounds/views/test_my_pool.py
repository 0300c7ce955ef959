"""My pool: the chance, my rounds with ticket and check, what ends my stay; and after a stay, why it ended and the way back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from iecsite import clock, kept
from profiles.letters import words
from profiles.models import Letter
from rounds.operations import candidacies, invitations, passports
from rounds.queries import my_pool
from tests.factories import draws, organizations, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch, noon):
    """The clock of a test, which may be moved."""
    held = {"at": noon}
    monkeypatch.setattr(clock, "now", lambda: held["at"])
    return held


def address(code="FR-WH", language="en"):
    with override(language):
        return reverse("my_pool", args=[2026, code])


def page(client, user, code="FR-WH", language="en"):
    client.force_login(user)
    answer = client.get(address(code, language))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_pool_shows_the_chance_the_time_in_it_and_what_ends_the_stay(client, noon, now):
    profile = rounds.candidate("FR-WH", at=noon - timedelta(days=12))
    rounds.candidate("FR-WH", at=noon)
    draws.approved({"FR-WH": 1}, at=noon)

    shown = page(client, profile.user)

    assert "12 days" in shown
    assert "1 invitation for 2 candidates: about 50 in 100" in shown
    assert "people may still join or leave before the list is fixed" in shown
    assert "Round 2026-001 draws from this pool" in shown
    assert profile.candidacies.get().too_old_on.strftime("%Y") in shown
    assert "Your passport is valid until" in shown
    assert "all profiles are closed" in shown
    assert reverse("pool_leave", args=[2026, "FR-WH"]) in shown


def test_in_the_pool_of_an_organization_its_letter_is_among_what_ends_the_stay(client, noon):
    profile = organizations.nominated(organizations.pool(at=noon), "A-1", at=noon)
    other = rounds.candidate("FR-WH", at=noon)

    words = "When the organization withdraws your letter"
    assert words in page(client, profile.user, "XR-WH-SWAP")
    assert words not in page(client, other.user)


def test_my_rounds_in_the_pool_bear_the_ticket_and_its_check(client, noon, now):
    before = [rounds.candidate("FR-WH", at=noon - timedelta(days=9)) for _person in range(2)]
    earlier = draws.carried_out({"FR-WH": 1}, at=noon - timedelta(days=8))
    late = rounds.candidate("FR-WH", at=noon - timedelta(days=7))
    mine = draws.carried_out({"FR-WH": 1}, at=noon)
    drawn = set(mine.invitations.values_list("profile_id", flat=True))

    shown = page(client, late.user)

    assert late.tickets.get(round=mine).ticket in shown
    assert reverse("my_round", args=[mine.code]) in shown
    assert ("Invited" if late.pk in drawn else "Not this time") in shown
    assert reverse("my_round", args=[earlier.code]) not in shown
    assert "You were not in it" in shown
    assert all(other.tickets.get(round=mine).ticket not in shown for other in before if other.tickets.filter(round=mine))
    assert "<svg" in shown


def test_a_fixed_list_is_said_with_its_draw(client, noon, monkeypatch):
    profile = rounds.candidate("FR-WH", at=noon)
    draws.public({"FR-WH": 1}, at=noon)
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(minutes=1))

    shown = page(client, profile.user)

    assert "You are in the list of a round" in shown
    assert "The draw is still to come" in shown


def test_the_ticket_of_a_withdrawn_profile_puts_the_next_one_into_no_list(client, noon, monkeypatch):
    profile = rounds.candidate("FR-WH", at=noon)
    round_ = draws.public({"FR-WH": 1}, at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon + timedelta(minutes=1))
    rounds.candidate("FR-WH", at=noon + timedelta(minutes=2), user=profile.user)
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(minutes=3))

    shown = page(client, profile.user)
    assert "You are in this pool." in shown
    assert "You are in the list of a round" not in shown
    for name, arguments in (("my_round", [round_.code]), ("home", [])):
        shown = client.get(reverse(name, args=arguments)).content.decode()
        assert "The profile that you withdrew is in the list." in shown
        assert "You are in the list." not in shown


def test_nobody_elses_pool_and_none_that_one_never_entered_is_shown(client, noon):
    rounds.candidate("FR-WH", at=noon)
    other = rounds.candidate("FR-IC", at=noon)
    client.force_login(other.user)

    assert client.get(address()).status_code == 404
    client.logout()
    assert client.get(address()).status_code == 302


def test_who_left_reads_since_when_and_may_enter_again(client, noon):
    profile = rounds.candidate("FR-WH", at=noon - timedelta(days=2))
    candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)

    shown = page(client, profile.user)

    assert "You are no longer in this pool" in shown
    assert "You left this pool." in shown
    assert "This pool is open to you. You can enter it again" in shown


def test_a_second_stay_lists_the_first(client, noon):
    profile = rounds.candidate("FR-WH", at=noon - timedelta(days=9))
    pool = rounds.pool("FR-WH")
    candidacies.leave(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon - timedelta(days=5))
    candidacies.enter_many(profile_id=profile.pk, pool_ids=[pool.pk], by=profile.user, at=noon - timedelta(days=3))

    shown = page(client, profile.user)

    assert "Earlier stays in this pool" in shown
    assert "3 days" in shown


def test_a_withdrawal_may_be_taken_back_for_a_day_and_then_a_new_profile_is_the_way(client, noon, now):
    profile = rounds.candidate("FR-WH", at=noon - timedelta(days=2))
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    assert reverse("withdrawal_take_back") in page(client, profile.user)

    now["at"] = noon + timedelta(hours=24)
    shown = page(client, profile.user)
    assert reverse("withdrawal_take_back") not in shown
    assert "Start a new profile and send it" in shown


def test_an_expired_passport_removes_and_a_new_one_is_the_way_back(client, noon, now):
    profile = rounds.candidate("FR-WH", at=noon, expires_on=noon.date() + timedelta(days=20))
    passport = profile.passports.get()
    now["at"] = later = noon + timedelta(days=(passport.expires_on - noon.date()).days + 1)
    passports.remove_next_expired(at=later)

    shown = page(client, profile.user)

    assert "You were removed from this pool" in shown
    assert "Your passport has expired." in shown
    assert "This pool is not open to you now" in shown


def test_an_invitation_left_unanswered_leads_to_a_new_profile(client, noon, now):
    invitation = rounds.invited("FR-WH", at=noon)
    assert "You are invited from this pool." in page(client, invitation.profile.user)
    now["at"] = late = invitation.lapses_at + timedelta(hours=1)
    invitations.expire_next(at=late)

    shown = page(client, invitation.profile.user)

    assert "An invitation was not answered in time." in shown
    assert "Start a new profile and send it" in shown


def test_the_letters_about_a_pool_lead_to_its_page(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)

    for kind in ("rounds/in_pool", "rounds/left_pool"):
        letter = Letter.objects.select_related("user", "profile").get(profile=profile, kind=kind)
        for letter.language in ("en", "fr"):
            assert address(language=letter.language) in words.compose(letter)[1]


def test_a_letter_written_before_the_page_was_still_has_its_words(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    letter = Letter.objects.select_related("user", "profile").get(profile=profile, kind="rounds/in_pool")
    letter.context["pools"] = [{"pool_title_en": "France – Working Holiday", "pool_title_fr": "France – Vacances-travail"}]

    assert "France – Working Holiday" in words.compose(letter)[1]


def test_my_pools_and_the_home_page_lead_to_it(client, noon):
    profile = rounds.candidate("FR-WH", at=noon)
    client.force_login(profile.user)

    for name in ("pools", "home"):
        assert address() in client.get(reverse(name)).content.decode()


def test_it_asks_the_database_as_often_after_many_rounds_as_after_one(client, noon, now, settings):
    settings.PUBLIC_CACHE_SECONDS = 10
    everybody = [rounds.candidate("FR-WH", at=noon) for _person in range(8)]
    now["at"] = noon + timedelta(days=20)
    asked = []
    for number in range(6):
        draws.carried_out({"FR-WH": 1}, at=noon + timedelta(days=number))
        if number in (0, 5):
            missed = next(one for one in everybody if not one.invitations.exists())
            asked.append(asked_of(client, missed.user))
    kept.forget()

    assert len(my_pool.my_pool(missed.user_id, 2026, "FR-WH", at=now["at"]).rounds) == 6
    assert len(asked[0]) == len(asked[1])
    assert len(asked[1]) <= 12, "\n".join(asked[1])


def test_after_the_stay_it_asks_no_oftener(client, noon, settings):
    settings.PUBLIC_CACHE_SECONDS = 10
    profile = rounds.candidate("FR-IC", "FR-WH", at=noon)
    candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)
    asked = asked_of(client, profile.user)
    kept.forget()

    assert len(asked) <= 12, "\n".join(asked)


def asked_of(client, user):
    """The statements of the page once what is the same for everybody is in memory, without the savepoints of a test."""
    kept.forget()
    page(client, user)
    with CaptureQueriesContext(connection) as queries:
        client.get(address())
    return [one["sql"][:150] for one in queries if "SAVEPOINT" not in one["sql"]]


def test_in_french_too(client, noon):
    profile = rounds.candidate("FR-WH", at=noon - timedelta(days=1))

    shown = page(client, profile.user, language="fr")

    assert "Vous êtes dans ce bassin." in shown
    assert "Ce qui met fin à votre séjour dans ce bassin" in shown
