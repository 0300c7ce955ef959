"""The check without an account, page by page."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import translation

from applications.queries import check as queries
from iecsite import clock
from profiles.forms.check import StudyStep
from profiles.models import Profile, User
from profiles.operations import profiles as by_operation
from profiles.queries import agreements, carried_answers
from profiles.queries.organizations import with_organizations
from profiles.rules.check import Step, steps
from profiles.rules.sections import Section
from profiles.rules.streams import asked_of
from tests.factories import draws, organizations, people, rounds

pytestmark = pytest.mark.django_db


def address(step):
    return reverse("check_question", kwargs={"step": step})


def text(response):
    return response.content.decode()


@pytest.fixture(autouse=True)
def programme():
    people.agreements()


FRENCH = [
    ("citizenships", {"country": "FR"}),
    ("birth", {"date_of_birth_0": "4", "date_of_birth_1": "5", "date_of_birth_2": "2002"}),
    ("passport", {"country": "FR", "expires_0": "1", "expires_1": "1", "expires_2": "2033"}),
    ("before", {"before": "no"}),
    ("study", {"enrolled": "no", "placement": "no"}),
    ("job", {"offer": "no"}),
    ("family", {"comes": "no"}),
]
NO_LETTER = ("organization", {"letter": "no"})


def walk(client, steps):
    """Answers one question after the other and returns the page at the end."""
    url = address("citizenships")
    for step, posted in steps:
        assert url.partition("?")[0] == address(step), url
        response = client.post(url, posted)
        assert response.status_code == 302, text(response)
        url = response["Location"]
    return client.get(url)


def card(page, title):
    group, category = title.split(" – ")
    return page.split(f">{group}</h2>")[1].split("</section>")[0].split(f"<h3>{category}</h3>")[1].split("</li>\n")[0]


def test_a_french_student_of_23_may_take_part_in_a_working_holiday(client):
    page = text(walk(client, FRENCH))

    assert "24 months" in card(page, "France – Working Holiday")
    assert "You need a signed job offer" in page
    assert "Find an employer, sign the offer, then enter it here." in page
    assert "$184.75" in page or "CAD" in page


def test_nothing_is_stored_before_the_person_asks(client):
    walk(client, FRENCH)

    assert (User.objects.count(), Profile.objects.count(), Session.objects.count()) == (0, 0, 0)
    assert "sessionid" not in client.cookies


def test_no_address_shows_the_birthday(client):
    response = client.post(address("citizenships"), {"country": "FR"})
    response = client.post(response["Location"], FRENCH[1][1])

    assert "2002" not in response["Location"]
    assert "date_of_birth" not in response["Location"]


@pytest.mark.parametrize(
    ("country", "words"),
    [("MX", "suspended"), ("BR", "no youth mobility agreement")],
)
def test_who_cannot_come_hears_why_after_one_question(client, country, words):
    assert words in text(client.get(client.post(address("citizenships"), {"country": country})["Location"]))


def test_the_passport_of_a_british_national_overseas_is_one_of_the_united_kingdom(client):
    passport = FRENCH[2][1] | {"country": "HK", "document": "british_overseas"}
    steps = [("citizenships", {"country": "HK"}), FRENCH[1], ("residence", {"residence": "HK"}), ("passport", passport)]
    steps += [FRENCH[3], NO_LETTER, FRENCH[-1]]

    assert "You can take part</span>" in text(walk(client, steps))


@pytest.mark.parametrize(("mail", "open_to_them"), [({}, False), ({"mailing_country": "BE"}, True)])
def test_a_mailing_address_counts_where_an_agreement_asks_for_an_address(client, mail, open_to_them):
    passport = ("passport", FRENCH[2][1] | {"country": "BE"})
    lives = ("residence", {"residence": "FR"} | mail)
    steps = [("citizenships", {"country": "BE"}), FRENCH[1], lives, passport, FRENCH[3], NO_LETTER, FRENCH[-1]]

    assert ("You can take part</span>" in text(walk(client, steps))) is open_to_them


def test_what_an_agreement_asks_besides_stands_where_the_profile_asks_it():
    own = asked_of(["FR"], agreements.terms_in_force(clock.today()))

    form = StudyStep(told={}, today=clock.today(), own=own)

    order = list(form.fields)
    assert order.index("training_centre") == order.index("school") + 1


def test_a_us_citizen_comes_with_a_letter_only(client):
    steps = AMERICAN[:4]
    without = text(walk(client, [*steps, NO_LETTER, FRENCH[-1]]))
    # Organizations send students and workers too.
    with_letter = text(walk(client, [*steps, ("organization", {"letter": "yes"}), *FRENCH[4:]]))

    assert "letter of acceptance" in without
    assert "You can take part</span>" in card(with_letter, "United States – Working Holiday")
    assert "You can take part</span>" not in without
    assert "You can take part</span>" in with_letter
    assert "Through a recognized organization" in with_letter


def test_who_is_too_old_hears_that_it_is_for_good(client):
    steps = [FRENCH[0], ("birth", {"date_of_birth_0": "4", "date_of_birth_1": "5", "date_of_birth_2": "1980"}), *FRENCH[2:]]

    assert "This stands for good." in text(walk(client, steps))


def test_a_wrong_date_gets_a_sentence_and_keeps_what_was_typed(client):
    url = client.post(address("citizenships"), {"country": "FR"})["Location"]

    response = client.post(url, {"date_of_birth_0": "31", "date_of_birth_1": "2", "date_of_birth_2": "2000"})

    assert response.status_code == 200
    assert "invalid" in text(response)
    assert 'value="31"' in text(response)


def test_a_page_in_the_middle_leads_to_the_first_question_without_an_answer(client):
    assert (
        client.get(address("job"))["Location"] == address("citizenships")
        or "citizenships" in client.get(address("job"))["Location"]
    )
    token = carried_answers.sealed({"citizenships": ["FR"]}, at=clock.now())
    assert address("birth") in client.get(f"{address('job')}?a={token}")["Location"]
    assert address("birth") in client.get(f"{reverse('check_result')}?a={token}")["Location"]


@pytest.mark.parametrize("token", ["nonsense", "gAAAAABm", "%00", "é"])
def test_a_changed_address_begins_again_with_a_sentence(client, token):
    for url in (address("birth"), reverse("check_result")):
        assert client.get(url, {"a": token})["Location"] == reverse("check")


def test_answers_are_good_for_a_day(client, monkeypatch):
    token = carried_answers.sealed({"citizenships": ["FR"]}, at=clock.now() - timedelta(hours=24, seconds=1))

    assert client.get(address("birth"), {"a": token})["Location"] == reverse("check")


def test_another_citizenship_asks_anew_what_hangs_on_it(client):
    end = walk(client, FRENCH)
    token = end.wsgi_request.GET["a"]

    url = client.post(f"{address('citizenships')}?a={token}&back=result", {"country": "IT"})["Location"]

    assert address("residence") in url


def test_the_answers_are_in_the_new_profile(client):
    end = walk(client, FRENCH)
    assert client.post(end.wsgi_request.get_full_path())["Location"] == reverse("account_signup")
    user = people.account(at=clock.now())
    session = client.session
    kept = session["check_answers"]
    client.force_login(user)
    session = client.session
    session["check_answers"] = kept
    session.save()

    page = client.post(reverse("profile"), follow=True)

    profile = Profile.objects.get(user=user)
    assert [one.country_id for one in profile.citizenships.all()] == ["FR"]
    assert str(profile.date_of_birth) == "2002-05-04"
    assert (profile.student_enrolled, profile.has_job_offer, profile.past_participations_told) == (False, False, True)
    assert "We filled in what you answered" in text(page)
    assert profile.passports.count() == 0
    assert Section.PASSPORT


WITHIN = {"expires": "2033-01-02"}
WHOLE = {
    "citizenships": ["FR", "HK"],
    "date_of_birth": "2002-05-04",
    "residence": "FR",
    "mailing_country": None,
    "passport": {"country": "FR", "expires": "2033-01-02"},
    "other_passports": [{"country": "GB", "expires": "2034-03-04", "document": "british_overseas"}],
    "participations": [
        {
            "citizenship": "FR",
            "category": "coop",
            "season": 2022,
            "permit_issued": "2022-05-01",
            "permit_expires": "2023-04-30",
            "recognized_organization": False,
        }
    ],
}


def test_passports_and_stays_told_in_the_check_are_not_typed_again(client):
    user = people.account(at=clock.now())
    client.force_login(user)
    session = client.session
    session["check_answers"] = carried_answers.sealed(WHOLE, at=clock.now())
    session.save()
    client.post(reverse("profile"))
    page = reverse("profile_section", kwargs={"section": "passport"})

    first = client.get(page).content.decode()
    profile = Profile.objects.get(user=user)
    whole = {
        "country": "FR",
        "number": "12AB34567",
        "document": "passport",
        "issued_on": date(2023, 1, 2),
        "expires_on": date(2033, 1, 2),
    }
    by_operation.save_section(
        profile_id=profile.pk, section=Section.PASSPORT, values=whole, version=profile.version, by=user, at=clock.now()
    )
    own, other = (client.get(page + query).content.decode() for query in ("", "?add=1"))

    assert [one.season for one in profile.participations.all()] == [2022]
    assert [_filled(one) for one in (first, own, other)] == [
        ("FR", "2033", "passport"),
        ("FR", "2033", "passport"),
        ("GB", "2034", "british_overseas"),
    ]
    assert "12AB34567" not in other.split("<form")[-1]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "If you hold two British passports, tell"), ("fr", "Si vous avez deux passeports britanniques, indiquez")],
)
def test_who_may_hold_two_british_passports_reads_where_to_tell_each(client, language, said):
    token = carried_answers.sealed(
        {"citizenships": ["GB", "HK"], "date_of_birth": "2002-05-04", "residence": "HK"}, at=clock.now()
    )
    with translation.override(language):
        page = client.get(f"{address('passport')}?a={token}").content.decode()

    assert said in unescape(page)


@pytest.mark.parametrize("citizenships", [["GB", "HK"], ["HK", "GB"]])
def test_both_british_passports_are_told_and_shown_again_under_their_own_countries(client, citizenships):
    held = {"GB": {"country": "GB", **WITHIN}, "HK": {"country": "GB", "document": "british_overseas", **WITHIN}}
    first, second = (held[one] for one in citizenships)
    told = {"citizenships": citizenships, "date_of_birth": "2002-05-04", "residence": "HK", "mailing_country": None}
    token = carried_answers.sealed(told | {"passport": first, "other_passports": [second]}, at=clock.now())

    form = client.get(f"{address('passport')}?a={token}").context["form"]

    shown = [form[f"held_{number}"].value() for number in (1, 2)]
    assert dict(zip(citizenships, shown, strict=True)) == {"GB": "own", "HK": "british_overseas"}


def _filled(page):
    """Country, year of expiry and kind that the form of a passport begins with."""
    country = re.search(r'<select name="country".*?</select>', page, re.DOTALL).group(0)
    chosen = re.search(r'<option value="(\w+)" selected', country).group(1)
    year = re.search(r'name="expires_on_2"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="expires_on_2"', page)
    (kind,) = (one for one in re.findall(r'<input[^>]*name="document"[^>]*>', page) if "checked" in one)
    return chosen, year.group(1) or year.group(2), re.search(r'value="(\w+)"', kind).group(1)


def test_the_result_takes_as_many_queries_for_one_citizenship_as_for_three(django_assert_max_num_queries):
    rounds.candidate("FR-WH", at=clock.now())
    draws.carried_out({"FR-WH": 1}, at=clock.now())
    told = {"date_of_birth": "2002-05-04", "participations": []}
    for citizenships in (["FR"], ["FR", "DE", "AU"]):
        terms = agreements.terms_in_force(clock.today())
        with django_assert_max_num_queries(10):
            found = queries.result(told | {"citizenships": citizenships}, terms, on=clock.today(), season=2026)
        assert any(row.numbers is not None for row in found.rows)


AMERICAN = [
    ("citizenships", {"country": "US"}),
    ("birth", {"date_of_birth_0": "4", "date_of_birth_1": "5", "date_of_birth_2": "2002"}),
    ("passport", {"country": "US", "expires_0": "1", "expires_1": "1", "expires_2": "2033"}),
    ("before", {"before": "no"}),
    ("organization", {"letter": "yes"}),
]


def test_with_a_letter_each_organization_that_may_nominate_is_shown_with_its_own_terms(client):
    at = clock.now()
    organizations.pool(at=at, max_stay_months=9)
    organizations.pool("NORTH", "young_professionals", at=at, countries=["BR"])

    page = text(walk(client, [*AMERICAN, FRENCH[-1]]))

    assert "9 months" in card(page, "Through Example Exchange – Working Holiday")
    assert "International Co-op" not in page
    assert "no youth mobility agreement with this country" in page


def test_without_a_letter_the_same_person_reads_what_to_do(client):
    page = text(walk(client, [*AMERICAN[:4], NO_LETTER, FRENCH[-1]]))

    shown = card(page, "United States – Working Holiday")
    assert "Yes, but something is missing" in shown
    assert "You need a letter of acceptance from a recognized organization." in shown


@pytest.mark.parametrize("country", ["US", "BR"])
def test_who_may_come_through_organizations_alone_is_asked_five_to_eight_questions(country):
    for category in ("working_holiday", "young_professionals", "coop"):
        organizations.pool("NORTH", category, at=clock.now(), countries=["US", "BR"])
    on = clock.today()
    terms = with_organizations(agreements.terms_in_force(on), on=on)

    asked = steps({"citizenships": [country]}, terms, on=on)

    assert Step.ORGANIZATION in asked
    assert 5 <= len(asked) <= 8


def test_who_has_no_agreement_is_asked_for_a_letter_where_an_organization_may_nominate_them(client):
    organizations.pool("NORTH", "young_professionals", at=clock.now(), countries=["BR"])
    job = {"offer": "yes", "paid": "yes", "self_employed": "no", "teer": "2", "post_secondary": "yes"}
    passport = {"country": "BR", "expires_0": "1", "expires_1": "1", "expires_2": "2033"}
    steps = [("citizenships", {"country": "BR"}), AMERICAN[1], ("passport", passport), *AMERICAN[3:], ("job", job), FRENCH[-1]]
    page = text(walk(client, steps))

    assert "You can take part" in card(page, "Through Example Exchange – Young Professionals")


def test_a_travel_document_for_refugees_does_not_open_a_category_and_the_result_says_what_does(client):
    step, passport = FRENCH[2]
    page = text(walk(client, [*FRENCH[:2], (step, passport | {"document": "refugee_travel_document"}), *FRENCH[3:]]))

    assert "A travel document for refugees or other non-citizens does not count." in page
    assert "You can take part" not in page


def test_the_permits_are_asked_for_only_when_there_were_any(client):
    url = address("citizenships")
    for _step, posted in FRENCH[:3]:
        url = client.post(url, posted)["Location"]
    assert "category_1" not in text(client.get(url))

    page = text(client.post(url, {"before": "yes"}))

    assert "category_1" in page
    assert "There is a problem" not in page
    assert "You said yes, so choose" in text(client.post(url, {"before": "yes", "category_1": ""}))


def test_the_last_day_of_the_age_limit_is_shown(client):
    assert "May 3, 2038" in text(walk(client, FRENCH))


PERMIT = {
    "before": "yes",
    "category_1": "working_holiday",
    "season_1": "2023",
    "issued_1_0": "1",
    "issued_1_1": "4",
    "issued_1_2": "2023",
    "expires_1_0": "31",
    "expires_1_1": "3",
    "expires_1_2": "2025",
    "organization_1": "no",
}


def passports(*held):
    """The question about the passport of each citizenship, in their order; whether they have it."""
    answers = {}
    for number, one in enumerate(held, 1):
        answers |= {f"held_{number}": "own" if one else "none"}
        answers |= {f"expires_{number}_0": "1", f"expires_{number}_1": "1", f"expires_{number}_2": "2033"} if one else {}
    return "passport", answers


IRISH = "Ireland – Working Holiday"


def of_two(first, second, *, used, letter=()):
    """A person of two citizenships with one earlier Working Holiday under one of them, and both passports."""
    before = ("before", PERMIT | ({"citizenship_1": used} if used else {}))
    both = ("citizenships", {"country": first, "second": second})
    return [both, FRENCH[1], passports(True, True), before, *letter, *FRENCH[4:]]


def test_a_stay_through_an_organization_uses_up_no_category_of_the_agreement(client):
    through = ("before", PERMIT | {"organization_1": "yes"})
    assert "You can take part" in card(text(walk(client, [*FRENCH[:3], through, *FRENCH[4:]])), "France – Working Holiday")


def test_a_permit_was_issued_in_the_past(client):
    url = walk(client, FRENCH[:3]).wsgi_request.get_full_path()
    assert "This day lies in the future." in text(client.post(url, PERMIT | {"issued_1_2": "2090", "expires_1_2": "2091"}))


def test_with_another_citizenship_the_passport_and_the_stays_are_asked_once_more(client):
    token = walk(client, FRENCH).wsgi_request.GET["a"]

    url = client.post(f"{address('citizenships')}?a={token}&back=result", {"country": "IE"})["Location"]
    assert url.partition("?")[0] == address("passport")
    url = client.post(url, FRENCH[2][1] | {"country": "IE"})["Location"]
    assert url.partition("?")[0] == address("before")


def test_a_volunteer_of_business_france_may_take_part_in_the_stream_of_france(client):
    offer = {"offer": "yes", "paid": "no", "self_employed": "no", "teer": "2", "post_secondary": "yes", "programme": "vie"}
    page = text(walk(client, [*FRENCH[:5], ("job", offer), FRENCH[6]]))

    title = "France – Young Professionals (Volontariat international en entreprise (VIE))"
    assert "You can take part" in card(page, title)


@pytest.mark.parametrize("order", [("FR", "US"), ("US", "FR")])
def test_a_second_citizenship_of_the_united_states_does_not_forgive_a_used_working_holiday(client, order):
    page = text(walk(client, of_two(*order, used="FR", letter=[NO_LETTER])))

    assert "You can take part" not in card(page, "France – Working Holiday")
    assert "A letter of a recognized organization could open: Young Professionals, Working Holiday." in page


def test_an_answer_about_an_organization_from_before_another_citizenship_was_added_counts_no_longer(client):
    end = walk(client, [*AMERICAN, *FRENCH[4:]])
    token = end.wsgi_request.GET["a"]

    url = client.post(f"{address('citizenships')}?a={token}&back=result", {"country": "US", "second": "FR"})["Location"]

    told = carried_answers.opened(client.get(url).wsgi_request.GET["a"], at=clock.now())
    assert "recognized_organization" not in told


def test_a_citizen_of_two_countries_who_has_one_passport_reads_so_under_the_other(client):
    both = ("citizenships", {"country": "FR", "second": "IE"})

    page = text(walk(client, [both, FRENCH[1], passports(True, False), *FRENCH[3:]]))

    assert "You can take part" in card(page, "France – Working Holiday")
    irish = card(page, "Ireland – Working Holiday")
    assert "You need a passport of the country of the agreement (Ireland)." in irish
    assert "You can take part" not in irish
    assert "France, valid until January 1, 2033" in page
    assert "You can take part" in card(text(walk(client, [both, FRENCH[1], passports(True, True), *FRENCH[3:]])), IRISH)


def test_an_expired_passport_of_one_country_says_nothing_about_another(client):
    step, told = passports(True, False)
    both = ("citizenships", {"country": "FR", "second": "IE"})

    page = text(walk(client, [both, FRENCH[1], (step, told | {"expires_1_2": "2020"}), *FRENCH[3:]]))

    assert "Your passport expired" in card(page, "France – Working Holiday")
    assert "Your passport expired" not in card(page, IRISH)


def test_somebody_of_two_citizenships_without_any_passport_gets_an_answer(client):
    page = text(
        walk(client, [("citizenships", {"country": "FR", "second": "IE"}), FRENCH[1], passports(False, False), *FRENCH[3:]])
    )

    assert "Yes, but something is missing" in card(page, "France – Working Holiday")
    assert "<dt>Passport</dt><dd>None</dd>" in page


def test_a_british_national_overseas_with_two_citizenships_says_which_passport_is_which(client):
    step, told = passports(True, True)
    held = told | {"held_1": "british_overseas", "held_2": "none"}
    both = ("citizenships", {"country": "HK", "second": "GB"})

    lives = ("residence", {"residence": "HK"})
    page = text(walk(client, [both, FRENCH[1], lives, (step, held), FRENCH[3], NO_LETTER, *FRENCH[4:-1]]))

    assert "You can take part" in card(page, "Hong Kong – Working Holiday")
    assert "You can take part" not in card(page, "United Kingdom – Working Holiday")


def test_somebody_without_a_passport_yet_reads_that_one_is_missing(client):
    none = ("passport", {"country": "FR", "document": "none", "expires_0": "", "expires_1": "", "expires_2": ""})

    end = walk(client, [*FRENCH[:2], none, *FRENCH[3:]])

    shown = card(text(end), "France – Working Holiday")
    assert "Yes, but something is missing" in shown
    assert "You need a passport of the country of the agreement (France)." in shown
    form = client.get(f"{address('passport')}?a={end.wsgi_request.GET['a']}&back=result").context["form"]
    assert form.initial["document"] == "none"


def test_the_day_on_which_each_passport_expires_is_asked_for(client):
    url = client.post(address("citizenships"), {"country": "FR", "second": "IE"})["Location"]
    url = client.post(url, FRENCH[1][1])["Location"]

    page = text(client.post(url, {"held_1": "own"}))

    assert "Do you have a passport of this country: France?" in page
    assert "Fill in the day on which this passport expires." in page
    assert "Choose one of the answers." in page


def test_coming_back_shows_the_passports_that_were_told(client):
    both = ("citizenships", {"country": "FR", "second": "IE"})
    token = walk(client, [both, FRENCH[1], passports(False, True), *FRENCH[3:]]).wsgi_request.GET["a"]

    form = client.get(f"{address('passport')}?a={token}&back=result").context["form"]

    assert (form.initial["held_1"], form.initial["held_2"], form.initial["expires_2"].year) == ("none", "own", 2033)


def test_no_passport_is_answered_for_a_citizenship_that_was_added_since(client):
    token = walk(client, FRENCH).wsgi_request.GET["a"]
    url = client.post(f"{address('citizenships')}?a={token}&back=result", {"country": "FR", "second": "IE"})["Location"]
    assert url.partition("?")[0] == address("passport")

    form = client.get(url).context["form"]

    assert form.initial["held_1"] == "own"
    assert "held_2" not in form.initial


def test_with_one_citizenship_left_one_passport_is_told(client):
    both = ("citizenships", {"country": "FR", "second": "IE"})
    token = walk(client, [both, FRENCH[1], passports(True, True), *FRENCH[3:]]).wsgi_request.GET["a"]

    url = client.post(f"{address('citizenships')}?a={token}&back=result", {"country": "IE"})["Location"]
    url = client.post(url, FRENCH[2][1] | {"country": "IE"})["Location"]

    told = carried_answers.opened(client.get(url).wsgi_request.GET["a"], at=clock.now())
    assert (told["passport"]["country"], told["other_passports"]) == ("IE", [])


def test_an_earlier_stay_counts_under_the_citizenship_that_was_used(client):
    irish = text(walk(client, of_two("FR", "IE", used="IE")))
    french = text(walk(client, of_two("FR", "IE", used="FR")))

    assert "You can take part" in card(irish, "France – Working Holiday")
    assert "You can take part" not in card(french, "France – Working Holiday")
    assert "Working Holiday 2023, as a citizen of: Ireland" in irish
    assert "Working Holiday 2023, as a citizen of: France" in french


def test_somebody_of_two_citizenships_has_to_say_which_one_they_used(client):
    url = address("citizenships")
    for _step, posted in [("citizenships", {"country": "FR", "second": "IE"}), FRENCH[1], passports(True, True)]:
        url = client.post(url, posted)["Location"]

    assert "Choose the citizenship that you used for this permit." in text(client.post(url, PERMIT))
    assert "Citizenship that you used" not in text(walk(client, FRENCH))


def test_dependants_in_the_application_close_it_and_the_result_says_what_to_do(client):
    page = text(walk(client, [*FRENCH[:-1], ("family", {"comes": "yes"})]))

    assert "You can take part" not in page
