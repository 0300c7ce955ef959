"""Every predicate as a table, and the verdicts under all agreements."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from profiles.rules import eligibility
from profiles.rules.facts import (
    ALIEN_DOCUMENT,
    BRITISH_NOT_CITIZEN,
    BRITISH_OVERSEAS,
    CATEGORIES,
    CITIZENS_PASSPORT,
    REFUGEE_DOCUMENT,
    JobOffer,
    Passport,
    Placement,
    Student,
)
from profiles.rules.in_force import DatedTerms, in_force
from profiles.rules.problems import Code
from tests.profiles.rules.people import ALL_TERMS, ON, SEASON, someone, stay, terms

STREAMS_WITH_CONDITIONS = {"at-company", "at-exchange", "au-interinst", "vie", "vives"}
# What somebody says who meets the condition of a stream.
SAID = {
    **{one: {"job_offer": JobOffer(paid=True, teer=2, programme=one)} for one in ("at-company", "vie", "vives")},
    "at-exchange": {"student": Student(enrolled=True, country="AT", sector="forestry")},
    "au-interinst": {
        "placement": Placement(required_by_programme=True, in_field_of_study=True, paid=True, programme="au-interinst"),
        "student": Student(enrolled=True, country="AU"),
    },
}
# The longest stay of a first participation, where it is not 12 months.
FIRST_STAYS = {
    ("AT", "coop", "at-exchange"): 6,
    ("AU", "working_holiday", ""): 24,
    ("AU", "young_professionals", ""): 24,
    ("CH", "coop", ""): 18,
    ("CH", "young_professionals", ""): 18,
    ("FR", "working_holiday", ""): 24,
    ("FR", "young_professionals", ""): 24,
    ("FR", "young_professionals", "vie"): 24,
    ("IE", "working_holiday", ""): 24,
    ("IE", "young_professionals", ""): 24,
    ("NZ", "working_holiday", ""): 23,
    **{("GB", category, ""): 24 for category in CATEGORIES},
    **{("KR", category, ""): 24 for category in CATEGORIES},
    **{("PT", category, ""): 24 for category in CATEGORIES},
}
ACTIVE = [key for key, one in ALL_TERMS.items() if one.status == "active"]


def codes(facts, row, *, on=ON, season=SEASON):
    return [str(problem.code) for problem in eligibility.problems(facts, row, on=on, season=season)]


def test_there_are_36_partners_and_93_rows_of_theirs():
    assert len({country for country, _, _ in ACTIVE}) == 36
    assert len(ACTIVE) == 93


@pytest.mark.parametrize("key", ACTIVE, ids="-".join)
def test_whoever_fulfils_everything_may_come_and_to_a_stream_who_says_that_they_meet_its_conditions(key):
    country, _, stream = key
    verdict = eligibility.verdict(someone(country), ALL_TERMS[key], on=ON, season=SEASON)

    assert [str(problem.code) for problem in verdict.problems] == (["sector"] if stream else [])
    assert verdict.eligible is (stream == "")
    assert verdict.max_stay_months == FIRST_STAYS.get(key, 12)
    assert codes(someone(country, **SAID.get(stream, {})), ALL_TERMS[key]) == []


def test_the_streams_with_conditions_of_their_own_are_these():
    assert {one.stream for one in ALL_TERMS.values() if one.asks_beyond_facts} == STREAMS_WITH_CONDITIONS
    assert {stream for _, _, stream in ALL_TERMS} == STREAMS_WITH_CONDITIONS | {""}


@pytest.mark.parametrize("stream", SAID)
def test_a_stream_is_open_only_to_who_says_that_its_own_condition_is_met(stream):
    key = next(key for key in ACTIVE if key[2] == stream)
    for other in SAID:
        assert ("sector" in codes(someone(key[0], **SAID[other]), ALL_TERMS[key])) is (other != stream)


def test_an_allowance_takes_the_place_of_wages_in_a_stream_only():
    offer = JobOffer(paid=False, teer=2, programme="vie")
    assert codes(someone("FR", job_offer=offer), terms("FR", "young_professionals", "vie")) == []
    assert codes(someone("FR", job_offer=offer), terms("FR", "young_professionals")) == ["unpaid"]


@pytest.mark.parametrize(("country", "wording"), [("MX", "suspended"), ("UA", "suspended"), ("US", "ro_only")])
def test_an_agreement_not_in_force_is_judged_no_further(country, wording):
    nobody = someone(country, funds_cad=None, dependants_accompany=True)
    (verdict,) = eligibility.pool_verdicts(nobody, ALL_TERMS.values(), on=ON, season=SEASON)

    told = [(problem.code, problem.wording) for problem in verdict.problems]
    letter = [(Code.RECOGNIZED_ORGANIZATION, "letter")] if wording == "ro_only" else []
    assert told == [(Code.AGREEMENT_INACTIVE, wording), *letter]
    assert verdict.max_stay_months is None


def test_a_us_citizen_comes_with_a_letter_of_a_recognized_organization_twice_in_a_life():
    row = terms("US", "working_holiday")
    through = [stay("US", "working_holiday", season=season, recognized_organization=True) for season in (2019, 2021, 2023)]
    people = [someone("US", recognized_organization=True, participations=tuple(through[:used])) for used in range(4)]
    found = {used: codes(one, row) for used, one in enumerate(people)}

    assert found == {0: [], 1: [], 2: ["recognized_organization"], 3: ["recognized_organization"]}


def test_the_pools_of_organizations_come_with_their_letter():
    without, with_letter = (
        [one.country for one in eligibility.pool_verdicts(facts, ALL_TERMS.values(), on=ON, season=SEASON)]
        for facts in (someone("BR"), someone("BR", recognized_organization=True))
    )

    assert without == []
    assert with_letter == ["XN", "XR", "XR", "XR"]


def test_places_for_single_countries_cannot_be_confirmed_here():
    assert codes(someone("BR", recognized_organization=True), terms("XN", "young_professionals")) == ["sector"]
    assert codes(someone("BR", recognized_organization=True), terms("XR", "coop")) == []


@pytest.mark.parametrize(("season", "expected"), [(2023, ["agreement_inactive"]), (2024, []), (None, [])])
def test_a_row_opens_in_its_first_season(season, expected):
    assert codes(someone("FI"), terms("FI", "coop"), season=season) == expected


@pytest.mark.parametrize("citizenship", ["XR", "XN"])
def test_pools_of_recognized_organizations_are_nobodys_country(citizenship):
    facts = someone(citizenship)

    assert eligibility.pool_verdicts(facts, ALL_TERMS.values(), on=ON, season=SEASON) == ()
    assert eligibility.no_known_citizenship(facts, ALL_TERMS.values()).code is Code.CITIZENSHIP


def test_a_citizenship_without_an_agreement_is_not_in_the_results():
    facts = someone("FR", citizenships=("BR", "FR"))

    assert {one.country for one in eligibility.pool_verdicts(facts, ALL_TERMS.values(), on=ON, season=SEASON)} == {"FR"}
    assert eligibility.no_known_citizenship(facts, ALL_TERMS.values()) is None


@pytest.mark.parametrize("citizenships", [(), ("BR",)])
def test_without_a_known_citizenship_there_are_no_results(citizenships):
    facts = someone("BR", citizenships=citizenships)

    assert eligibility.pool_verdicts(facts, ALL_TERMS.values(), on=ON, season=SEASON) == ()
    assert eligibility.no_known_citizenship(facts, ALL_TERMS.values()).code is Code.CITIZENSHIP


def test_a_row_of_another_citizenship_says_so():
    assert codes(someone("FR"), terms("DE", "working_holiday")) == ["citizenship"]


def test_results_are_sorted_by_country_category_and_stream():
    facts = someone("FR", citizenships=("FR", "AT", "AU"))
    found = eligibility.pool_verdicts(facts, reversed(ALL_TERMS.values()), on=ON, season=SEASON)

    assert [(one.country, one.category, one.stream) for one in found] == [
        ("AT", "coop", "at-exchange"),
        ("AT", "young_professionals", "at-company"),
        ("AT", "working_holiday", ""),
        ("AU", "coop", ""),
        ("AU", "coop", "au-interinst"),
        ("AU", "young_professionals", ""),
        ("AU", "working_holiday", ""),
        ("FR", "coop", ""),
        ("FR", "young_professionals", ""),
        ("FR", "young_professionals", "vie"),
        ("FR", "working_holiday", ""),
    ]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2008, 2, 3), ["age_low"]),
        (date(2008, 2, 2), []),
        (date(1990, 2, 3), []),
        (date(1990, 2, 2), ["age_high"]),
    ],
)
def test_age_is_inclusive_on_the_day_of_the_invitation(born, expected):
    assert codes(someone("FR", date_of_birth=born), terms("FR", "working_holiday")) == expected


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (date(1992, 2, 29), date(2023, 2, 28), []),
        (date(1992, 2, 29), date(2023, 3, 1), ["age_high"]),
        (date(2008, 2, 29), date(2026, 2, 28), ["age_low"]),
        (date(2008, 2, 29), date(2026, 3, 1), []),
    ],
)
def test_those_born_on_29_february_reach_an_age_on_1_march(born, on, expected):
    assert codes(someone("AD", date_of_birth=born), terms("AD", "working_holiday"), on=on) == expected


def test_the_sentence_of_age_names_the_day():
    low = eligibility.problems(someone(date_of_birth=date(2008, 2, 3)), terms("FR", "coop"), on=ON, season=SEASON)
    high = eligibility.problems(someone(date_of_birth=date(1990, 2, 2)), terms("FR", "coop"), on=ON, season=SEASON)

    assert low[0].params == {"min_age": 18, "from": date(2026, 2, 3)}
    assert high[0].params == {"max_age": 35, "until": date(2026, 2, 1)}


@pytest.mark.parametrize(
    ("passport", "expected"),
    [
        (Passport(country="FR", expires=ON), []),
        (Passport(country="FR", expires=ON - timedelta(days=1)), ["passport_expired"]),
        (Passport(country="FR"), ["passport_expired"]),
        (Passport(country="DE", expires=date(2030, 1, 1)), ["passport_country"]),
        (Passport(country="DE", expires=date(2020, 1, 1)), ["passport_country", "passport_expired"]),
        (Passport(expires=date(2030, 1, 1)), ["passport_country"]),
        (Passport(country="FR", expires=date(2030, 1, 1), document=REFUGEE_DOCUMENT), ["passport_country"]),
        (Passport(country="FR", expires=date(2030, 1, 1), document=ALIEN_DOCUMENT), ["passport_country"]),
        (None, ["passport_country"]),
    ],
)
def test_passport_of_the_partner_valid_through_its_last_day(passport, expected):
    assert codes(someone("FR", passport=passport), terms("FR", "working_holiday")) == expected


def test_a_travel_document_does_not_keep_out_who_also_holds_the_passport_of_the_partner():
    refugee = Passport(country="DE", expires=date(2030, 1, 1), document=REFUGEE_DOCUMENT)
    own = Passport(country="FR", expires=date(2030, 1, 1))

    assert codes(someone("FR", passport=refugee, other_passports=(own,)), terms("FR", "working_holiday")) == []


@pytest.mark.parametrize(
    ("country", "kind", "hong_kong", "united_kingdom"),
    [
        ("HK", CITIZENS_PASSPORT, True, False),
        ("GB", BRITISH_OVERSEAS, True, False),
        ("GB", CITIZENS_PASSPORT, False, True),
        ("GB", BRITISH_NOT_CITIZEN, False, False),
        ("CN", CITIZENS_PASSPORT, False, False),
    ],
)
def test_hong_kong_takes_its_own_passport_and_the_british_national_overseas_one_which_is_no_british_citizens(
    country, kind, hong_kong, united_kingdom
):
    passport = Passport(country=country, expires=date(2030, 1, 1), document=kind)
    of_both = someone("HK", citizenships=("HK", "GB"), passport=passport)
    found = {one: codes(of_both, terms(one, "working_holiday")) for one in ("HK", "GB")}

    assert found == {"HK": [] if hong_kong else ["passport_country"], "GB": [] if united_kingdom else ["passport_country"]}


def test_who_holds_both_british_passports_uses_the_one_that_each_agreement_takes():
    held = [Passport(country="HK", expires=date(2030, 1, 1)), Passport(country="GB", expires=date(2031, 1, 1))]
    of_both = someone("HK", citizenships=("HK", "GB"), passport=held[0], other_passports=(held[1],))

    assert [codes(of_both, terms(one, "working_holiday")) for one in ("HK", "GB")] == [[], []]


# The route through organizations, with what every partner's agreement asks of its citizens.
(ROUTE,) = (
    one for one in in_force(map(DatedTerms, ALL_TERMS.values()), ON) if (one.country, one.category) == ("XR", "working_holiday")
)


@pytest.mark.parametrize(
    ("last", "other", "expected"),
    [
        # Brazil has no agreement: its passport neither opens the pool nor closes it, whichever was told last.
        (("BR", 2030, CITIZENS_PASSPORT), ("FR", 2030, CITIZENS_PASSPORT), []),
        (("BR", 2030, CITIZENS_PASSPORT), ("FR", 2020, CITIZENS_PASSPORT), ["passport_expired"]),
        (("FR", 2020, CITIZENS_PASSPORT), ("BR", 2030, CITIZENS_PASSPORT), ["passport_expired"]),
        (("AU", 2020, CITIZENS_PASSPORT), ("FR", 2030, CITIZENS_PASSPORT), []),
        (("DE", 2030, REFUGEE_DOCUMENT), ("FR", 2030, CITIZENS_PASSPORT), []),
        (("FR", 2030, ALIEN_DOCUMENT), ("BR", 2030, CITIZENS_PASSPORT), ["passport_country"]),
    ],
)
def test_through_an_organization_counts_the_passport_of_a_citizenship_that_it_takes(last, other, expected):
    first, second = (Passport(country=one, expires=date(year, 1, 1), document=kind) for one, year, kind in (last, other))
    held = {"citizenships": ("FR", "AU", "BR"), "passport": first, "other_passports": (second,)}

    assert codes(someone("FR", recognized_organization=True, **held), ROUTE) == expected


@pytest.mark.parametrize(
    ("passport", "problems"),
    [
        (Passport(country="US", expires=date(2030, 1, 1)), []),
        (Passport(country="AT", expires=date(2030, 1, 1)), ["passport_country"]),
        (None, []),
    ],
)
def test_the_row_of_the_united_states_takes_their_passport_and_asks_nobody_who_told_none(passport, problems):
    american = someone("US", recognized_organization=True, passport=passport)
    assert codes(american, terms("US", "working_holiday")) == problems


def test_a_citizen_of_the_united_states_comes_through_an_organization_by_their_own_passport():
    american, brazilian = (Passport(country=one, expires=date(2030, 1, 1)) for one in ("US", "BR"))

    def found(*held):
        first, *others = held or (None,)
        return codes(someone("US", recognized_organization=True, passport=first, other_passports=tuple(others)), ROUTE)

    assert [found(brazilian, american), found(american), found(brazilian), found()] == [[], [], ["passport_country"], []]


RESIDENCE = {"BE", "CZ", "DK", "ES", "HK", "IT", "JP", "LV", "NL", "NO", "SE", "SK"}


@pytest.mark.parametrize("key", ACTIVE, ids="-".join)
@pytest.mark.parametrize("residence", ["CA", None])
def test_residence_is_asked_where_the_agreement_says_so(key, residence):
    country, category, _ = key
    asked = country in RESIDENCE or (country, category) == ("AT", "coop")

    assert ("residence" in codes(someone(country, residence=residence), ALL_TERMS[key])) is asked


@pytest.mark.parametrize("country", sorted(RESIDENCE))
def test_a_mailing_address_in_the_partner_country_is_an_address_there(country):
    facts = someone(country, residence="FR", mailing_country=country)

    assert codes(facts, terms(country, "working_holiday")) == []
    assert codes(replace(facts, mailing_country="FR"), terms(country, "working_holiday")) == ["residence"]


@pytest.mark.parametrize(
    ("country", "residence"), [("DK", "GL"), ("DK", "FO"), ("NL", "AW"), ("NL", "BQ"), ("NL", "CW"), ("NL", "SX")]
)
def test_denmark_and_the_netherlands_include_their_islands(country, residence):
    assert codes(someone(country, residence=residence), terms(country, "working_holiday")) == []


def test_a_recognized_organization_does_not_lift_the_residence_rule_of_a_partner():
    facts = someone("BE", residence="FR", recognized_organization=True)
    assert codes(facts, terms("BE", "working_holiday")) == ["residence"]


SCHOOL_AT_HOME = {"AU", "CH", "CL", "CR", "CZ", "EE", "ES", "HR", "IE", "LT", "LV", "PL", "SE", "SI", "SK", "TW"}


@pytest.mark.parametrize("key", [key for key in ACTIVE if key[1] == "coop" and key[0] != "AT"], ids="-".join)
@pytest.mark.parametrize(
    ("student", "enrolled"),
    [
        (Student(enrolled=True, country="CA"), True),
        (Student(enrolled=True), True),
        (Student(country="CA"), False),
        (None, False),
    ],
)
def test_coop_is_for_students_in_some_places_of_a_school_at_home(key, student, enrolled):
    country, _, stream = key
    expected = [] if enrolled else ["student"]
    if enrolled and country in SCHOOL_AT_HOME:
        expected = ["school_country"]
    if stream:
        expected = [*expected, "sector"]

    assert codes(someone(country, student=student), ALL_TERMS[key]) == expected


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (Student(enrolled=True, country="AT", sector="forestry"), []),
        (Student(enrolled=True, country="AT"), ["sector"]),
        (Student(sector="tourism", graduated=date(2025, 2, 2)), []),
        (Student(sector="tourism", graduated=date(2025, 2, 1)), ["student"]),
        (Student(graduated=date(2025, 12, 1)), ["sector"]),
        (Student(sector="tourism"), ["student"]),
        (None, ["student"]),
    ],
)
def test_the_austrian_exchange_takes_students_and_graduates_of_a_year_in_its_three_fields(student, expected):
    facts = someone("AT", student=student, placement=Placement(in_field_of_study=True))
    assert codes(facts, terms("AT", "coop", "at-exchange"), on=date(2026, 2, 2)) == expected


@pytest.mark.parametrize(
    ("citizenship", "school", "expected"), [("FR", "FR", []), ("FR", "CA", ["student"]), ("DE", "FR", ["student"])]
)
def test_a_training_centre_counts_for_france_alone_and_there_alone(citizenship, school, expected):
    facts = someone(citizenship, student=Student(enrolled=True, country=school, training_centre=True))
    assert codes(facts, terms(citizenship, "coop")) == expected


@pytest.mark.parametrize(
    ("placement", "expected"),
    [
        (Placement(required_by_programme=True, in_field_of_study=True), []),
        (Placement(required_by_programme=False, in_field_of_study=True, paid=True), ["placement"]),
        (Placement(required_by_programme=True, in_field_of_study=False, paid=True), ["placement"]),
        (None, ["placement"]),
    ],
)
def test_a_placement_is_required_by_the_programme_and_in_the_field(placement, expected):
    assert codes(someone("FR", placement=placement), terms("FR", "coop")) == expected


@pytest.mark.parametrize(
    ("placement", "expected"),
    [
        (Placement(required_by_programme=True, in_field_of_study=True, paid=True), []),
        (Placement(required_by_programme=True, in_field_of_study=True), ["placement_paid"]),
        (Placement(), ["placement", "placement_paid"]),
        (None, ["placement"]),
    ],
)
def test_a_czech_placement_is_paid(placement, expected):
    assert codes(someone("CZ", placement=placement), terms("CZ", "coop")) == expected


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        *[(JobOffer(paid=True, teer=teer), []) for teer in (0, 1, 2, 3)],
        (JobOffer(paid=True, teer=4, post_secondary=True), []),
        (JobOffer(paid=True, teer=4), ["job_level"]),
        (JobOffer(paid=True, teer=5, post_secondary=True), ["job_level"]),
        (JobOffer(paid=True, post_secondary=True), ["job_level"]),
        (JobOffer(teer=2), ["unpaid"]),
        (JobOffer(paid=True, teer=2, self_employed=True), ["self_employed"]),
        (JobOffer(teer=5, self_employed=True), ["job_level", "self_employed", "unpaid"]),
        (None, ["job_offer"]),
    ],
)
def test_a_job_offer_is_paid_skilled_and_from_an_employer(offer, expected):
    assert codes(someone("DE", job_offer=offer), terms("DE", "young_professionals")) == expected


@pytest.mark.parametrize(("country", "stream"), [("FR", "vie"), ("ES", "vives")])
def test_an_allowance_stands_for_the_wage(country, stream):
    facts = someone(country, job_offer=JobOffer(teer=2))
    assert codes(facts, terms(country, "young_professionals", stream)) == ["sector"]
    assert codes(facts, terms(country, "young_professionals")) == ["unpaid"]


def test_working_holiday_asks_for_neither_studies_nor_work():
    facts = someone("FR", student=None, job_offer=None, placement=None)
    assert codes(facts, terms("FR", "working_holiday")) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"dependants_accompany": True}, ["dependants"]),
        ({"funds_cad": None}, ["funds"]),
        ({"funds_cad": Decimal("2499.99")}, ["funds"]),
        ({"funds_cad": Decimal(2500)}, []),
        ({"insurance_whole_stay": False}, ["insurance"]),
        ({"departure_ticket_or_funds": False}, ["departure"]),
    ],
)
@pytest.mark.parametrize("category", CATEGORIES)
def test_declarations_are_asked_of_everybody(changes, expected, category):
    assert codes(someone("DE", **changes), terms("DE", category)) == expected


def test_everything_wrong_is_told_once_and_in_order():
    facts = replace(
        someone("CZ"),
        date_of_birth=date(1980, 1, 1),
        residence="CA",
        passport=Passport(country="SK", expires=date(2020, 1, 1)),
        participations=(stay("CZ", "coop"), stay("CZ", "coop", season=2026)),
        student=Student(enrolled=True, country="CA"),
        placement=Placement(),
        dependants_accompany=True,
        funds_cad=Decimal(0),
        insurance_whole_stay=False,
        departure_ticket_or_funds=False,
    )
    found = codes(facts, terms("CZ", "coop"))

    assert " ".join(found) == (
        "age_high passport_country passport_expired residence participations_used category_used same_season "
        "school_country placement placement_paid dependants funds insurance departure"
    )
    assert found == sorted(found, key=[str(code) for code in Code].index)


def test_nothing_told_but_what_is_required():
    facts = replace(
        someone("PL"),
        residence=None,
        passport=None,
        student=None,
        job_offer=None,
        placement=None,
        funds_cad=None,
        insurance_whole_stay=False,
        departure_ticket_or_funds=False,
    )
    always = ["passport_country"], ["funds", "insurance", "departure"]

    assert codes(facts, terms("PL", "coop")) == [*always[0], "student", "placement", *always[1]]
    assert codes(facts, terms("PL", "young_professionals")) == [*always[0], "job_offer", *always[1]]
    assert codes(facts, terms("PL", "working_holiday")) == [*always[0], *always[1]]
