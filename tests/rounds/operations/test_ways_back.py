"""A no to an invitation leads back into the pool only for whom it is still open, by the answers and the terms of that day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from profiles.letters import words
from profiles.models import Agreement, Letter, Organization
from profiles.operations import changes, new_terms
from profiles.operations import organizations as lower
from profiles.rules.sections import Section
from profiles.states import ProfileState
from rounds import tasks
from rounds.models import Candidacy
from rounds.operations import invitations, organizations
from rounds.states import CandidacyState, Departure
from tests.factories import organizations as made
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AGED_33 = date(1992, 5, 4)


def terms_change(noon, **columns):
    """New terms of the Irish Working Holiday from the next day on, in force and applied two days later."""
    base = Agreement.objects.get(country="IE", category="working_holiday", effective_from=None)
    author, other = (people.staff("Programme", at=noon) for _ in range(2))
    day = (noon + DAY).date()
    draft = new_terms.write(
        base_id=base.pk, columns=columns, effective_from=day, reason="A note of the partner", by=author, at=noon
    )
    new_terms.approve(draft_id=draft.pk, by=other, at=noon)


def decline(invitation, *, at):
    return invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=at)


def where(invitation):
    rows = Candidacy.objects.filter(profile=invitation.profile).values_list("pool__code", "state", "reason")
    return {code: (state, reason) for code, state, reason in rows}


def bodies(kind):
    letter = Letter.objects.get(kind=f"rounds/{kind}")
    found = []
    for letter.language in ("en", "fr"):
        found.append(words.compose(letter)[1])
    return found


@pytest.fixture
def irish(noon):
    return rounds.invited("IE-WH", others=("IE-YP",), at=noon, citizenship="IE", date_of_birth=AGED_33)


def test_terms_that_changed_while_somebody_was_invited_keep_them_out_of_that_pool_alone(noon, irish, monkeypatch):
    terms_change(noon, max_age="30")
    monkeypatch.setattr("iecsite.clock.now", lambda: noon + 2 * DAY)
    tasks.apply_new_terms(at_once=True)

    decline(irish, at=noon + 2 * DAY)

    irish.profile.refresh_from_db()
    assert irish.profile.state == ProfileState.ACTIVE
    assert where(irish) == {"IE-WH": (CandidacyState.REMOVED, Departure.TERMS_CHANGED), "IE-YP": (CandidacyState.WAITING, "")}
    english, french = bodies("terms_changed")
    assert "30 or younger" in english
    assert "30 ans ou moins" in french
    english, french = bodies("declined")
    assert "You are not back in this pool" in english
    assert "Vous n'êtes pas de retour dans ce bassin" in french


def test_an_agreement_that_was_suspended_meanwhile_takes_nobody_back(noon, irish):
    terms_change(noon, status="suspended")

    decline(irish, at=noon + 4 * DAY)

    assert where(irish)["IE-WH"] == (CandidacyState.REMOVED, Departure.TERMS_CHANGED)
    english, french = bodies("terms_changed")
    # The day of the suspension, and not that of the no.
    assert "suspended" in english
    assert "February 3, 2026" in english
    assert "3 février 2026" in french


def test_terms_that_still_fit_let_the_person_back_and_move_the_day_of_growing_too_old(noon):
    invitation = rounds.invited("IE-WH", at=noon, citizenship="IE", date_of_birth=date(1998, 5, 4))
    terms_change(noon, max_age="30")

    decline(invitation, at=noon + 2 * DAY)

    candidacy = Candidacy.objects.get(profile=invitation.profile)
    assert (candidacy.state, candidacy.too_old_on) == (CandidacyState.WAITING, date(2029, 5, 4))


def test_answers_changed_by_agreement_keep_the_person_out_with_the_reason(noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon)
    profile = invitation.profile
    profile.refresh_from_db()
    asked = changes.change(
        profile_id=profile.pk,
        section=Section.BIRTH,
        values={"date_of_birth": date(1988, 5, 4)},
        version=profile.version,
        reason="I mistyped the year",
        by=profile.user,
        at=noon,
    )
    officer = people.staff("Programme", at=noon)
    changes.agree(change_id=asked.pk, reason="The passport shows it", by=officer, at=noon)

    decline(invitation, at=noon + DAY)

    assert where(invitation)["FR-WH"] == (CandidacyState.REMOVED, Departure.AGED_OUT)


def test_a_citizenship_given_up_by_agreement_keeps_the_person_out_with_the_reason(noon):
    invitation = rounds.invited("FR-WH", at=noon)
    profile = invitation.profile
    profile.refresh_from_db()
    asked = changes.change(
        profile_id=profile.pk,
        section=Section.CITIZENSHIPS,
        values={"citizenships": ["IE"]},
        version=profile.version,
        reason="I am Irish alone",
        by=profile.user,
        at=noon,
    )
    changes.agree(change_id=asked.pk, reason="Seen", by=people.staff("Programme", at=noon), at=noon)

    decline(invitation, at=noon + DAY)

    assert where(invitation) == {"FR-WH": (CandidacyState.REMOVED, Departure.CHANGED)}
    english, french = bodies("left_pool")
    assert "Why:" in english
    assert "Pourquoi" in french


def test_a_passport_that_ended_meanwhile_keeps_the_person_out(noon):
    invitation = rounds.invited("FR-WH", at=noon, expires_on=(noon + DAY).date())

    decline(invitation, at=noon + 3 * DAY)

    assert where(invitation) == {"FR-WH": (CandidacyState.REMOVED, Departure.PASSPORT_EXPIRED)}


def test_age_and_passport_that_both_ran_out_are_no_change_of_answers(noon):
    # Thirty-six on the day after the invitation, which is the last of the passport.
    invitation = rounds.invited("FR-WH", at=noon, date_of_birth=date(1990, 2, 3), expires_on=(noon + DAY).date())

    decline(invitation, at=noon + 3 * DAY)

    assert where(invitation) == {"FR-WH": (CandidacyState.REMOVED, Departure.AGED_OUT)}


def test_a_letter_of_an_organization_withdrawn_meanwhile_takes_nobody_back(noon):
    pool = made.pool(at=noon)
    profile = made.nominated(pool, "A-1", at=noon)
    invitation = rounds.invitation_for(profile, pool.code, at=noon)
    nomination = pool.nominations.get()
    organizations.withdraw_letter(nomination_id=nomination.pk, reason="Given back", by=nomination.recorded_by, at=noon)

    decline(invitation, at=noon + DAY)

    assert where(invitation) == {pool.code: (CandidacyState.REMOVED, Departure.LETTER_ENDED)}
    assert bodies("letter_ended")


def test_an_organization_that_is_no_longer_recognized_takes_nobody_back_and_the_letter_says_so(noon):
    pool = made.pool(at=noon)
    invitation = rounds.invitation_for(made.nominated(pool, "A-1", at=noon), pool.code, at=noon)
    by = made.programme(noon)
    organizations.keep(code="SWAP", name="Example Exchange", website="", recognized=False, by=by, at=noon)

    decline(invitation, at=noon + DAY)

    assert where(invitation) == {pool.code: (CandidacyState.REMOVED, Departure.LETTER_ENDED)}
    assert Letter.objects.get(kind="rounds/letter_ended").context["withdrawn"] is False
    assert not Letter.objects.filter(kind="rounds/terms_changed").exists()


def test_who_is_too_old_for_a_new_memorandum_after_a_no_reads_its_day(noon):
    pool = made.pool(at=noon, max_age=35)
    profile = made.nominated(pool, "A-1", at=noon, born=AGED_33, date_of_birth=AGED_33)
    invitation = rounds.invitation_for(profile, pool.code, at=noon)
    lower.agree(
        organization=Organization.objects.get(pk="SWAP"),
        category=pool.category,
        effective_from=(noon + DAY).date(),
        min_age=18,
        max_age=30,
        max_stay_months=12,
        countries=[],
        source="A new memorandum",
        by=made.programme(noon),
        at=noon,
    )

    decline(invitation, at=noon + 3 * DAY)

    assert where(invitation) == {pool.code: (CandidacyState.REMOVED, Departure.TERMS_CHANGED)}
    assert Letter.objects.get(kind="rounds/terms_changed").context["left_on"] == (noon + DAY).date().isoformat()


def test_the_pages_say_before_the_no_that_it_leads_out_of_the_pool(client, noon, irish, monkeypatch):
    terms_change(noon, max_age="30")
    monkeypatch.setattr("iecsite.clock.now", lambda: noon + 2 * DAY)
    client.force_login(irish.profile.user)

    asked = client.get(reverse("invitation_decline", args=[irish.pk])).content.decode()
    shown = client.get(reverse("invitation", args=[irish.pk])).content.decode()

    assert "30 or younger" in asked
    assert "You go back into this pool" not in asked
    assert "You go back into the pool" not in shown
