"""Where sources conflict: what each choice of staff changes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from applications.models import Decision
from applications.operations import decisions
from iecsite.models import DatedSetting
from profiles.models import Letter
from profiles.queries import agreements
from profiles.states import ProfileState, Removal
from rounds.models import Candidacy, Invitation
from rounds.operations import invitations, season_end
from rounds.queries.pools import terms_of_pools
from rounds.states import Departure
from tests.factories import cases, draws, people, rounds

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def chosen(name, value):
    """A choice that already holds."""
    DatedSetting.objects.create(name=name, value=value, effective_on=date(2020, 1, 1), note_en="Decided.", note_fr="Décidé.")


def test_after_declining_the_rule_of_the_day_of_issue_holds(noon):
    chosen("after_declining", "new_profile")
    rounds.candidate("FR-WH", at=noon)
    draws.carried_out({"FR-WH": 1}, at=noon)
    invitation = Invitation.objects.get()
    letter = Letter.objects.get(kind="rounds/invited")
    DatedSetting.objects.create(name="after_declining", value="back_in_pool", effective_on=DAY, note_en="x", note_fr="x")

    invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=noon + timedelta(days=3))

    invitation.profile.refresh_from_db()
    assert (invitation.profile.state, invitation.profile.removal) == (ProfileState.REMOVED, Removal.DECLINED)
    assert Candidacy.objects.get().reason == Departure.DECLINED
    assert letter.context["back"] is False
    assert Letter.objects.get(kind="rounds/declined").context["outcome"] == "declined"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Your profile leaves every pool"), ("fr", "Votre profil quitte tous les")]
)
def test_the_pages_of_an_invitation_say_what_a_no_then_means(client, noon, monkeypatch, language, words):
    chosen("after_declining", "new_profile")
    invitation = rounds.invited("FR-WH", at=noon)
    monkeypatch.setattr("iecsite.clock.now", lambda: noon)
    client.force_login(invitation.profile.user)
    with override(language):
        pages = [reverse(name, args=[invitation.pk]) for name in ("invitation", "invitation_decline")]
    assert all(words in client.get(page).content.decode() for page in pages)


@pytest.mark.parametrize(("choice", "closed"), [("365_days", 1), ("season_end", None)])
def test_a_profile_waits_for_365_days_or_for_the_end_of_the_season(noon, choice, closed):
    chosen("longest_wait", choice)
    profile = rounds.candidate("FR-WH", at=noon)
    last = profile.sent_at + timedelta(days=365)

    assert season_end.close_next_waited(at=last) is None
    found = [season_end.close_next_waited(at=last + timedelta(seconds=1)) for _run in range(2)]

    assert found == [closed, None]
    assert Letter.objects.filter(kind="rounds/waited").count() == (closed or 0)


@pytest.mark.parametrize(("rule", "last"), [("twelve_months", date(2027, 2, 2)), ("passport", date(2026, 8, 1))])
def test_a_letter_may_end_with_the_passport(noon, rule, last):
    chosen("letter_validity", rule)
    officer = cases.officer(at=noon)
    application = cases.in_review(by=officer, at=noon, details={"passport_expires_on": date(2026, 8, 1), "stay_months": 1})

    decisions.approve(application_id=application.pk, note="", by=officer, at=noon)

    assert Decision.objects.get().letter_valid_until == last


@pytest.mark.parametrize(
    ("name", "choice", "country", "found"),
    [
        ("luxembourg_max_age", "table", "LU", {(35, 12, None)}),
        ("luxembourg_max_age", "list_2023", "LU", {(30, 12, None)}),
        ("san_marino_max_age", "list_2025", "SM", {(30, 12, None)}),
        ("san_marino_max_age", "list_2025", "LU", {(35, 12, None)}),
        ("australia_coop_stay", "table", "AU", {(35, 12, 24), (35, 24, None)}),
        ("australia_coop_stay", "older_table", "AU", {(35, 24, 12), (35, 24, None)}),
    ],
)
def test_a_term_about_which_sources_disagree_is_as_staff_chose(noon, name, choice, country, found):
    people.agreements()
    chosen(name, choice)
    held = [one for one in agreements.terms_in_force(DAY) if one.country == country]

    assert {(one.max_age, one.max_stay_months, one.second_stay_months) for one in held} == found


@pytest.mark.parametrize(("rule", "until_entry"), [("invitation", False), ("entry", True)])
def test_the_gap_between_two_stays_is_held_against_the_invitation_or_the_entry(noon, rule, until_entry):
    chosen("gap_compared_with", rule)
    held = agreements.terms_in_force(DAY)

    assert {one.gap_until_entry for one in held} == {until_entry}
    assert {one.gap_until_entry for one in terms_of_pools([rounds.pool("FR-WH")], noon).values()} == {until_entry}
