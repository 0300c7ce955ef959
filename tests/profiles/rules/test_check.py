"""The check asks what can change something, and its facts are those of the command."""

import re
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.queries.programme_files import terms_from_files
from profiles.rules import check, eligibility, facts_form, reason_names
from profiles.rules.in_force import DatedTerms, in_force
from profiles.rules.problems import Code, Problem
from profiles.rules.remedies import Remedy, way_out
from profiles.rules.remedy_sentences import HOW, OF_KIND, remedy_sentence
from profiles.rules.sections import BESIDES, FIELDS, Section
from profiles.rules.sentences import SENTENCES
from profiles.rules.streams import asked_of
from profiles.rules.terms import NOT_A_COUNTRY

ON = date(2026, 2, 2)
# With what every partner's agreement says to those who come through an organization.
TERMS = in_force([DatedTerms(one) for one in terms_from_files()], ON)
YOUNG = "2003-05-04"
WITHIN = {"expires": "2033-01-01"}


@pytest.mark.parametrize(
    ("citizenships", "expected"),
    [
        (["FR"], ["citizenships", "birth", "passport", "before", "study", "job", "family"]),
        (["IT"], ["citizenships", "birth", "residence", "passport", "before", "study", "job", "family"]),
        (["IS"], ["citizenships", "birth", "passport", "before", "organization", "family"]),
        (["MX"], ["citizenships"]),
        (["BR"], ["citizenships"]),
        (["US"], ["citizenships", "birth", "passport", "before", "organization", "family"]),
        (["FR", "US"], ["citizenships", "birth", "passport", "before", "study", "job", "family"]),
    ],
)
def test_only_questions_that_matter_are_asked(citizenships, expected):
    assert [step.value for step in check.steps({"citizenships": citizenships}, TERMS, on=ON)] == expected


def test_every_partner_and_every_pair_with_a_way_is_asked_five_to_eight_questions():
    partners = sorted({one.country for one in TERMS if one.status != "suspended"} - NOT_A_COUNTRY)
    held = [*combinations(partners, 1), *combinations(partners, 2)]
    counts = {countries: len(check.steps({"citizenships": list(countries)}, TERMS, on=ON)) for countries in held}

    assert len(partners) >= 34
    assert {countries: count for countries, count in counts.items() if not 5 <= count <= 8} == {}


def test_an_earlier_stay_of_a_country_whose_agreement_is_suspended_was_not_through_an_organization():
    stays = [{"citizenship": "MX", "category": "working_holiday", "season": 2020}, {"citizenship": "US", "category": "coop"}]
    told = {"citizenships": ["US", "MX"], "participations": stays, "recognized_organization": True}

    found = check.facts(told, TERMS, on=ON)["participations"]

    assert [one.get("recognized_organization", False) for one in found] == [False, True]


COUNTRIES = sorted({one.country for one in TERMS} | {"BR"})
ANSWERS = st.fixed_dictionaries(
    {
        "citizenships": st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=3, unique=True),
        "date_of_birth": st.dates(date(1980, 1, 1), date(2012, 1, 1)).map(date.isoformat),
        "participations": st.just([]),
        "student": st.none() | st.fixed_dictionaries({"enrolled": st.just(True), "country": st.sampled_from(COUNTRIES)}),
        "job_offer": st.none()
        | st.fixed_dictionaries(
            {"paid": st.booleans(), "self_employed": st.booleans(), "teer": st.integers(0, 5), "post_secondary": st.booleans()}
        ),
    },
    optional={
        "residence": st.sampled_from(COUNTRIES),
        "passport": st.fixed_dictionaries({"country": st.sampled_from(COUNTRIES), "expires": st.just("2033-01-01")}),
        "placement": st.none()
        | st.fixed_dictionaries(
            {"required_by_programme": st.booleans(), "in_field_of_study": st.booleans(), "paid": st.booleans()}
        ),
        "recognized_organization": st.booleans(),
        "mailing_country": st.none() | st.sampled_from(COUNTRIES),
    },
)


@given(ANSWERS)
def test_a_question_that_is_not_asked_changes_no_verdict(told):
    """Leaving out the answers to questions that the check does not ask gives the same verdicts."""
    asked = check.steps(told, TERMS, on=ON, season=2026)
    keys = {key for step in asked for key in check.KEYS[step]} | {"date_of_birth", "participations"}
    left = {key: value for key, value in told.items() if key in keys}
    if "recognized_organization" not in keys:
        told = {key: value for key, value in told.items() if key != "recognized_organization"}

    assert verdicts(left) == verdicts(told)


def verdicts(told):
    """By everything that was told, asked for or not."""
    declared = check.facts({"citizenships": []}, TERMS, on=ON)
    question = facts_form.question(declared | told, season_on=lambda _day: 2026)
    found = eligibility.pool_verdicts(question.facts, TERMS, on=ON, season=2026)
    return [(one.country, one.category, one.stream, one.eligible) for one in found if one.country != "XN"]


@given(ANSWERS)
def test_a_letter_is_asked_for_wherever_it_opens_a_category(told):
    """Whoever would be let into a category by a letter alone is asked whether they have one."""
    told = told | {"residence": told.get("residence", "FR"), "passport": told.get("passport")}
    without, through = ({one[1] for one in verdicts(told | {"recognized_organization": one}) if one[3]} for one in (False, True))

    if through - without:
        assert check.Step.ORGANIZATION in check.steps(told, TERMS, on=ON, season=2026)


def stay(country, category="working_holiday", season=2022, **more):
    return {
        "citizenship": country,
        "category": category,
        "season": season,
        "permit_issued": f"{season}-04-01",
        "permit_expires": f"{season + 1}-03-31",
        **more,
    }


TWICE_THROUGH_ORGANIZATIONS = [stay("FR", season=year, recognized_organization=True) for year in (2018, 2020)]
DANE = {"citizenships": ["DK"], "residence": "DK", "passport": {"country": "DK", **WITHIN}}
STUDIES_ELSEWHERE = {
    "student": {"enrolled": True, "country": "BR"},
    "placement": {"required_by_programme": True, "in_field_of_study": True, "paid": True},
    "job_offer": None,
}
FRENCH = {"citizenships": ["FR"], "date_of_birth": YOUNG, "passport": {"country": "FR", **WITHIN}, "participations": []}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, False),
        ({"participations": [stay("FR")]}, True),
        # Twice through organizations: no letter opens anything more.
        ({"participations": [stay("FR"), *TWICE_THROUGH_ORGANIZATIONS]}, False),
        # Too old for the agreement is too old for an organization.
        ({"date_of_birth": "1985-05-04", "participations": [stay("FR")]}, False),
        # One participation a season, by whichever way.
        ({"participations": [stay("FR", season=2026)]}, False),
        # Denmark's agreement has no other category than the one that is open, and organizations have.
        (DANE, True),
        (DANE | {"date_of_birth": "1985-05-04"}, False),
        # A Swede without a Swedish passport may come as a citizen of the United States.
        ({"citizenships": ["SE", "US"], "residence": "US", "passport": {"country": "US", **WITHIN}}, True),
        # An agreement that wants a school at home; organizations do not.
        ({"citizenships": ["IE"], "passport": {"country": "IE", **WITHIN}, **STUDIES_ELSEWHERE}, True),
    ],
)
def test_a_citizen_of_a_partner_is_asked_for_a_letter_only_when_it_could_change_the_answer(changes, asked):
    found = check.steps(FRENCH | changes, TERMS, on=ON, season=2026)

    assert (check.Step.ORGANIZATION in found) is asked


def test_with_a_letter_the_questions_of_what_it_opens_are_asked():
    told = {"citizenships": ["IS"], "date_of_birth": YOUNG, "passport": {"country": "IS", **WITHIN}, "participations": []}

    without = check.steps(told | {"recognized_organization": False}, TERMS, on=ON)
    with_letter = check.steps(told | {"recognized_organization": True}, TERMS, on=ON)

    assert set(with_letter) - set(without) == {check.Step.STUDY, check.Step.JOB}
    assert check.next_step(told | {"recognized_organization": True}, TERMS, on=ON) is check.Step.STUDY


def test_whoever_is_asked_of_a_letter_beside_everything_else_is_not_asked_of_dependants():
    partners = sorted({one.country for one in TERMS if one.status != "suspended"} - NOT_A_COUNTRY)
    asked = {
        country: check.steps({"citizenships": [country], "recognized_organization": True}, TERMS, on=ON) for country in partners
    }

    assert max(len(steps) for steps in asked.values()) == 8
    without = {country for country, steps in asked.items() if check.Step.FAMILY not in steps}
    assert without
    assert without <= {"BE", "DK", "HK", "JP", "NL"}
    assert all(check.Step.ORGANIZATION in asked[country] and len(asked[country]) == 8 for country in without)


def test_an_answer_to_a_question_that_is_asked_no_more_is_no_fact():
    told = FRENCH | {"citizenships": ["US"], "residence": "FR", "job_offer": {"paid": True}}

    found = check.facts(told, TERMS, on=ON)

    assert "residence" not in found
    assert "job_offer" not in found


@given(ANSWERS)
def test_the_answers_fill_whole_sections_of_a_profile(told):
    for section, values in check.sections_of(told, TERMS, on=ON).items():
        assert set(FIELDS[section]) <= set(values) <= {*FIELDS[section], *BESIDES.get(section, ())}


def test_stays_that_are_told_whole_and_passports_go_on_to_a_profile():
    passports = {
        "passport": {"country": "FR", **WITHIN},
        "other_passports": [{"country": "GB", "document": "british_overseas", **WITHIN}],
    }
    told = {"citizenships": ["FR", "HK"], "participations": [stay("FR"), stay("US", season=2020)], **passports}

    found = check.sections_of(told, TERMS, on=ON)[Section.PARTICIPATIONS]["participations"]
    assert [(one["citizenship"], one["season"], one["recognized_organization"]) for one in found] == [
        ("FR", 2022, False),
        # Citizens of the United States come through organizations alone.
        ("US", 2020, True),
    ]
    assert (found[0]["permit_issued_on"], found[0]["permit_expires_on"]) == (date(2022, 4, 1), date(2023, 3, 31))
    assert check.passports_of(told, TERMS, on=ON) == [
        {"country": "FR", "expires": "2033-01-01", "document": "passport"},
        {"country": "GB", "expires": "2033-01-01", "document": "british_overseas"},
    ]
    in_part = told | {"participations": [{"citizenship": "FR", "category": "coop"}], "passport": None, "other_passports": []}
    assert Section.PARTICIPATIONS not in check.sections_of(in_part, TERMS, on=ON)
    assert check.passports_of(in_part, TERMS, on=ON) == []


def test_answers_that_are_not_asked_any_more_fill_no_section():
    told = {"citizenships": ["BE"], "student": {"enrolled": True, "country": "FR", "training_centre": True}, "job_offer": None}

    assert set(check.sections_of(told, TERMS, on=ON)) == {Section.CITIZENSHIPS}
    assert Section.STUDY in check.sections_of(told | {"citizenships": ["FR"]}, TERMS, on=ON)


@pytest.mark.parametrize("code", Code)
def test_every_reason_has_a_way_out_or_none_and_a_name_in_both_languages(code):
    assert way_out(Problem(code)).remedy in Remedy
    assert reason_names.name(code, "en") != reason_names.name(str(code), "fr")


@pytest.mark.parametrize(
    ("problem", "remedy", "day"),
    [
        (Problem(Code.AGE_LOW, {"min_age": 18, "from": date(2027, 5, 4)}), Remedy.FROM_A_DAY, date(2027, 5, 4)),
        (Problem(Code.DISCONTINUANCE, {"months": 3, "from": date(2026, 4, 1)}), Remedy.FROM_A_DAY, date(2026, 4, 1)),
        (Problem(Code.AGE_HIGH, {"max_age": 35, "until": date(2025, 1, 1)}), Remedy.FOR_GOOD, None),
        (Problem(Code.AGREEMENT_INACTIVE, wording="suspended"), Remedy.NOT_YOURS, None),
        (Problem(Code.AGREEMENT_INACTIVE, wording="not_yet"), Remedy.NEXT_SEASON, None),
        (Problem(Code.RECOGNIZED_ORGANIZATION, {"used": 2, "allowed": 2}), Remedy.FOR_GOOD, None),
        (Problem(Code.RECOGNIZED_ORGANIZATION, wording="letter"), Remedy.MENDABLE, None),
        (Problem(Code.JOB_OFFER), Remedy.MENDABLE, None),
    ],
)
def test_what_can_be_done_about_a_reason(problem, remedy, day):
    found = way_out(problem)

    assert (found.remedy, found.day) == (remedy, day)


@pytest.mark.parametrize("key", HOW)
def test_what_to_do_is_said_in_both_languages_about_a_reason_that_exists(key):
    code, _, wording = key.partition(".")
    english, french = HOW[key]

    assert code in set(Code)
    assert not wording or key in SENTENCES
    assert english != french
    assert (english[-1], french[-1]) == (".", ".")
    assert not re.search(" [:;?!»%$]", french)


@pytest.mark.parametrize("key", SENTENCES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_problem_says_what_can_be_done(key, language):
    code, _, wording = key.partition(".")
    days = {"from": date(2027, 5, 4)} if code in (Code.AGE_LOW, Code.DISCONTINUANCE, Code.LETTER_OUT) else {}
    problem = Problem(Code(code), days, wording)
    said = remedy_sentence(problem, language)

    assert said.endswith(".")
    if way_out(problem).remedy is Remedy.MENDABLE:
        # To say that it can be mended is not enough: the person is told how.
        assert said not in OF_KIND[Remedy.MENDABLE]
    if days:
        assert "2027" in said


def test_what_a_letter_of_an_organization_opens_is_no_reason_out_of_everybodys_hands():
    problem = Problem(Code.AGREEMENT_INACTIVE, {}, "ro_only")

    assert way_out(problem).remedy is Remedy.MENDABLE
    assert remedy_sentence(problem, "en") == "Ask a recognized organization for a letter of acceptance."


def test_another_language_is_refused():
    with pytest.raises(KeyError):
        remedy_sentence(Problem(Code.FUNDS), "de")


def test_a_passport_is_asked_for_where_an_agreement_wants_one():
    assert asked_of(["US", "FR", "BR", "IE"], TERMS).passports == ("US", "FR", "IE")


def test_no_passport_is_asked_for_where_the_agreement_is_suspended():
    suspended = {one.country for one in TERMS if one.status == "suspended"}

    assert "UA" in suspended
    assert asked_of(["FR", "UA"], TERMS).passports == ("FR",)


def test_the_question_about_passports_is_asked_of_whoever_has_a_citizenship_to_tell_one_of():
    everybody = sorted({one.country for one in TERMS} | {partner.country for one in TERMS for partner in one.partners})
    held = [*combinations(sorted(set(everybody) - NOT_A_COUNTRY), 1), *combinations(sorted(set(everybody) - NOT_A_COUNTRY), 2)]
    differ = [
        countries
        for countries in held
        if (steps := check.steps({"citizenships": list(countries)}, TERMS, on=ON)) != (check.Step.CITIZENSHIPS,)
        and (check.Step.PASSPORT in steps) != bool(asked_of(countries, TERMS).passports)
    ]

    assert differ == []
