"""Filling in a profile through its pages: every post saves, nothing typed is lost, and only one's own is seen."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from iecsite import clock
from iecsite.models import DatedSetting
from iecsite.once import new_key
from profiles.models import Letter, Passport, Profile
from profiles.operations import profiles as profiles_operations
from profiles.queries import profiles
from profiles.rules import machine_readable
from profiles.rules.declarations import Declaration
from profiles.rules.sections import Section
from profiles.states import ProfileState
from rounds.models import Season
from rounds.operations import candidacies
from rounds.states import RoundState
from tests.factories import draws, organizations, people, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(noon, client):
    people.agreements()
    user = people.account(at=noon)
    client.force_login(user)
    return user


@pytest.fixture
def profile(person, client):
    client.post(reverse("profile"))
    return Profile.objects.get(user=person)


def page(section: Section) -> str:
    return reverse("profile_section", kwargs={"section": section.value})


def post(client, section, *, version=None, follow=False, **values):
    profile = Profile.objects.latest("id")
    return client.post(page(section), {"version": profile.version if version is None else version} | values, follow=follow)


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_0": str(on.day), f"{name}_1": str(on.month), f"{name}_2": str(on.year)}


def test_person_without_a_profile_is_offered_one_and_two_posts_open_one(person, client):
    assert b"Start my profile" in client.get(reverse("profile")).content

    client.post(reverse("profile"))
    client.post(reverse("profile"))

    assert Profile.objects.filter(user=person).count() == 1
    assert b"0 of 14 done" in client.get(reverse("profile")).content


def task(client, name):
    """Status, hint and link of a line of the task list."""
    found = {str(one["name"]): one for one in client.get(reverse("profile")).context["tasks"]}[name]
    return found["status"], found["hint"], bool(found["url"])


def test_the_task_list_tells_what_is_begun_and_what_cannot_start_yet(profile, client, noon):
    organizations.organization("SWAP", at=noon)
    assert task(client, "Check my answers and send") == ("Can't start yet", "Finish every section above first.", False)
    assert task(client, "Pools")[0] == "Can't start yet"
    assert task(client, "Recognized organization")[0] == "Not started"
    profiles_operations.save_section(
        profile_id=profile.pk,
        section=Section.ORGANIZATION,
        values={"recognized_organization": True},
        version=0,
        by=profile.user,
        at=noon,
    )

    status, hint, _linked = task(client, "Recognized organization")

    assert (status, hint) == ("In progress", "Choose the organization and enter the number of the letter that it gave you.")


def test_once_everything_is_told_and_sent_the_last_lines_follow(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    mine = people.draft_profile(at=noon)
    client.force_login(mine.user)
    assert task(client, "Check my answers and send") == ("Not started", "", True)
    assert task(client, "Pools")[2] is False

    profiles_operations.send(profile_id=mine.pk, by=mine.user, at=noon)
    assert task(client, "Check my answers and send")[0] == "Finished"
    assert task(client, "Pools") == ("Not started", "", True)

    candidacies.enter(profile_id=mine.pk, pool_id=rounds.pool("FR-WH").pk, by=mine.user, at=noon)
    assert task(client, "Pools")[0] == "Finished"


def test_whoever_moved_to_another_country_reads_that_the_address_is_still_the_old_one(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    mine = people.active_profile(at=noon)
    client.force_login(mine.user)
    profiles_operations.save_section(
        profile_id=mine.pk, section=Section.RESIDENCE, values={"residence": "IE"}, version=mine.version, by=mine.user, at=noon
    )

    status, hint, linked = task(client, "Address and telephone")

    assert (status, linked) == ("In progress", True)
    assert "Your address is not in the country where you now live" in hint


def test_whole_profile_can_be_filled_in_and_sent(profile, client):
    post(client, Section.NAMES, family_name="Dvořák", given_names="Zoë Ångström")
    post(client, Section.BIRTH, **day("date_of_birth", date(2000, 5, 4)))
    post(client, Section.CITIZENSHIPS, country="FR")
    post(
        client,
        Section.PASSPORT,
        country="FR",
        number="12 ab 34567",
        **day("issued_on", date(2023, 1, 10)),
        **day("expires_on", date(2033, 1, 9)),
    )
    post(client, Section.RESIDENCE, residence="FR")
    post(client, Section.CONTACT, street_address="3, rue du Test", postal_code="33380", city="Exempleville", phone="0123456789")
    post(client, Section.PARTICIPATIONS, before="no")
    post(client, Section.ORGANIZATION, recognized_organization="no")
    post(client, Section.STUDY, student_enrolled="no")
    post(client, Section.PLACEMENT, has_placement="no")
    post(client, Section.JOB, has_job_offer="no")
    post(
        client,
        Section.DECLARATIONS,
        dependants_accompany="no",
        funds_cad="2 500,50 $",
        insurance_whole_stay="yes",
        departure_ticket_or_funds="yes",
    )

    profile = profiles.live_profile(profile.user_id)
    assert profiles.unfilled(profile) == ()
    assert profile.funds_cad == Decimal("2500.50")
    assert profile.passports.get().number_key == "12AB34567"
    checked = client.get(reverse("profile_check")).content.decode()
    assert "France – Working Holiday" in checked
    assert "Up to 24 months" in checked
    assert "You need a signed job offer" in checked or "job offer" in checked

    key = new_key()
    answer = client.post(reverse("profile_check"), people.SIGNED | {"signed_name": "zoe angstrom DVORAK", "once": key})
    again = client.post(reverse("profile_check"), people.SIGNED | {"signed_name": "zoe angstrom DVORAK", "once": key})

    assert answer.url == again.url == reverse("profile_sent")
    profile.refresh_from_db()
    assert profile.state == ProfileState.ACTIVE
    assert Letter.objects.filter(profile=profile).count() == 1
    assert client.get(reverse("profile_sent")).status_code == 200


def test_one_name_goes_to_the_family_name_and_needs_no_given_one(profile, client):
    post(client, Section.NAMES, family_name="Suharto", one_name_only="on")

    profile.refresh_from_db()
    assert (profile.family_name, profile.given_names, profile.one_name_only) == ("Suharto", "", True)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Enter your family name"),
        ("Exem\u202eple", "nobody can see"),
        ("Exem\u0000ple", "nobody can see"),
        ("Exem\u0007ple", "nobody can see"),
        ("Exem\ufeffple", "nobody can see"),
        ("x" * 121, "at most 120"),
        ("<script>", "Use letters"),
        ("3rd", "Use letters"),
        ("---", "at least one letter"),
        ("王小明", "Enter this name in Latin letters"),
    ],
)
def test_name_that_is_none_gets_a_sentence_and_stays_on_the_page(profile, client, name, sentence):
    answer = post(client, Section.NAMES, family_name=name, given_names="Zoë")

    assert sentence in answer.content.decode()
    assert "Zoë" in answer.content.decode()
    profile.refresh_from_db()
    assert profile.family_name == ""


def test_name_is_kept_composed(profile, client):
    post(client, Section.NAMES, family_name="Dvor\u030ca\u0301k", given_names="Γιω\u0301ργος")

    profile.refresh_from_db()
    assert (profile.family_name, profile.given_names) == ("Dvořák", "Γιώργος")


@pytest.mark.parametrize(
    ("typed", "kept"), [("１２ＡＢ３４５６７", "12AB34567"), ("12\u0410B34567", None), ("\u338f" * 15, None)]
)
def test_a_passport_number_has_no_signs_that_only_look_like_its_own(profile, client, typed, kept):
    answer = post(client, Section.PASSPORT, **PASSPORT | {"number": typed}).content.decode()

    assert list(profile.passports.values_list("number", flat=True)) == ([kept] if kept else [])
    assert kept or (typed in answer and "made of the letters A to Z" in answer)


def test_citizenships_are_added_and_removed_one_by_one(profile, client):
    post(client, Section.CITIZENSHIPS, country="FR")
    post(client, Section.CITIZENSHIPS, country="IE")
    twice = post(client, Section.CITIZENSHIPS, country="IE")
    post(client, Section.CITIZENSHIPS, remove="FR")

    assert "already" in twice.content.decode()
    assert [one.country_id for one in profile.citizenships.all()] == ["IE"]


def test_passport_that_ends_before_it_begins_is_refused(profile, client):
    answer = post(
        client,
        Section.PASSPORT,
        country="FR",
        number="X1",
        **day("issued_on", date(2023, 1, 10)),
        **day("expires_on", date(2022, 1, 9)),
    )

    assert "must be later than the date of issue" in answer.content.decode()
    assert not profile.passports.exists()


@pytest.mark.parametrize(("days_left", "kept"), [(0, True), (-1, False)])
def test_a_passport_is_valid_through_its_last_day(profile, client, days_left, kept):
    last = clock.today() + timedelta(days=days_left)
    answer = post(
        client, Section.PASSPORT, country="FR", number="X1", **day("issued_on", date(2020, 1, 10)), **day("expires_on", last)
    )

    assert ("This passport has expired" in answer.content.decode()) is not kept
    assert profile.passports.exists() is kept


LINES = "\n".join(
    machine_readable.lines_of(
        family_name="Exemple",
        given_names="Camille",
        number="12AB34567",
        country="FRA",
        nationality="FRA",
        born=date(2000, 5, 4),
        expires=date(2033, 1, 9),
    )
)
PASSPORT = {"number": "12AB34567", "country": "FR", "issued_on_0": "10", "issued_on_1": "1", "issued_on_2": "2023"} | {
    "expires_on_0": "9",
    "expires_on_1": "1",
    "expires_on_2": "2033",
}
ISSUED = {"issued_on_0": "10", "issued_on_1": "1", "issued_on_2": "2023"}


def test_the_two_lines_fill_the_fields_which_are_checked_before_they_are_saved(profile, client):
    read = post(client, Section.PASSPORT, lines=LINES, **ISSUED).content.decode()

    assert "We filled in what the lines say" in read
    assert 'value="12AB34567"' in read
    assert 'value="2033"' in read
    assert not profile.passports.exists()

    who = {"family_name": "Exemplé", "given_names": "Camille"} | day("date_of_birth", date(2000, 5, 4))
    post(client, Section.PASSPORT, lines=LINES, **PASSPORT, **who)
    passport = profile.passports.get()
    assert (passport.number, passport.country_id, passport.expires_on) == ("12AB34567", "FR", date(2033, 1, 9))
    assert passport.lines_reason == ""


def test_the_two_lines_fill_in_names_birth_and_citizenship_that_were_not_told(profile, client):
    read = post(client, Section.PASSPORT, lines=LINES, **PASSPORT).content.decode()
    assert 'value="Exemple"' in read
    assert 'value="2000"' in read

    post(client, Section.PASSPORT, lines=LINES, **PASSPORT, family_name="Exemplé", **day("date_of_birth", date(2000, 5, 4)))
    profile.refresh_from_db()
    # Given names left empty: the passport shows one name.
    assert (profile.family_name, profile.given_names, profile.one_name_only) == ("Exemplé", "", True)
    assert profile.date_of_birth == date(2000, 5, 4)
    assert [one.country_id for one in profile.citizenships.all()] == ["FR"]


def test_a_passport_by_its_lines_in_the_second_of_two_windows_is_compared_and_then_saved(profile, client):
    first = client.get(page(Section.PASSPORT)).context["form"]
    seen = {"version": first["version"].value(), "seen": first["seen"].value()}
    post(client, Section.PASSPORT, **PASSPORT | {"number": "99ZZ99999"})
    typed = {"lines": LINES, "family_name": "Exemplé", "given_names": "Camille"} | PASSPORT
    typed |= day("date_of_birth", date(2000, 5, 4))

    refused = client.post(page(Section.PASSPORT), typed | seen)

    assert "in another window" in refused.content.decode()
    assert "99ZZ99999" in str(refused.context["saved"])
    again = refused.context["form"]
    seen = {"version": again["version"].value(), "seen": again["seen"].value()}
    assert client.post(page(Section.PASSPORT), typed | seen).status_code == 302
    assert profile.passports.get().number == "12AB34567"


def test_a_passport_is_not_removed_from_a_list_that_another_window_changed(noon, client):
    draft = people.draft_profile(at=noon, citizenships=["FR", "IE"])
    client.force_login(draft.user)
    french = draft.passports.get()
    post(client, Section.PASSPORT, **PASSPORT | {"country": "IE"})

    told = client.post(page(Section.PASSPORT), {"remove": french.pk, "version": draft.version}, follow=True)

    assert "changed in another window, so nothing was removed" in told.content.decode()
    held = Passport.objects.filter(profile=draft)
    assert held.count() == 2
    client.post(page(Section.PASSPORT), {"remove": french.pk, "version": told.context["profile"].version})
    assert held.get().country_id == "IE"


def lines(country: str, nationality: str) -> str:
    """The lines of the same person and number, of another issuer and nationality."""
    written = machine_readable.lines_of(
        family_name="Exemple",
        given_names="Camille",
        number="12AB34567",
        country=country,
        nationality=nationality,
        born=date(2000, 5, 4),
        expires=date(2033, 1, 9),
    )
    return "\n".join(written)


WHO = {"family_name": "Exemple", "given_names": "Camille"} | day("date_of_birth", date(2000, 5, 4))


@pytest.mark.parametrize(("answer", "held"), [("yes", ["HK"]), ("no", [])])
def test_a_british_overseas_passport_makes_no_british_citizen_and_counts_for_hong_kong_if_wished(profile, client, answer, held):
    typed = {"lines": lines("GBR", "GBN")} | PASSPORT | WHO | {"country": "GB"}

    asked = post(client, Section.PASSPORT, **typed).content.decode()
    assert "Do you want to take part under the agreement with Hong Kong?" in asked
    assert not profile.passports.exists()

    post(client, Section.PASSPORT, **typed, hong_kong=answer)
    assert [(one.country_id, one.document) for one in profile.passports.all()] == [("GB", "british_overseas")]
    assert [one.country_id for one in profile.citizenships.all()] == held


@pytest.mark.parametrize("code", ["GBD", "GBO", "GBP", "GBS"])
def test_other_british_people_overseas_are_given_no_citizenship(profile, client, code):
    post(client, Section.PASSPORT, **{"lines": lines("GBR", code)} | PASSPORT | WHO | {"country": "GB"})

    assert profile.passports.get().document == "british_not_citizen"
    assert not profile.citizenships.exists()


def test_the_kind_of_a_british_passport_is_told_by_its_fields_too(profile, client):
    page = post(client, Section.PASSPORT, **PASSPORT | {"country": "FR", "document": "british_overseas"}).content.decode()
    assert "Only the United Kingdom issues such a passport." in page

    post(client, Section.PASSPORT, **PASSPORT | {"country": "GB", "document": "british_overseas"})
    assert profile.passports.get().document == "british_overseas"


def test_the_lines_of_a_british_citizen_are_held_against_another_kind(profile, client):
    typed = {"lines": lines("GBR", "GBR")} | PASSPORT | WHO | {"country": "GB", "document": "british_overseas"}
    assert "By its lines it is another kind of passport." in post(client, Section.PASSPORT, **typed).content.decode()
    assert not profile.passports.exists()


@pytest.mark.parametrize(
    ("citizenship", "section", "shown", "typed", "kept"),
    [
        ("FR", Section.JOB, "an assignment of Business France", {"job_programme": "vie"}, {"job_programme": "vie"}),
        ("AT", Section.JOB, "Your company in Austria", {"job_programme": "at-company"}, {"job_programme": "at-company"}),
        ("DE", Section.JOB, "", {"job_programme": "vie"}, {"job_programme": ""}),
        ("AU", Section.PLACEMENT, "An agreement between your school", {"placement_programme": "au-interinst"}, None),
        (
            "FR",
            Section.STUDY,
            "a training centre in France",
            {"student_training_centre": "on"},
            {"student_training_centre": True},
        ),
        ("DE", Section.STUDY, "", {"student_training_centre": "on"}, {"student_training_centre": False}),
        ("AT", Section.STUDY, "Forestry", {"study_sector": "forestry"}, None),
    ],
)
def test_what_a_stream_asks_is_asked_of_its_citizens_alone(profile, client, citizenship, section, shown, typed, kept):
    post(client, Section.CITIZENSHIPS, country=citizenship)
    offer = {"has_job_offer": "yes", "job_paid": "yes", "job_self_employed": "no", "job_teer": "2", "job_post_secondary": "yes"}
    placed = {"has_placement": "yes", "placement_required": "yes", "placement_in_field": "yes", "placement_paid": "yes"}
    studies = {"student_enrolled": "yes", "student_country": "FR"}
    asked = client.get(reverse("profile_section", kwargs={"section": section})).content.decode()
    assert (shown in asked) if shown else next(iter(typed)) not in asked

    post(client, section, **offer | placed | studies | typed)
    profile.refresh_from_db()
    for key, value in (kept or typed).items():
        assert getattr(profile, key) == value


def test_what_an_agreement_asked_goes_with_its_citizenship(profile, client):
    for country in ("FR", "DE"):
        post(client, Section.CITIZENSHIPS, country=country)
    offer = {"has_job_offer": "yes", "job_paid": "yes", "job_self_employed": "no", "job_teer": "2", "job_post_secondary": "yes"}
    post(client, Section.JOB, **offer, job_programme="vie")
    post(client, Section.STUDY, student_enrolled="yes", student_country="FR", student_training_centre="on")
    profile.refresh_from_db()
    assert (profile.job_programme, profile.student_training_centre) == ("vie", True)

    post(client, Section.CITIZENSHIPS, remove="FR")

    profile.refresh_from_db()
    assert (profile.job_programme, profile.student_training_centre, profile.student_enrolled) == ("", False, False)
    assert profile.has_job_offer


def test_what_is_not_asked_any_more_is_put_back_when_its_page_is_saved(profile, client):
    post(client, Section.CITIZENSHIPS, country="DE")
    Profile.objects.filter(pk=profile.pk).update(job_programme="vie", student_training_centre=True, has_job_offer=True)

    post(client, Section.JOB, has_job_offer="no")
    post(client, Section.STUDY, student_enrolled="yes", student_country="DE")

    profile.refresh_from_db()
    assert (profile.job_programme, profile.student_training_centre, profile.student_enrolled) == ("", False, True)


def test_a_diploma_lies_in_the_past_and_is_told_without_being_enrolled(profile, client):
    post(client, Section.CITIZENSHIPS, country="AT")
    studied = {"student_enrolled": "no", "study_sector": "tourism"}
    page = post(client, Section.STUDY, **studied | day("graduated_on", date(2090, 1, 2))).content.decode()
    assert "This day lies in the future." in page

    post(client, Section.STUDY, **studied | day("graduated_on", date(2025, 9, 1)))
    profile.refresh_from_db()
    assert (profile.study_sector, profile.graduated_on) == ("tourism", date(2025, 9, 1))


@pytest.mark.parametrize(("answer", "country"), [("yes", "HK"), ("no", "CN")])
def test_lines_with_the_code_of_china_are_asked_about_hong_kong(profile, client, answer, country):
    typed = {"lines": lines("CHN", "CHN")} | PASSPORT | WHO | {"country": ""}
    asked = post(client, Section.PASSPORT, **typed).content.decode()
    assert "Is it a passport of the Hong Kong Special Administrative Region?" in asked

    filled = post(client, Section.PASSPORT, **typed, hong_kong=answer).content.decode()
    assert f'value="{country}" selected' in filled
    post(client, Section.PASSPORT, **typed | {"country": country}, hong_kong=answer)
    assert profile.passports.get().country_id == country
    assert [one.country_id for one in profile.citizenships.all()] == [country]


def test_a_british_overseas_passport_beside_a_citizenship_of_the_united_kingdom_is_remarked_on(profile, client):
    post(client, Section.CITIZENSHIPS, country="GB")

    typed = {"lines": lines("GBR", "GBO")} | PASSPORT | WHO | {"country": "GB"}
    page = post(client, Section.PASSPORT, follow=True, **typed).content.decode()

    assert "no citizen of the United Kingdom" in page


def test_the_issuing_country_of_the_lines_is_held_against_the_field(profile, client):
    page = post(client, Section.PASSPORT, lines=LINES, **PASSPORT | WHO | {"country": "IE"}).content.decode()

    assert "The lines say France. Correct one of the two." in page
    assert not profile.passports.exists()


def test_who_types_the_fields_is_shown_the_lines_to_compare(profile, client):
    post(client, Section.NAMES, family_name="Exemple", given_names="Camille")
    post(client, Section.BIRTH, **day("date_of_birth", date(2000, 5, 4)))
    post(client, Section.CITIZENSHIPS, country="FR")
    assert "look like this?" not in client.get(reverse("profile_check")).content.decode()

    post(client, Section.PASSPORT, **PASSPORT)

    first, second = LINES.split("\n")
    for url in (page(Section.PASSPORT), reverse("profile_check")):
        shown = client.get(url).content.decode()
        assert escape(first) in shown
        assert escape(second[:20]) in shown


def test_lines_that_say_the_same_in_other_letters_ask_nothing(profile, client):
    post(client, Section.NAMES, family_name="Exèmple", given_names="Çamille")
    post(client, Section.BIRTH, **day("date_of_birth", date(2000, 5, 4)))

    post(client, Section.PASSPORT, lines=LINES, **PASSPORT)

    profile.refresh_from_db()
    assert (profile.family_name, profile.passports.count()) == ("Exèmple", 1)


@pytest.mark.parametrize(("chosen", "kept"), [("typed", ("Other", date(1999, 1, 1))), ("lines", ("Exemple", date(2000, 5, 4)))])
def test_lines_that_differ_are_shown_beside_what_was_told_and_the_person_chooses(profile, client, chosen, kept):
    post(client, Section.NAMES, family_name="Other", given_names="Camille")
    post(client, Section.BIRTH, **day("date_of_birth", date(1999, 1, 1)))

    asked = post(client, Section.PASSPORT, lines=LINES, **PASSPORT).content.decode()
    assert "What you told us: Camille Other" in asked
    assert "What the lines say: Camille Exemple" in asked
    assert "What the lines say: May 4, 2000" in asked
    assert not profile.passports.exists()

    post(client, Section.PASSPORT, lines=LINES, **PASSPORT, names_from=chosen, birth_from=chosen)
    profile.refresh_from_db()
    assert (profile.family_name, profile.date_of_birth) == kept
    assert profile.passports.exists()


def test_other_names_stand_one_a_line_and_are_judged_as_names(profile, client):
    names = {"family_name": "Exemple", "given_names": "Camille"}
    refused = post(client, Section.NAMES, **names, other_names="Müller\n12345").content.decode()
    assert "12345:" in refused

    post(client, Section.NAMES, **names, other_names="Camille Müller\n\n Camille  Durand ")
    profile.refresh_from_db()
    assert profile.other_names == ["Camille Müller", "Camille Durand"]


def test_a_mailing_address_follows_the_rules_of_its_own_country(profile, client):
    post(client, Section.RESIDENCE, residence="FR")
    home = {"street_address": "3, rue du Test", "postal_code": "33380", "city": "Exempleville"}
    asked = post(client, Section.CONTACT, **home, letters_at="elsewhere", mail_country="IE").content.decode()
    assert "Eircode" in asked

    elsewhere = {"letters_at": "elsewhere", "mail_country": "IE", "mail_parts": "IE"}
    missing = post(client, Section.CONTACT, **home, **elsewhere).content.decode()
    assert "fill it in, or write the whole address below" in missing
    post(client, Section.CONTACT, **home, **elsewhere, mail_street_address="1 Example Road", mail_city="Cork")
    profile.refresh_from_db()
    assert profile.mailing_address == {"country": "IE", "street_address": "1 Example Road", "city": "Cork"}
    assert 'value="Cork"' in client.get(page(Section.CONTACT)).content.decode()

    post(client, Section.CONTACT, **home, letters_at="home")
    profile.refresh_from_db()
    assert profile.mailing_address == {}


def test_every_declaration_is_ticked_and_the_signature_is_the_name_of_the_profile(noon, client):
    profile = people.draft_profile(at=noon)
    client.force_login(profile.user)

    half = client.post(reverse("profile_check"), people.SIGNED | {"declared_money": ""}).content.decode()
    other = client.post(reverse("profile_check"), people.SIGNED | {"signed_name": "Somebody Else"}).content.decode()

    assert "Tick this declaration" in half
    assert "You signed as Somebody Else, and your profile has the name Camille Exemple." in other
    profile.refresh_from_db()
    assert profile.state == ProfileState.DRAFT


def test_what_another_window_changed_is_shown_before_it_is_signed(noon, client):
    profile = people.draft_profile(at=noon)
    client.force_login(profile.user)
    seen = client.get(reverse("profile_check")).context["form"]["version"].value()
    profiles_operations.save_section(
        profile_id=profile.pk,
        section=Section.BIRTH,
        values={"date_of_birth": date(2001, 6, 5)},
        version=profile.version,
        by=profile.user,
        at=noon,
    )

    answer = client.post(reverse("profile_check"), people.SIGNED | {"version": seen})

    page = answer.content.decode()
    assert "Your answers were changed in another window" in page
    assert "June 5, 2001" in page
    profile.refresh_from_db()
    assert profile.state == ProfileState.DRAFT
    again = answer.context["form"]["version"].value()
    assert client.post(reverse("profile_check"), people.SIGNED | {"version": again}).url == reverse("profile_sent")


def test_a_participation_removed_in_a_list_that_another_window_changed_is_not_removed_blindly(profile, client):
    rows = [{"citizenship": "FR", "category": one, "season": 2023, "permit_issued_on": None, "permit_expires_on": None,
             "recognized_organization": False} for one in ("working_holiday", "coop")]  # fmt: skip

    def save(kept):
        profile.refresh_from_db()
        profiles_operations.save_section(
            profile_id=profile.pk,
            section=Section.PARTICIPATIONS,
            values={"participations": kept},
            version=profile.version,
            by=profile.user,
            at=clock.now(),
        )

    save(rows)
    profile.refresh_from_db()
    shown, stale = client.get(page(Section.PARTICIPATIONS)), profile.participations.first().pk
    save(rows[:1])

    answer = post(
        client, Section.PARTICIPATIONS, follow=True, version=profile.version, seen=shown.context["seen"], remove=str(stale)
    )

    told = answer.content.decode()
    assert "so nothing was removed. It stands below as it is now." in told
    assert "Compare them below" not in told
    assert profile.participations.count() == 1


def test_what_was_signed_stays_as_it_was(noon, client):
    profile = people.draft_profile(at=noon)
    client.force_login(profile.user)
    client.post(reverse("profile_check"), people.SIGNED)
    profile.refresh_from_db()

    assert len(profile.signed_declarations) == len(Declaration)
    assert "Signed as Camille Exemple" in client.get(reverse("profile_check")).content.decode()
    with pytest.raises(ProgrammingError, match="signed_name"), transaction.atomic():
        Profile.objects.filter(pk=profile.pk).update(signed_name="Another Name")


def test_a_digit_that_does_not_fit_is_said_and_may_be_passed_with_a_reason(profile, client):
    wrong = LINES.replace("12AB34567", "12AB34568")
    post(client, Section.NAMES, family_name="Exemple", given_names="Camille")
    post(client, Section.BIRTH, **day("date_of_birth", date(2000, 5, 4)))
    fields = {"lines": wrong, "number": "12AB34568", "country": "FR", **ISSUED, **day("expires_on", date(2033, 1, 9))}

    refused = post(client, Section.PASSPORT, **fields).content.decode()
    assert "The passport number and its check digit do not fit" in refused
    assert "12AB34568" in refused
    assert 'name="lines_reason"' in refused
    assert not profile.passports.exists()

    post(client, Section.PASSPORT, **fields, lines_reason="Printed like this")
    assert profile.passports.get().lines_reason == "Printed like this"


def test_a_sign_that_looks_alike_is_offered_and_taken_only_by_choice(profile, client):
    post(client, Section.NAMES, family_name="Exemple", given_names="Camille")
    post(client, Section.BIRTH, **day("date_of_birth", date(2000, 5, 4)))
    wrong = LINES.replace("12AB34567", "I2AB34567")

    offered = post(client, Section.PASSPORT, lines=wrong, **ISSUED).content.decode()
    assert "Sign 1 of the second line is 1, not I" in offered
    assert 'value="I2AB34567"' in offered
    assert "checked" not in re.search(r'<input[^>]*name="look_alike"[^>]*>', offered).group(0)

    typed = PASSPORT | {"number": "I2AB34567"}
    refused = post(client, Section.PASSPORT, lines=wrong, look_alike="as_typed", **typed).content.decode()
    assert "The passport number and its check digit do not fit" in refused
    chosen = post(client, Section.PASSPORT, lines=wrong, look_alike="11", **typed).content.decode()
    assert "We filled in what the lines say" in chosen
    assert 'name="look_alike"' not in chosen
    assert not profile.passports.exists()

    post(client, Section.PASSPORT, lines=LINES, **PASSPORT)
    assert profile.passports.get().number == "12AB34567"


def test_the_offer_of_a_sign_is_made_in_french_too_and_for_dates(profile, client):
    wrong = LINES.replace("000504", "O00504")
    with translation.override("fr"):
        offered = unescape(post(client, Section.PASSPORT, lines=wrong, **PASSPORT | WHO).content.decode())

    assert "Le caractère 14 de la deuxième ligne est 0, et non O" in offered
    assert "Aucune de ces possibilités" in offered


def test_only_somebody_of_hong_kong_and_of_the_united_kingdom_reads_of_two_british_passports(profile, client):
    post(client, Section.CITIZENSHIPS, country="GB")
    assert "each pool goes by its own" not in client.get(page(Section.PASSPORT)).content.decode()
    post(client, Section.CITIZENSHIPS, country="HK")
    assert "each pool goes by its own" in client.get(page(Section.PASSPORT)).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"lines": "P<FRA"}, "Enter both lines"),
        ({"lines": LINES, "number": "99ZZ99999"}, "The lines say 12AB34567"),
        ({"lines": LINES.replace("P<", "I<")}, "begins with P"),
    ],
)
def test_lines_that_do_not_fit_get_a_sentence_and_keep_what_was_typed(profile, client, typed, words):
    fields = {"number": "12AB34567", "country": "FR", **ISSUED, **day("expires_on", date(2033, 1, 9))} | typed
    page = post(client, Section.PASSPORT, **fields).content.decode()

    assert words in page
    assert escape(typed["lines"].splitlines()[0]) in page
    assert not profile.passports.exists()


def test_participation_is_added_and_removed(profile, client):
    asked = post(client, Section.PARTICIPATIONS, before="yes")
    assert asked.url.endswith("?add=1")
    version = Profile.objects.get().version
    stay = {"citizenship": "FR", "category": "working_holiday", "season": "2024", "recognized_organization": "no"}
    stay |= day("permit_issued_on", date(2024, 5, 1)) | {"version": version}

    half = client.post(asked.url, stay)
    assert "Enter the day on which the permit expired" in half.content.decode()
    client.post(asked.url, stay | day("permit_expires_on", date(2025, 5, 1)))
    one = profile.participations.get()
    assert "Working Holiday 2024 (France), permit from May 1, 2024" in client.get(page(Section.PARTICIPATIONS)).content.decode()

    post(client, Section.PARTICIPATIONS, remove=one.pk)
    assert not profile.participations.exists()


def test_questions_below_a_no_do_not_count(profile, client):
    post(client, Section.JOB, has_job_offer="no", job_teer="99", job_paid="yes")

    profile.refresh_from_db()
    assert (profile.has_job_offer, profile.job_teer, profile.job_paid) == (False, None, None)


def test_questions_below_a_yes_are_asked_for(profile, client):
    answer = post(client, Section.STUDY, student_enrolled="yes")

    assert "Choose the country of your school" in answer.content.decode()
    profile.refresh_from_db()
    assert profile.student_enrolled is None


def test_two_windows_the_second_is_told_and_shown_and_may_go_on(profile, client):
    version = profile.version
    post(client, Section.NAMES, version=version, family_name="First", given_names="Window")

    second = post(client, Section.NAMES, version=version, family_name="Second", given_names="Window")

    told = second.content.decode()
    assert "in another window" in told
    assert "First" in told
    assert "Second" in told
    post(client, Section.NAMES, version=second.context["form"]["version"].value(), family_name="Second", given_names="Window")
    profile.refresh_from_db()
    assert profile.family_name == "Second"


def test_profile_without_an_open_row_is_saved_but_not_sent(noon, client):
    profile = people.draft_profile(at=noon, date_of_birth=date(1970, 1, 1))
    client.force_login(profile.user)

    shown = client.get(reverse("profile_check")).content.decode()
    answer = client.post(reverse("profile_check"), people.SIGNED)

    assert "can&#x27;t be sent" in shown or "can't be sent" in shown
    assert answer.status_code == 200
    profile.refresh_from_db()
    assert profile.state == ProfileState.DRAFT


@pytest.mark.parametrize("name", ["profile_check", "profile_sent"])
def test_pages_of_a_profile_need_one(person, client, name):
    assert client.get(reverse(name)).status_code == 404


def test_stranger_is_asked_to_sign_in(client):
    answer = client.get(reverse("profile"))

    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_pages_have_french_addresses_and_words(profile, client):
    answer = client.get("/fr/profil/noms/")

    assert "Nom(s) de famille" in answer.content.decode()
    assert 'lang="fr"' in answer.content.decode()


@pytest.fixture
def sent(noon, client, monkeypatch):
    """Somebody who has just sent a profile, in a season whose end is announced."""
    monkeypatch.setattr(clock, "now", lambda: noon)
    profile = people.active_profile(at=noon)
    ends = noon + timedelta(days=300)
    Season.objects.filter(pk=2026).update(closes_at=noon + timedelta(days=250), profiles_end_at=ends)
    client.force_login(profile.user)
    return profile


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/en/profile/sent/", ["May 3, 2036", "November 29, 2026"]),
        ("/fr/profil/envoye/", ["3 mai 2036", "29 novembre 2026"]),
    ],
)
def test_whoever_has_sent_a_profile_reads_the_last_day_of_their_age_and_the_end_of_the_season(client, sent, url, said):
    page = client.get(url).content.decode()

    for words in said:
        assert words in page
    assert "you will be in the next round" not in page


@pytest.mark.parametrize(("citizenship", "days"), [("US", ["May 3, 2031"]), ("FR", ["May 3, 2036", "May 3, 2031"])])
def test_whoever_comes_through_an_organization_reads_the_last_day_of_its_age_too(client, noon, monkeypatch, citizenship, days):
    organizations.pool(at=noon, max_age=30)
    monkeypatch.setattr(clock, "now", lambda: noon)
    client.force_login(organizations.holder(citizenship, at=noon).user)

    page = client.get(reverse("profile_sent")).content.decode()

    assert [day for day in ("May 3, 2036", "May 3, 2031") if day in page] == days


def test_everything_that_takes_somebody_out_of_a_pool_is_said_after_sending(client, sent, noon):
    page = client.get(reverse("profile_sent")).content.decode()
    assert "last day on which your diploma counts" in page
    assert "it withdraws your letter, or is recognized no longer" in page
    assert "your passport, your diploma or the season ends your stay" in page
    assert "After 365 days of waiting: on February 2, 2027" in page

    DatedSetting.objects.create(
        name="longest_wait", value="season_end", effective_on=noon.date(), note_en="Decided.", note_fr="Décidé."
    )

    assert "365 days" not in client.get(reverse("profile_sent")).content.decode()


def test_whoever_stands_in_the_list_or_is_invited_reads_nothing_untrue_after_sending(client, sent, noon):
    candidacies.enter(profile_id=sent.pk, pool_id=rounds.pool("FR-WH").pk, by=sent.user, at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    assert "you will be in the next round" not in client.get(reverse("profile_sent")).content.decode()

    draws.carry_on(round_, at=noon)

    page = client.get(reverse("profile_sent")).content.decode()
    assert "You are not in a pool yet" not in page
    assert "you will be in the next round" not in page


def test_whoever_sends_a_profile_while_a_list_is_fixed_reads_that_they_are_in_the_next_one(client, sent, noon):
    rounds.candidate("FR-WH", at=noon - timedelta(hours=1))
    draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)

    assert "you will be in the next round" in client.get(reverse("profile_sent")).content.decode()


def test_each_citizenship_says_what_it_opens_and_what_was_used_of_it(client, noon):
    mine = people.draft_profile(at=noon, citizenship="IE")
    client.force_login(mine.user)

    told = " ".join(client.get(page(Section.CITIZENSHIPS)).content.decode().split())

    assert "Working Holiday: from 18 to 35 years of age, up to 24 months" in told
    assert "With this citizenship you may take part 2 times in all." in told
    assert "You used 0." in told


def test_a_citizenship_without_an_agreement_says_so(client, noon):
    mine = people.draft_profile(at=noon, only={Section.CITIZENSHIPS: {"citizenships": ["BR"]}})
    client.force_login(mine.user)

    assert "There is no agreement with Canada for it now." in client.get(page(Section.CITIZENSHIPS)).content.decode()
