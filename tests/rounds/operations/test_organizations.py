"""Recognized organizations: a memorandum, an allotment, letters, a pool of their own, and counting apart."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from iecsite import clock
from profiles.letters import words
from profiles.models import Letter, Organization, Profile
from profiles.operations import organizations as lower
from profiles.operations import profiles
from profiles.rules.sections import Section
from rounds.models import Candidacy, Nomination, RoundEntry, Season
from rounds.operations import candidacies, passports
from rounds.operations import draws as rounds_drawn
from rounds.operations import organizations as operations
from rounds.queries import nominations
from rounds.rules.nominations import BadLine, read_letters
from rounds.states import CandidacyState, Departure, PoolStatus
from tests.factories import cast, draws, organizations, people, quotas, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db


def enter(profile, pool, *, at):
    return candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=at)


def stay(citizenship, season, *, organization):
    return {
        "citizenship": citizenship,
        "category": "working_holiday",
        "season": season,
        "permit_issued_on": date(season, 5, 1),
        "permit_expires_on": date(season + 1, 4, 30),
        "recognized_organization": organization,
    }


def test_a_citizen_of_the_united_states_comes_with_a_letter(noon):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, at=noon)

    assert pool.code == "XR-WH-SWAP"
    assert Candidacy.objects.get(profile=profile).pool == pool
    kept = Nomination.objects.get()
    assert (kept.used_by, kept.date_of_birth) == (profile.user, None)


def test_without_a_letter_the_profile_is_not_sent_and_says_why(noon):
    draft = people.draft_profile(at=noon, citizenship="US")

    with pytest.raises(profiles.CannotSend):
        profiles.send(profile_id=draft.pk, by=draft.user, at=noon)


@pytest.mark.parametrize(
    ("letter", "born", "words_of_it"),
    [
        ("A-2", organizations.BORN, "no letter with the number A-2"),
        ("", organizations.BORN, "no letter with the number"),
        ("A-1", date(2001, 1, 1), "no letter with the number A-1"),
    ],
)
def test_a_letter_is_one_persons(noon, letter, born, words_of_it):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, at=noon, born=born)
    profile = organizations.holder(at=noon, number=letter)

    with pytest.raises(candidacies.CannotEnter, match=words_of_it):
        enter(profile, pool, at=noon)
    assert not Candidacy.objects.exists()


def test_a_letter_that_somebody_uses_is_told_to_nobody(noon):
    pool = organizations.pool(at=noon)
    organizations.nominated(pool, at=noon)
    second = organizations.holder(at=noon)

    with pytest.raises(candidacies.CannotEnter, match="no letter with the number A-1 for you"):
        enter(second, pool, at=noon)


def test_the_letter_counts_again_after_leaving_the_pool(noon):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, at=noon)
    candidacies.leave(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon)

    assert enter(profile, pool, at=noon).state == CandidacyState.WAITING
    assert nominations.given(pool.pk) == 1


def test_ages_are_those_of_the_memorandum_even_for_partners(noon):
    pool = organizations.pool(at=noon, max_age=30)
    organizations.letter(pool, at=noon, born=date(1993, 5, 4))
    profile = organizations.holder("FR", at=noon, date_of_birth=date(1993, 5, 4))

    with pytest.raises(candidacies.CannotEnter, match="30 or younger"):
        enter(profile, pool, at=noon)
    assert enter(profile, rounds.pool("FR-WH"), at=noon).state == CandidacyState.WAITING


def test_the_residence_rule_of_a_partner_holds_on_this_route_too(noon):
    pool = organizations.pool(at=noon)
    for number in ("A-1", "A-2"):
        organizations.letter(pool, number, at=noon)
    belgian = organizations.holder("BE", at=noon)
    Profile.objects.filter(pk=belgian.pk).update(residence="FR")
    american = organizations.holder("US", at=noon, number="A-2", residence="FR")

    with pytest.raises(candidacies.CannotEnter, match="home or your mailing address must be in the country"):
        enter(belgian, pool, at=noon)
    assert enter(american, pool, at=noon)


def test_the_passport_is_of_a_citizenship_that_the_organization_takes(noon):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, at=noon)
    profile = organizations.holder("FR", at=noon)
    profile.passports.update(country="BR")

    with pytest.raises(candidacies.CannotEnter, match="passport"):
        enter(profile, pool, at=noon)


FIRST, ENDS, LONG = date(2026, 1, 31), date(2026, 6, 30), date(2033, 1, 9)
FRENCH, IRISH, AUSTRALIAN, BRAZILIAN = ({"country": one, "document": "passport"} for one in ("FR", "IE", "AU", "BR"))
REFUGEE = {"country": "DE", "document": "refugee_travel_document"}


def holds(pool, told, *, at, citizenships=("FR", "AU", "BR")):
    """Somebody with a letter for a pool and two passports, told in this order; not in the pool yet."""
    letter = {"recognized_organization": True, "organization": pool.stream, "organization_letter": "A-1"}
    organizations.letter(pool, at=at)
    profile = people.draft_profile(at=at, citizenships=list(citizenships), **letter)
    for number, (document, expires) in enumerate(told, 1):
        profile.refresh_from_db()
        profiles.save_section(
            profile_id=profile.pk,
            section=Section.PASSPORT,
            values=document | {"number": f"P000000{number}", "issued_on": date(2023, 1, 10), "expires_on": expires},
            version=profile.version,
            by=profile.user,
            at=at,
        )
    profile.passports.exclude(number__startswith="P000000").delete()
    return profiles.send(profile_id=profile.pk, by=profile.user, at=at)


@pytest.mark.parametrize(
    "told",
    [[(FRENCH, LONG), (AUSTRALIAN, FIRST)], [(FRENCH, LONG), (REFUGEE, LONG)], [(AUSTRALIAN, FIRST), (FRENCH, LONG)]],
    ids=["another expired one", "a travel document", "an expired one told first"],
)
def test_of_two_passports_that_of_a_citizenship_which_the_organization_takes_opens_the_pool(noon, told):
    pool = organizations.pool(at=noon)
    profile = holds(pool, told, at=noon)

    assert enter(profile, pool, at=noon).state == CandidacyState.WAITING


@pytest.mark.parametrize("others", [[(BRAZILIAN, LONG)], [(BRAZILIAN, LONG), (IRISH, LONG)]])
def test_a_passport_that_the_organization_does_not_take_makes_no_expired_one_good(noon, others):
    pool = organizations.pool(at=noon, countries=["FR"])
    profile = holds(pool, [(FRENCH, LONG), *others], at=noon, citizenships=("FR", "IE", "BR"))
    profile.passports.filter(country="FR").update(expires_on=FIRST)

    with pytest.raises(candidacies.CannotEnter, match="expired"):
        enter(profile, pool, at=noon)


@pytest.mark.parametrize(
    ("told", "keeps"),
    [
        ([(FRENCH, ENDS), (BRAZILIAN, LONG)], False),
        ([(BRAZILIAN, LONG), (FRENCH, ENDS)], False),
        ([(FRENCH, LONG), (AUSTRALIAN, ENDS)], True),
        ([(FRENCH, LONG), (BRAZILIAN, ENDS)], True),
        ([(FRENCH, LONG), (REFUGEE, ENDS)], True),
        ([(FRENCH, ENDS), (REFUGEE, LONG)], False),
    ],
    ids=[
        "Brazil's last",
        "France's last",
        "another partner's ended",
        "one of no partner ended",
        "document ended",
        "document last",
    ],
)
def test_list_and_sweep_choose_the_passport_of_an_organizations_pool_as_the_rule_does(noon, told, keeps):
    pool = organizations.pool(at=noon)
    profile = holds(pool, told, at=noon)
    enter(profile, pool, at=noon)
    later = noon + (ENDS - noon.date()) + timedelta(days=1)

    round_ = draws.approved({pool.code: 1}, at=later, draw_at=later + timedelta(days=1))
    rounds_drawn.advance(round_id=round_.pk, at=later)
    told_before = passports.tell_whose_passport_ends(at=later - timedelta(days=15))
    ended = passports.remove_next_expired(at=later)

    assert round_.pools.get().entries == int(keeps)
    assert (told_before, len(ended)) == ((0, 0) if keeps else (1, 1))


def test_a_citizen_of_the_united_states_keeps_the_place_by_their_own_passport(noon):
    pool = organizations.pool(at=noon)
    american = {"country": "US", "document": "passport"}
    profile = holds(pool, [(american, LONG), (BRAZILIAN, ENDS)], at=noon, citizenships=("US", "BR"))
    enter(profile, pool, at=noon)

    assert passports.remove_next_expired(at=noon + (ENDS - noon.date()) + timedelta(days=1)) == []


def test_a_country_that_only_the_memorandum_names_is_one_by_whose_passport_people_come(noon):
    pool = organizations.pool(at=noon, countries=["BR"])
    profile = holds(pool, [(BRAZILIAN, ENDS), (FRENCH, LONG)], at=noon)
    enter(profile, pool, at=noon)

    (ended,) = passports.remove_next_expired(at=noon + (ENDS - noon.date()) + timedelta(days=1))

    assert ended.pool == pool


def test_a_suspended_agreement_closes_this_route_too(noon):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, at=noon)
    profile = organizations.holder("FR", at=noon)
    profile.citizenships.update(country_id="MX")

    with pytest.raises(candidacies.CannotEnter, match="suspended"):
        enter(profile, pool, at=noon)


def test_a_memorandum_may_name_other_countries_and_then_no_more_than_those(noon):
    pool = organizations.pool("AIESEC", "young_professionals", at=noon, countries=["BR"], max_stay_months=18)
    organizations.letter(pool, at=noon)
    brazilian = organizations.holder("BR", at=noon, organization="AIESEC")
    french = organizations.holder("FR", at=noon, organization="AIESEC")

    assert enter(brazilian, pool, at=noon)
    with pytest.raises(candidacies.CannotEnter, match="certain countries only"):
        enter(french, pool, at=noon)


def test_a_letter_opens_no_pool_of_an_agreement_whose_participations_are_used(noon):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, at=noon)
    used = [stay("FR", season, organization=False) for season in (2020, 2022)]
    profile = organizations.holder("FR", at=noon, participations=used)

    assert enter(profile, pool, at=noon)
    with pytest.raises(candidacies.CannotEnter, match="used 2 participations"):
        enter(profile, rounds.pool("FR-WH"), at=noon)


def test_two_participations_through_organizations_leave_the_agreements_open(noon):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, at=noon)
    used = [stay("FR", season, organization=True) for season in (2020, 2022)]
    profile = organizations.holder("FR", at=noon, participations=used)

    with pytest.raises(candidacies.CannotEnter, match="allowed in a lifetime"):
        enter(profile, pool, at=noon)
    assert enter(profile, rounds.pool("FR-WH"), at=noon)


def test_the_pool_of_another_organization_stays_closed(noon):
    organizations.pool(at=noon)
    other = organizations.pool("ELSE", at=noon)
    organizations.letter(other, at=noon)
    profile = organizations.holder(at=noon)

    with pytest.raises(candidacies.CannotEnter, match="letter of acceptance from Example Exchange"):
        enter(profile, other, at=noon)


def test_letters_count_against_the_allotment_until_they_are_withdrawn(noon):
    pool = organizations.pool(at=noon, number=2)
    for number in ("A-1", "A-2"):
        organizations.letter(pool, number, at=noon)
    with pytest.raises(operations.CannotNominate, match="leaves 0"):
        organizations.letter(pool, "A-3", at=noon)
    with pytest.raises(operations.CannotNominate, match="Recorded already: A-1"):
        organizations.letter(pool, "A-1", at=noon)

    one = Nomination.objects.get(letter="A-1")
    with pytest.raises(operations.CannotNominate, match="Enter the reason"):
        operations.withdraw_letter(nomination_id=one.pk, reason=" ", by=one.recorded_by, at=noon)
    operations.withdraw_letter(nomination_id=one.pk, reason="The person changed plans", by=one.recorded_by, at=noon)

    assert organizations.letter(pool, "A-3", at=noon) == 1
    (counts,) = nominations.allotted([pool])
    assert (counts.given, counts.used, counts.withdrawn, counts.left) == (2, 0, 1, 0)


def test_a_letter_recorded_with_a_slip_is_withdrawn_and_recorded_anew(noon):
    pool = organizations.pool(at=noon, number=1)
    organizations.letter(pool, at=noon, born=date(2000, 4, 5))
    profile = organizations.holder(at=noon)
    with pytest.raises(candidacies.CannotEnter, match="no letter with the number A-1 for you"):
        enter(profile, pool, at=noon)
    slip = Nomination.objects.get()
    operations.withdraw_letter(nomination_id=slip.pk, reason="Day and month exchanged", by=slip.recorded_by, at=noon)

    organizations.letter(pool, at=noon)

    assert enter(profile, pool, at=noon).state == CandidacyState.WAITING
    with pytest.raises(operations.CannotNominate, match="Recorded already: A-1"):
        organizations.letter(pool, at=noon)


def test_the_journal_names_a_withdrawn_letter_by_its_row_since_a_number_there_could_never_be_forgotten(noon):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, "A-1", at=noon)
    one = Nomination.objects.get()

    operations.withdraw_letter(nomination_id=one.pk, reason="Given back", by=one.recorded_by, at=noon)

    assert RoundEntry.objects.get(kind="letter_withdrawn").details == {"nomination": one.pk}


def test_an_allotment_is_not_cut_below_what_was_given(noon):
    pool = organizations.pool(at=noon, number=3)
    for number in ("A-1", "A-2"):
        organizations.letter(pool, number, at=noon)
    more = {"category": "working_holiday", "reason_en": "A cut.", "reason_fr": "Une réduction.", "at": noon}
    one, season, by = Nomination.objects.first(), Season.objects.get(pk=2026), organizations.programme(noon)
    wanted = {"organization": organizations.organization(at=noon), "season": season, "by": by, **more}

    with pytest.raises(operations.CannotAllot, match="2 letters were given out"):
        operations.allot(number=1, effective_on=date(2026, 2, 1), **wanted)
    assert operations.allot(number=2, effective_on=date(2026, 2, 1), **wanted) == one.pool
    one.pool.refresh_from_db()
    assert one.pool.quota == 3, "one person's number is not in force"
    quotas.approved(one.pool, at=noon)
    assert one.pool.quota == 2


def test_nothing_is_allotted_without_a_memorandum(noon):
    one = organizations.organization(at=noon)
    with pytest.raises(operations.CannotAllot, match="no memorandum"):
        operations.allot(
            organization=one,
            season=Season.objects.get(pk=2026),
            category="coop",
            number=1,
            effective_on=date(2026, 1, 1),
            reason_en="x",
            reason_fr="x",
            by=organizations.programme(noon),
            at=noon,
        )


def test_staff_read_how_many_leave_before_an_organization_is_no_longer_recognized(noon, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    organizations.nominated(organizations.pool(at=noon), at=noon)
    client.force_login(cast.staff(noon)["Programme"])
    address = reverse("admin:profiles_organization_change", args=["SWAP"])
    typed = {"name": "Example Exchange", "website": ""}

    asked = client.post(address, typed).content.decode()

    assert "1 of the 1 places in these pools would end, with a letter." in asked
    assert Organization.objects.get().recognized
    # Whatever takes nobody out is saved at once.
    assert client.post(address, typed | {"recognized": "on", "website": "https://swap.example.org"}).status_code == 302
    assert client.post(address, typed | {"seen": "on"}).status_code == 302
    assert not Organization.objects.get().recognized
    assert Candidacy.objects.get().state == CandidacyState.REMOVED


@pytest.mark.parametrize("why", ["withdrawn", "organization"])
def test_whose_letter_ends_leaves_that_pool_with_a_letter_that_says_why(noon, why):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, citizenship="FR", at=noon)
    enter(profile, rounds.pool("FR-WH"), at=noon)
    by = organizations.programme(noon)
    if why == "withdrawn":
        operations.withdraw_letter(nomination_id=Nomination.objects.get().pk, reason="Fees not paid", by=by, at=noon)
    else:
        operations.keep(code="SWAP", name="Example Exchange", website="", recognized=False, by=by, at=noon)

    left = Candidacy.objects.get(profile=profile, pool=pool)
    assert (left.state, left.reason) == (CandidacyState.REMOVED, Departure.LETTER_ENDED)
    assert Candidacy.objects.get(profile=profile, pool__code="FR-WH").state == CandidacyState.WAITING
    letter = Letter.objects.get(kind="rounds/letter_ended")
    said = {"withdrawn": ("has withdrawn the letter", "a retiré la lettre"), "organization": ("no longer", "n'est plus")}[why]
    for letter.language, part in zip(("en", "fr"), said, strict=True):
        assert part in words.compose(letter)[1]
    assert letter.context["remaining"] == 1
    pool.refresh_from_db()
    assert pool.status == (PoolStatus.OPEN if why == "withdrawn" else PoolStatus.NOT_ACCEPTING)


def test_a_changed_answer_that_names_another_organization_leaves_the_pool(noon):
    pool = organizations.pool(at=noon)
    organizations.pool("ELSE", at=noon)
    profile = organizations.nominated(pool, citizenship="FR", at=noon)
    profile.refresh_from_db()
    told = {"recognized_organization": True, "organization": "ELSE", "organization_letter": "B-1"}

    profiles.save_section(
        profile_id=profile.pk,
        section=Section.ORGANIZATION,
        values=told,
        version=profile.version,
        by=profile.user,
        at=noon,
        accept=True,
    )

    assert Candidacy.objects.get(profile=profile, pool=pool).reason == Departure.CHANGED


def test_a_round_draws_from_the_pool_and_the_approval_counts_on_its_allotment_alone(noon):
    pool = organizations.pool(at=noon, number=1)
    rounds.pool("FR-WH", quota=5)
    profile = organizations.nominated(pool, citizenship="FR", at=noon)
    draws.carried_out({"XR-WH-SWAP": 1}, at=noon)
    assert Candidacy.objects.get(profile=profile).state == CandidacyState.INVITED
    pool.refresh_from_db()
    assert (pool.quota, pool.approved, rounds.pool("FR-WH").approved) == (1, 0, 0)


def test_the_stay_is_the_agreements_where_it_grants_the_category_and_else_the_memorandums(noon):
    pool = organizations.pool(at=noon, max_stay_months=9)
    french = organizations.nominated(pool, "A-1", citizenship="FR", at=noon)
    american = organizations.nominated(pool, "A-2", at=noon)
    from rounds.queries.standing import standing_of

    found = {one.pk: standing_of(one.user_id, at=noon).here[0].max_stay_months for one in (french, american)}
    assert found == {french.pk: 24, american.pk: 9}


@pytest.mark.django_db(transaction=True)
def test_two_who_record_the_last_letter_at_once_record_one(noon):
    pool = organizations.pool(at=noon, number=1)

    def record(number):
        try:
            return organizations.letter(pool, number, at=noon)
        except operations.CannotNominate:
            return 0

    found = at_the_same_moment(*[lambda number=number: record(number) for number in ("A-1", "A-2")])

    assert sorted(found) == [0, 1]
    assert nominations.given(pool.pk) == 1


@pytest.mark.parametrize(
    ("text", "words_of_it"),
    [
        ("A-1", "Line 1: enter the number"),
        ("A-1; 2001-05-04\n\nA-2; 4 May 2001", "Line 3"),
        ("A-1; 2001-13-04", "2001-13-04 is no date"),
        ("A-1; 2027-01-01", "lies ahead"),
        ("A-1; 2001-05-04\na-1, 2001-05-05", "twice"),
        ("!; 2001-05-04", "1 to 20"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text, words_of_it):
    with pytest.raises(BadLine, match=words_of_it):
        read_letters(text, on=date(2026, 2, 2))


def test_a_list_of_letters_takes_commas_semicolons_tabs_and_spaces():
    read = read_letters("a 1x;2001-05-04".replace(" ", "") + "\nB-2, 2001-05-05\nC3\t2001-05-06\n", on=date(2026, 2, 2))
    assert [(one.number, one.date_of_birth.day) for one in read] == [("A1X", 4), ("B-2", 5), ("C3", 6)]


def test_a_memorandum_is_refused_with_its_sentence(noon):
    one = organizations.organization(at=noon)
    whole = {"organization": one, "category": "coop", "effective_from": date(2026, 1, 1), "max_stay_months": None, "source": "x"}
    whole |= {"min_age": 18, "max_age": 30, "countries": [], "by": organizations.programme(noon), "at": noon}
    for changes, words_of_it in [({"max_age": 17}, "below the lowest"), ({"countries": ["QQ"]}, "QQ")]:
        with pytest.raises(lower.CannotAgree, match=words_of_it):
            lower.agree(**whole | changes)
    lower.agree(**whole)
    with pytest.raises(lower.CannotAgree, match="that day already"):
        lower.agree(**whole)
