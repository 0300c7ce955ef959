"""Answers changed after sending: at once, after the draw of a list that is fixed, or by an officer's decision."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from iecsite import clock
from profiles.models import AnswerChange, Letter, Passport, ProfileEntry
from profiles.operations import changes
from profiles.operations.sections import CannotChange, ChangedElsewhere, WouldLeave
from profiles.queries import profiles
from profiles.queries.effects import effect_of
from profiles.rules.kept_answers import packed, unpacked
from profiles.rules.sections import FIELDS, Section
from profiles.states import ChangeState
from rounds.models import Candidacy
from rounds.operations import candidacies, invitations, withdrawals
from rounds.states import CandidacyState, Departure, RoundState
from tests.factories import applications, draws, people, rounds

pytestmark = pytest.mark.django_db
OTHER_NAMES = {"family_name": "Autrement", "given_names": "Dominique", "one_name_only": False}
ADDRESS = {"address": {"country": "FR", "street_address": "2 Example Street", "city": "Exampleville"}, "phone": ""}


def change(profile, section, values, *, at, **more):
    profile.refresh_from_db()
    return changes.change(
        profile_id=profile.pk, section=section, values=values, version=profile.version, by=profile.user, at=at, **more
    )


def listed(*codes, at, **person):
    """Somebody in the list of a round that is not drawn yet."""
    profile = rounds.candidate(*codes, at=at, **person)
    round_ = draws.carried_out({codes[0]: 1}, at=at, until=RoundState.PUBLISHED)
    return profile, round_


def letters(profile):
    return list(Letter.objects.filter(profile=profile, kind__contains="change_").order_by("id").values_list("kind", flat=True))


def waiting(profile):
    return sorted(Candidacy.objects.filter(profile=profile, state=CandidacyState.WAITING).values_list("pool__code", flat=True))


def swept(at):
    found = []
    while row := changes.apply_next(at=at):
        found.append(row)
    return found


def test_a_candidate_in_no_list_changes_names_at_once_and_keeps_the_place(noon):
    profile = rounds.candidate("FR-WH", at=noon)

    assert change(profile, Section.NAMES, OTHER_NAMES, at=noon) is None

    profile.refresh_from_db()
    assert profile.family_name == "Autrement"
    assert waiting(profile) == ["FR-WH"]


def test_a_new_date_of_birth_moves_the_day_of_growing_too_old(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    entered = Candidacy.objects.get(profile=profile)

    change(profile, Section.BIRTH, {"date_of_birth": date(2002, 5, 4)}, at=noon)

    now = Candidacy.objects.get(profile=profile)
    assert now.too_old_on == entered.too_old_on.replace(year=entered.too_old_on.year + 2)
    assert now.entered_at == entered.entered_at


def test_a_citizenship_given_up_leaves_its_pools(noon):
    profile = people.active_profile(at=noon, citizenships=["FR", "IE"])
    candidacies.enter(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)

    change(profile, Section.CITIZENSHIPS, {"citizenships": ["IE"]}, at=noon)

    assert waiting(profile) == []
    assert Candidacy.objects.get(profile=profile, pool__code="FR-WH").reason == Departure.CHANGED


def test_in_a_fixed_list_names_wait_for_the_draw_and_the_address_does_not(noon):
    profile, round_ = listed("FR-WH", "FR-YP", at=noon)
    change(profile, Section.CONTACT, ADDRESS, at=noon)
    row = change(profile, Section.NAMES, OTHER_NAMES, at=noon)

    profile.refresh_from_db()
    assert profile.address["street_address"] == "2 Example Street"
    assert profile.family_name == "Exemple"
    assert row.state == ChangeState.WAITING
    assert letters(profile) == ["profiles/change_waits"]
    assert swept(noon) == []
    assert round_.state == RoundState.PUBLISHED


def test_a_change_that_waits_told_twice_is_one_with_one_letter(noon):
    profile, _round = listed("FR-WH", at=noon)

    first = change(profile, Section.BIRTH, {"date_of_birth": date(2002, 5, 4)}, at=noon)
    second = change(profile, Section.BIRTH, {"date_of_birth": date(2002, 5, 4)}, at=noon + timedelta(seconds=1))

    assert second == first
    assert letters(profile) == ["profiles/change_waits"]


def test_another_wish_for_the_same_section_takes_the_place_of_the_one_that_waits(noon):
    profile, _round = listed("FR-WH", at=noon)

    first = change(profile, Section.NAMES, OTHER_NAMES, at=noon)
    second = change(profile, Section.NAMES, OTHER_NAMES | {"given_names": "Andrée"}, at=noon)

    first.refresh_from_db()
    assert (first.state, second.state) == (ChangeState.DROPPED, ChangeState.WAITING)


def test_a_request_to_an_officer_told_twice_is_one_with_one_letter(noon):
    profile, round_ = listed("FR-WH", at=noon)
    draws.carry_on(round_, at=noon)

    first = change(profile, Section.NAMES, OTHER_NAMES, at=noon, reason="A new passport.")
    second = change(profile, Section.NAMES, OTHER_NAMES, at=noon, reason="A new passport. ")

    assert second == first
    assert letters(profile) == ["profiles/change_asked"]


def test_after_the_draw_the_change_is_made_once_and_told(noon):
    both = [rounds.candidate("FR-WH", at=noon) for _person in range(2)]
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    for one in both:
        change(one, Section.NAMES, OTHER_NAMES, at=noon)
    draws.carry_on(round_, at=noon)
    missed = next(one for one in both if not one.invitations.exists())

    assert sorted(one.state for one in swept(noon)) == [ChangeState.ASKED, ChangeState.MADE]
    assert swept(noon) == []

    missed.refresh_from_db()
    assert missed.family_name == "Autrement"
    assert waiting(missed) == ["FR-WH"]
    assert letters(missed) == ["profiles/change_waits", "profiles/change_made"]


def test_who_is_drawn_meanwhile_has_the_change_with_an_officer(noon):
    profile, round_ = listed("FR-WH", at=noon)
    row = change(profile, Section.NAMES, OTHER_NAMES, at=noon)
    draws.carry_on(round_, at=noon)

    swept(noon)

    row.refresh_from_db()
    assert row.state == ChangeState.ASKED
    assert letters(profile) == ["profiles/change_waits", "profiles/change_asked"]
    profile.refresh_from_db()
    assert profile.family_name == "Exemple"


def test_a_round_that_is_void_lets_the_change_go_on(noon):
    from rounds.operations import rounds as operations

    profile, round_ = listed("FR-WH", at=noon)
    change(profile, Section.NAMES, OTHER_NAMES, at=noon)
    operations.void(round_id=round_.pk, reason_en="Not needed.", reason_fr="Inutile.", by=draws.approver(at=noon), at=noon)

    assert [one.state for one in swept(noon)] == [ChangeState.MADE]


def test_a_change_that_can_no_longer_be_made_is_told_and_nothing_else_changes(noon):
    profile, round_ = listed("FR-WH", at=noon)
    row = change(profile, Section.CITIZENSHIPS, {"citizenships": ["IE"]}, at=noon)
    AnswerChange.objects.filter(pk=row.pk).update(values={"citizenships": ["IE"] * 3 + ["X1", "X2", "X3", "X4", "X5", "X6"]})
    from rounds.operations import rounds as operations

    operations.void(round_id=round_.pk, reason_en="Not needed.", reason_fr="Inutile.", by=draws.approver(at=noon), at=noon)

    assert [one.state for one in swept(noon)] == [ChangeState.DROPPED]
    assert letters(profile) == ["profiles/change_waits", "profiles/change_not_made"]
    assert [one.country_id for one in profile.citizenships.all()] == ["FR"]


def test_a_second_wish_takes_the_place_of_the_first(noon):
    profile, _round = listed("FR-WH", at=noon)
    first = change(profile, Section.NAMES, OTHER_NAMES, at=noon)
    change(profile, Section.NAMES, OTHER_NAMES | {"given_names": "Sacha"}, at=noon)

    first.refresh_from_db()
    assert first.state == ChangeState.DROPPED
    assert AnswerChange.objects.get(state=ChangeState.WAITING).values["given_names"] == "Sacha"


def test_a_change_may_be_taken_back_by_its_owner_alone(noon):
    profile, _round = listed("FR-WH", at=noon)
    row = change(profile, Section.NAMES, OTHER_NAMES, at=noon)

    with pytest.raises(AnswerChange.DoesNotExist):
        changes.take_back(change_id=row.pk, by=people.account(at=noon), at=noon)
    assert changes.take_back(change_id=row.pk, by=profile.user, at=noon).state == ChangeState.DROPPED
    assert changes.take_back(change_id=row.pk, by=profile.user, at=noon).state == ChangeState.DROPPED


def test_a_withdrawal_acts_at_once_in_a_fixed_list_and_its_change_comes_back_with_it(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    row = change(profile, Section.NAMES, OTHER_NAMES, at=noon)
    later = noon + timedelta(minutes=5)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=later)
    draws.carry_on(round_, at=later)

    assert waiting(profile) == []
    assert swept(later) == []
    withdrawals.take_back(by=profile.user, at=later + timedelta(minutes=5))
    assert [one.pk for one in swept(later + timedelta(hours=1))] == [row.pk]
    profile.refresh_from_db()
    assert profile.family_name == "Autrement"


def test_a_change_of_a_profile_that_is_over_for_good_is_dropped(noon):
    profile, _round = listed("FR-WH", at=noon)
    row = change(profile, Section.NAMES, OTHER_NAMES, at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    swept(noon + timedelta(hours=25))

    row.refresh_from_db()
    assert row.state == ChangeState.DROPPED


def test_after_an_invitation_it_is_a_request_with_a_reason(noon):
    profile = rounds.invited("FR-WH", at=noon).profile

    with pytest.raises(changes.NeedsReason):
        change(profile, Section.NAMES, OTHER_NAMES, at=noon)
    row = change(profile, Section.NAMES, OTHER_NAMES, at=noon, reason="I married.")

    assert (row.state, row.reason) == (ChangeState.ASKED, "I married.")
    assert unpacked(row.before)["family_name"] == "Exemple"
    assert letters(profile) == ["profiles/change_asked"]
    change(profile, Section.CONTACT, ADDRESS, at=noon)
    profile.refresh_from_db()
    assert (profile.family_name, profile.address["city"]) == ("Exemple", "Exampleville")


HOME = {"country": "FR", "street_address": "2 Example Street", "city": "Exampleville"}
AT_HOME = {"address": HOME, "mailing_address": {}, "phone": ""}
IN_BELGIUM = {"country": "BE", "street_address": "1 Example Road", "city": "Exampleville"}
BY_MAIL = {"citizenship": "BE", "residence": "FR", "mailing_address": IN_BELGIUM}


def test_who_takes_part_by_a_mailing_address_leaves_the_pool_without_it(noon):
    profile = rounds.candidate("BE-WH", at=noon, **BY_MAIL)
    whole = profiles.whole().get(pk=profile.pk)
    assert effect_of(whole, Section.CONTACT, AT_HOME, on=clock.home_date(noon)).leaves == (("BE", "working_holiday", ""),)

    with pytest.raises(WouldLeave):
        change(profile, Section.CONTACT, AT_HOME, at=noon, seen=())
    assert change(profile, Section.CONTACT, AT_HOME, at=noon) is None

    assert waiting(profile) == []
    assert Candidacy.objects.get(profile=profile).reason == Departure.CHANGED


def test_another_telephone_or_street_leaves_a_pool_by_mail_as_it_is(noon):
    profile = rounds.candidate("BE-WH", at=noon, **BY_MAIL)

    change(profile, Section.CONTACT, AT_HOME | {"mailing_address": IN_BELGIUM | {"city": "Ghent"}}, at=noon, seen=())
    change(profile, Section.CONTACT, {"address": HOME, "phone": "+33 1 23 45 67 89"}, at=noon, seen=())

    profile.refresh_from_db()
    assert (profile.mailing_address["city"], profile.phone) == ("Ghent", "+33 1 23 45 67 89")
    assert waiting(profile) == ["BE-WH"]


def test_in_a_fixed_list_a_mailing_address_that_a_pool_rests_on_waits_and_gives_way_to_the_next_wish(noon):
    profile, _round = listed("BE-WH", at=noon, **BY_MAIL)

    row = change(profile, Section.CONTACT, AT_HOME, at=noon)

    assert row.state == ChangeState.WAITING
    profile.refresh_from_db()
    assert profile.mailing_address == IN_BELGIUM
    kept = AT_HOME | {"mailing_address": IN_BELGIUM, "phone": "+32 2 123 45 67"}
    assert change(profile, Section.CONTACT, kept, at=noon) is None
    row.refresh_from_db()
    assert row.state == ChangeState.DROPPED
    assert waiting(profile) == ["BE-WH"]


def test_after_an_invitation_an_officer_decides_about_a_mailing_address_that_it_rests_on(noon):
    profile = rounds.invited("BE-WH", at=noon, **BY_MAIL).profile

    with pytest.raises(changes.NeedsReason):
        change(profile, Section.CONTACT, AT_HOME, at=noon)
    row = change(profile, Section.CONTACT, AT_HOME, at=noon, reason="I moved.")
    assert row.state == ChangeState.ASKED
    changes.agree(change_id=row.pk, reason="Seen.", by=people.staff("Officers", at=noon), at=noon)

    profile.refresh_from_db()
    assert profile.mailing_address == {}


def asked(noon):
    profile = rounds.invited("FR-WH", at=noon).profile
    return profile, change(profile, Section.NAMES, OTHER_NAMES, at=noon, reason="I married.")


def test_an_officer_agrees_and_the_answer_is_written(noon):
    profile, row = asked(noon)
    officer = people.staff("Officers", at=noon)

    changes.agree(change_id=row.pk, reason="Certificate seen.", by=officer, at=noon)

    profile.refresh_from_db()
    row.refresh_from_db()
    assert profile.family_name == "Autrement"
    assert (row.state, row.decided_by) == (ChangeState.MADE, officer)
    assert letters(profile)[-1] == "profiles/change_made"
    assert ProfileEntry.objects.get(kind="change_agreed").actor == officer


def test_nobody_decides_about_a_change_of_their_own(noon):
    profile, row = asked(noon)

    for act in (changes.agree, changes.refuse):
        with pytest.raises(changes.CannotDecide, match="your own profile"):
            act(change_id=row.pk, reason="It is me.", by=profile.user, at=noon)
    row.refresh_from_db()
    assert row.state == ChangeState.ASKED


@pytest.fixture
def agreed_while_listed(noon):
    """Of somebody who asked while invited, said no, and stands in the next list as the officer agrees: the change, the round."""
    invitation = rounds.invited("FR-WH", at=noon)
    row = change(invitation.profile, Section.NAMES, OTHER_NAMES, at=noon, reason="I married.")
    invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=noon)
    rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 2}, at=noon, until=RoundState.PUBLISHED)
    changes.agree(change_id=row.pk, reason="Certificate seen.", by=people.staff("Officers", at=noon), at=noon)
    row.refresh_from_db()
    return row, round_


def test_what_an_officer_agrees_to_of_somebody_in_a_fixed_list_waits_for_the_draw(noon, agreed_while_listed):
    row, _round = agreed_while_listed

    row.profile.refresh_from_db()
    assert (row.state, row.profile.family_name) == (ChangeState.WAITING, "Exemple")
    assert letters(row.profile)[-1] == "profiles/change_waits"
    assert swept(noon) == []


def test_it_is_made_after_the_draw_without_another_decision(noon, agreed_while_listed):
    row, round_ = agreed_while_listed
    draws.carry_on(round_, at=noon)

    assert [(one.pk, one.state) for one in swept(noon)] == [(row.pk, ChangeState.MADE)]

    row.profile.refresh_from_db()
    assert row.profile.family_name == "Autrement"


def test_what_goes_back_to_an_officer_is_told_by_a_letter_of_its_own(noon, agreed_while_listed):
    row, round_ = agreed_while_listed
    draws.carry_on(round_, at=noon)
    later = noon + timedelta(hours=1)
    applications.accepted(row.profile.invitations.order_by("id").last(), at=later)

    assert [(one.pk, one.state) for one in swept(later)] == [(row.pk, ChangeState.ASKED)]

    row.refresh_from_db()
    assert (row.decided_by, row.decided_at, row.answer) == (None, None, "")
    assert letters(row.profile) == ["profiles/change_asked", "profiles/change_waits", "profiles/change_asked"]


def test_an_officer_refuses_and_the_letter_says_why(noon):
    profile, row = asked(noon)

    changes.refuse(change_id=row.pk, reason="The passport shows the old name.", by=people.staff("Officers", at=noon), at=noon)

    profile.refresh_from_db()
    assert profile.family_name == "Exemple"
    letter = Letter.objects.get(profile=profile, kind="profiles/change_refused")
    assert letter.context["reason"] == "The passport shows the old name."


def test_what_was_decided_or_has_no_reason_is_not_decided(noon):
    _profile, row = asked(noon)
    officer = people.staff("Officers", at=noon)

    with pytest.raises(changes.CannotDecide, match="reason"):
        changes.agree(change_id=row.pk, reason=" ", by=officer, at=noon)
    changes.refuse(change_id=row.pk, reason="No.", by=officer, at=noon)
    with pytest.raises(changes.CannotDecide, match="already"):
        changes.agree(change_id=row.pk, reason="Yes.", by=officer, at=noon)


def test_a_change_against_an_older_version_is_told(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    profile.refresh_from_db()

    with pytest.raises(ChangedElsewhere):
        changes.change(
            profile_id=profile.pk, section="names", values=OTHER_NAMES, version=profile.version + 1, by=profile.user, at=noon
        )


def test_an_ended_profile_is_not_changed(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    with pytest.raises(CannotChange):
        change(profile, Section.NAMES, OTHER_NAMES, at=noon)


NEW = {
    Section.NAMES: OTHER_NAMES,
    Section.BIRTH: {"date_of_birth": date(1980, 1, 1)},
    Section.CITIZENSHIPS: {"citizenships": ["IE"]},
    Section.PASSPORT: {"number": "X1", "country": "FR", "issued_on": date(2020, 1, 1), "expires_on": date(2025, 1, 1)},
    Section.RESIDENCE: {"residence": "DE"},
    Section.CONTACT: ADDRESS,
    Section.PARTICIPATIONS: {
        "participations": [
            {
                "citizenship": "FR",
                "category": "working_holiday",
                "season": 2020 + number,
                "permit_issued_on": date(2020 + number, 1, 1),
                "permit_expires_on": date(2020 + number, 12, 1),
                "recognized_organization": False,
            }
            for number in range(3)
        ]
    },
    Section.ORGANIZATION: {"recognized_organization": False},
    Section.STUDY: {"student_enrolled": False, "student_country": None},
    Section.PLACEMENT: dict.fromkeys(FIELDS[Section.PLACEMENT]) | {"has_placement": False},
    Section.JOB: dict.fromkeys(FIELDS[Section.JOB]) | {"has_job_offer": False},
    Section.DECLARATIONS: people.answers(dependants_accompany=True)[Section.DECLARATIONS],
}


@pytest.mark.parametrize("section", Section)
def test_the_effect_that_is_shown_is_the_one_that_comes(noon, section):
    profile = rounds.candidate("FR-IC", "FR-YP", "FR-WH", at=noon)
    before = set(waiting(profile))
    whole = profiles.whole().get(pk=profile.pk)
    shown = effect_of(whole, section, NEW[section], on=date(2026, 2, 2))
    codes = {"coop": "FR-IC", "young_professionals": "FR-YP", "working_holiday": "FR-WH"}

    if shown.leaves:
        from profiles.operations import profiles as operations

        profile.refresh_from_db()
        with pytest.raises(WouldLeave) as told:
            operations.save_section(
                profile_id=profile.pk, section=section, values=NEW[section], version=profile.version, by=profile.user, at=noon
            )
        assert set(told.value.closed) == set(shown.leaves)
    change(profile, section, NEW[section], at=noon)

    assert before - set(waiting(profile)) == {codes[category] for _country, category, _stream in shown.leaves}
    assert set(waiting(profile)) == {codes[category] for _country, category, _stream in shown.stays}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"dependants_accompany": False}, "Your invitation from this pool stands, with its last day"),
        ({"dependants_accompany": True}, "With the new answer you would no longer meet its conditions. Your invitation stands"),
    ],
)
def test_who_is_invited_reads_which_pool_they_were_drawn_from_and_what_the_change_means_for_it(
    client, noon, answers, words, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: noon)
    profile = rounds.invited("FR-WH", at=noon).profile
    profile.refresh_from_db()
    client.force_login(profile.user)
    typed = {"dependants_accompany": "yes" if answers["dependants_accompany"] else "no", "funds_cad": "2900"}
    typed |= {"insurance_whole_stay": "yes", "departure_ticket_or_funds": "yes", "version": profile.version}
    with override("en"):
        url = reverse("profile_section", kwargs={"section": "declarations"})

    shown = " ".join(client.post(url, typed).content.decode().split())

    assert "The pool that you were drawn from" in shown
    assert "France – Working Holiday" in shown
    assert words in shown
    assert "this becomes a request" in shown


def test_an_applicant_reads_it_of_the_pool_of_their_application(noon):
    application = applications.opened("FR-WH", at=noon)
    whole = profiles.whole().get(pk=application.profile_id)

    found = effect_of(whole, Section.DECLARATIONS, NEW[Section.DECLARATIONS], on=date(2026, 2, 2))

    assert found.drawn == (("FR", "working_holiday", ""),)
    assert found.drawn_closes


@pytest.mark.parametrize("section", Section)
def test_answers_come_out_of_the_waiting_room_as_they_went_in(section):
    assert unpacked(packed(NEW[section])) == NEW[section]


@pytest.mark.parametrize(("language", "words"), [("en", "This waits for the draw"), ("fr", "La modification attendra le tirage")])
def test_the_page_says_that_it_waits_and_the_profile_shows_it(client, noon, language, words):
    profile, _round = listed("FR-WH", at=noon)
    client.force_login(profile.user)
    page = f"/{language}/profile/names/" if language == "en" else "/fr/profil/noms/"
    profile.refresh_from_db()
    typed = {"family_name": "Autrement", "given_names": "Dominique", "version": profile.version}

    asked = client.post(page, typed).content.decode()

    assert words in asked
    assert "Autrement" in asked
    assert not AnswerChange.objects.exists()
    client.post(page, typed | {"confirmed": "on"})
    assert "A change waits: Names" in client.get("/en/profile/").content.decode()
    client.post(f"/en/profile/changes/{AnswerChange.objects.get().pk}/take-back/")
    assert "A change waits" not in client.get("/en/profile/").content.decode()


def test_an_invited_person_is_asked_why_and_nothing_typed_is_lost(client, noon):
    profile = rounds.invited("FR-WH", at=noon).profile
    client.force_login(profile.user)
    page = reverse("profile_section", kwargs={"section": "passport"})
    profile.refresh_from_db()
    days = {f"{name}_{place}": value for name, day in (("issued_on", (1, 2, 2024)), ("expires_on", (1, 2, 2034)))
            for place, value in enumerate(day)}  # fmt: skip
    typed = {"country": "FR", "number": "77NEW1234", "version": profile.version} | days

    assert "An officer decides" in client.post(page, typed).content.decode()
    empty = client.post(page, typed | {"confirmed": "on", "reason": ""})
    assert empty.status_code == 422
    assert "77NEW1234" in empty.content.decode()
    done = client.post(page, typed | {"confirmed": "on", "reason": "The old one was stolen."})

    assert done.status_code == 302
    assert AnswerChange.objects.get().values["number"] == "77NEW1234"
    assert not Passport.objects.filter(number="77NEW1234").exists()


def test_another_section_changed_in_another_window_is_no_conflict(client, noon):
    profile = rounds.candidate("FR-WH", at=noon)
    client.force_login(profile.user)
    page = reverse("profile_section", kwargs={"section": "contact"})
    form = client.get(page).context["form"]
    change(profile, Section.NAMES, OTHER_NAMES, at=noon)
    typed = {"street_address": "9 Example Street", "postal_code": "33380", "city": "Exampleville"}

    answer = client.post(page, typed | {name: form[name].value() for name in ("version", "seen")})

    assert answer.status_code == 302
    profile.refresh_from_db()
    assert profile.address["street_address"] == "9 Example Street"
