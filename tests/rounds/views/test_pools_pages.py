"""The pages of a candidate: my pools, leaving one, withdrawing."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from iecsite import clock
from iecsite.once import new_key
from profiles.models import Letter, Profile
from profiles.states import ProfileState
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.states import CandidacyState
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch, noon):
    monkeypatch.setattr(clock, "now", lambda: noon)


def url(name, *args, language="en"):
    with override(language):
        return reverse(name, args=args)


def signed_in(client, user):
    client.force_login(user)
    return client


def text(response):
    return " ".join(response.content.decode().split())


def in_pools(user):
    return set(Candidacy.objects.filter(profile__user=user, state=CandidacyState.WAITING).values_list("pool__code", flat=True))


def test_my_pools_asks_visitors_to_sign_in(client):
    assert client.get(url("pools")).status_code == 302


def test_my_pools_without_a_profile_says_what_is_needed(client, noon):
    page = signed_in(client, people.account(at=noon)).get(url("pools"))

    assert "you need a profile first" in text(page)


def test_my_pools_with_a_draft_says_what_is_needed(client, noon):
    page = signed_in(client, people.draft_profile(at=noon).user).get(url("pools"))

    assert "Finish your profile and send it" in text(page)


def test_my_pools_shows_pools_open_to_the_person_and_why_others_are_not(client, noon):
    user = people.person(at=noon, has_job_offer=False)

    page = text(signed_in(client, user).get(url("pools")))

    assert 'value="FR-WH"' in page
    assert 'value="FR-YP"' not in page
    assert "France – Young Professionals" in page
    assert "job offer" in page
    assert "Find an employer, sign the offer, then enter it here." in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quota": None, "unlimited": False}, "To be announced"),
        ({"quota": None, "unlimited": True}, "No limit"),
        ({"quota": 5661, "unlimited": False}, "5,661"),
    ],
)
def test_my_pools_says_how_many_places_there_are(client, noon, changes, words):
    rounds.pool("FR-WH", **changes)

    assert words in text(signed_in(client, people.person(at=noon)).get(url("pools")))


def test_my_pools_counts_who_waits_and_leaves_out_who_is_invited(client, noon):
    for _ in range(3):
        rounds.candidate("IE-WH", at=noon, citizenship="IE")
    rounds.invited("IE-WH", at=noon, citizenship="IE")
    user = people.person(at=noon, citizenship="IE")

    page = signed_in(client, user).get(url("pools"))

    assert {row.pool.code: row.waiting for row in page.context["standing"].open}["IE-WH"] == 3


def test_my_pools_tells_the_chance_and_the_cost_in_each_pool(client, noon):
    others = [rounds.candidate("FR-WH", at=noon) for _ in range(4)]
    draws.approved({"FR-WH": 1}, at=noon)
    signed_in(client, others[0].user)

    english, french = (text(client.get(url("pools", language=language))) for language in ("en", "fr"))

    assert "About 25 in 100" in english
    assert "$369.75 CAD" in english
    assert "369,75" in french
    assert "Coût au moment de la demande" in french


def test_entering_chosen_pools(client, noon):
    user = people.person(at=noon)

    answer = signed_in(client, user).post(url("pool_enter"), {"pools": ["FR-WH", "FR-IC"]}, follow=True)

    assert in_pools(user) == {"FR-WH", "FR-IC"}
    assert "You are in 2 pools more." in text(answer)


def test_entering_none_says_so_and_keeps_the_page(client, noon):
    user = people.person(at=noon)

    answer = signed_in(client, user).post(url("pool_enter"), {})

    assert answer.status_code == 422
    assert text(answer).count("Choose at least one pool.") == 2
    assert in_pools(user) == set()


def test_entering_a_pool_that_is_not_open_to_the_person_says_so_and_keeps_the_choice(client, noon):
    user = people.person(at=noon, has_job_offer=False)

    answer = signed_in(client, user).post(url("pool_enter"), {"pools": ["FR-WH", "FR-YP"]})

    assert answer.status_code == 422
    assert "no longer open to you" in text(answer)
    assert 'id="id_pools_1" checked' in text(answer)
    assert in_pools(user) == set()


def test_entering_twice_with_one_form_shows_the_first_result(client, noon):
    user = people.person(at=noon)
    form = {"pools": ["FR-WH"], "once": "a-key-of-this-form"}
    signed_in(client, user).post(url("pool_enter"), form)

    second = client.post(url("pool_enter"), form)

    assert second.status_code == 302
    assert Candidacy.objects.count() == 1


def test_leaving_says_what_it_means_before_the_button(client, noon):
    user = rounds.candidate("FR-WH", "FR-YP", at=noon).user

    page = text(signed_in(client, user).get(url("pool_leave", 2026, "FR-WH")))

    assert "You stay in the pool France – Young Professionals" in page
    assert in_pools(user) == {"FR-WH", "FR-YP"}


def test_leaving_leaves(client, noon):
    user = rounds.candidate("FR-WH", "FR-YP", at=noon).user

    answer = signed_in(client, user).post(url("pool_leave", 2026, "FR-WH"), follow=True)

    assert in_pools(user) == {"FR-YP"}
    assert "You left the pool France – Working Holiday." in text(answer)
    assert "You left this pool." in text(answer)


def test_leaving_while_invited_says_why_not(client, noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon)

    answer = signed_in(client, invitation.profile.user).post(url("pool_leave", 2026, "FR-YP"), follow=True)

    assert "You hold an invitation. Your pools are paused" in text(answer)


def test_leaving_a_pool_of_nobody_or_somebody_else_is_not_found(client, noon):
    rounds.candidate("FR-WH", at=noon)
    stranger = people.person(at=noon)

    assert signed_in(client, stranger).get(url("pool_leave", 2026, "FR-WH")).status_code == 404
    assert client.post(url("pool_leave", 2026, "FR-WH")).status_code == 404


def test_withdrawing_names_what_ends_and_what_stays(client, noon):
    user = rounds.candidate("FR-WH", at=noon).user

    page = text(signed_in(client, user).get(url("profile_withdraw")))

    assert "You leave the pool France – Working Holiday." in page
    assert "uses up no participation" in page


def test_withdrawing_withdraws(client, noon):
    profile = rounds.candidate("FR-WH", at=noon)

    signed_in(client, profile.user).post(url("profile_withdraw"))

    profile.refresh_from_db()
    assert profile.state == ProfileState.WITHDRAWN
    assert in_pools(profile.user) == set()


def test_withdrawing_while_invited_says_what_to_do_first(client, noon):
    user = rounds.invited("FR-WH", at=noon).profile.user

    assert "You hold an invitation. Answer it first" in text(signed_in(client, user).get(url("profile_withdraw")))


def test_my_pools_pauses_while_an_invitation_is_held(client, noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon)

    page = text(signed_in(client, invitation.profile.user).get(url("pools")))

    assert "Paused while you hold an invitation" in page
    assert url("invitation", invitation.pk) in page
    assert "pools/enter" not in page


def test_my_pools_after_a_departure_says_why(client, noon):
    profile = rounds.candidate("FR-WH", at=noon)
    candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)

    assert "You left this pool." in text(signed_in(client, profile.user).get(url("pools")))


def test_my_pools_in_french(client, noon):
    user = rounds.candidate("FR-WH", at=noon).user

    page = text(signed_in(client, user).get(url("pools", language="fr")))

    assert url("pools", language="fr") == "/fr/bassins/"
    assert "Mes bassins" in page
    assert "France – Vacances-travail" in page
    assert "My pools" not in page


def test_who_waits_with_a_passport_that_no_round_takes_reads_why_and_what_to_do(client, noon):
    mine = rounds.candidate("HK-WH", at=noon, citizenship="HK", citizenships=["HK", "GB"], residence="HK")
    assert "No round can invite you" not in text(signed_in(client, mine.user).get(url("pools")))

    mine.passports.update(country="GB", document="passport")
    page = text(client.get(url("pools")))
    assert "No round can invite you from Hong Kong" in page
    assert "British National (Overseas)" in page
    assert "Aucune ronde ne peut vous inviter depuis le bassin" in text(client.get(url("pools", language="fr")))


def test_a_draft_that_comes_back_is_no_candidate_and_gets_no_letter(client, noon):
    draft = people.draft_profile(at=noon)
    signed_in(client, draft.user).post(url("profile_withdraw"), {"once": new_key()})

    answer = client.post(url("withdrawal_take_back"), {"once": new_key()}, follow=True)

    assert answer.redirect_chain[-1][0] == url("profile")
    assert "It is not sent yet." in text(answer)
    assert Profile.objects.get(pk=draft.pk).state == ProfileState.DRAFT
    assert not Letter.objects.filter(kind="rounds/withdrawal_taken_back").exists()


@pytest.mark.parametrize(("approved", "said"), [(0, "<dd>100</dd>"), (40, "60 left of 100"), (100, "All 100 are taken now.")])
def test_my_pools_tells_the_places_that_are_left(client, noon, approved, said):
    profile = rounds.candidate("FR-WH", at=noon)
    rounds.pool("FR-WH", quota=100, approved=approved)

    assert said in text(signed_in(client, profile.user).get(url("pools")))
