"""What earlier participations leave: tables by partner, and a second count written another way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.rules import eligibility
from profiles.rules.calendar import add_months
from profiles.rules.facts import CATEGORIES, Participation
from tests.profiles.rules.people import ALL_TERMS, ON, SEASON, someone, stay, terms

WH, YP, COOP = "working_holiday", "young_professionals", "coop"


def verdict(country, category, *participations, on=ON, season=SEASON, stream="", **changes):
    """The codes and the stay for somebody with these participations."""
    facts = someone(country, participations=participations, **changes)
    found = eligibility.verdict(facts, terms(country, category, stream), on=on, season=season)
    return [str(problem.code) for problem in found.problems], found.max_stay_months


@pytest.mark.parametrize(
    ("country", "before", "category", "expected"),
    [
        # One participation in all.
        ("TW", [WH], WH, (["participations_used"], 12)),
        ("TW", [WH], COOP, (["participations_used"], 12)),
        ("NZ", [WH], WH, (["participations_used"], 23)),
        # Two, each category once.
        ("DE", [WH], WH, (["category_used"], 12)),
        ("DE", [WH], COOP, ([], 12)),
        ("DE", [WH, COOP], YP, (["participations_used"], 12)),
        ("DE", [WH, COOP], COOP, (["participations_used", "category_used"], 12)),
        # Two, repeats allowed.
        ("CL", [WH], WH, ([], 12)),
        ("JP", [WH], WH, ([], 12)),
        ("CL", [WH, WH], COOP, (["participations_used"], 12)),
        # Three, one in each category.
        ("FI", [WH, YP], COOP, ([], 12)),
        ("FI", [WH, YP], YP, (["category_used"], 12)),
        ("FI", [WH, YP, COOP], COOP, (["participations_used", "category_used"], 12)),
        # Working Holiday and Young Professionals share one; Co-op has one of its own.
        ("FR", [WH], YP, (["category_used"], 24)),
        ("FR", [YP], WH, (["category_used"], 24)),
        ("FR", [WH], COOP, ([], 12)),
        ("FR", [COOP], WH, ([], 24)),
        ("FR", [COOP], COOP, (["category_used"], 12)),
        ("FR", [COOP, WH], YP, (["participations_used", "category_used"], 24)),
        ("IE", [WH], YP, (["category_used"], 24)),
        ("IE", [WH], COOP, ([], 12)),
        ("AU", [WH], YP, (["category_used"], 24)),
        # Australia: Co-op as the second participation lasts 24 months.
        ("AU", [WH], COOP, ([], 24)),
        ("AU", [], COOP, ([], 12)),
        ("AU", [COOP], WH, ([], 24)),
        # Korea: Co-op once, the others again.
        ("KR", [WH], WH, ([], 24)),
        ("KR", [COOP], WH, ([], 24)),
        ("KR", [WH], COOP, ([], 24)),
        ("KR", [COOP], COOP, (["category_used"], 24)),
        ("KR", [WH, YP], WH, (["participations_used"], 24)),
        # United Kingdom: the second lasts 12 months, in any category.
        ("GB", [WH], WH, ([], 12)),
        ("GB", [WH], COOP, ([], 12)),
        ("GB", [WH, YP], COOP, (["participations_used"], 12)),
    ],
)
def test_what_is_left_by_partner(country, before, category, expected):
    participations = [stay(country, one, season=2022 + number) for number, one in enumerate(before)]
    assert verdict(country, category, *participations) == expected


def test_the_french_vie_shares_the_participation_of_working_holiday():
    assert verdict("FR", YP, stay("FR", WH), stream="vie") == (["category_used", "sector"], 24)


def test_a_letter_never_used_does_not_count_nor_does_its_season():
    assert verdict("TW", WH, stay("TW", WH, season=SEASON, issued=None, expires=None)) == ([], 12)


def test_participations_under_another_citizenship_do_not_count():
    assert verdict("TW", WH, stay("DE", WH), citizenships=("TW", "DE")) == ([], 12)


def test_participations_through_recognized_organizations_do_not_count():
    assert verdict("TW", WH, stay("TW", WH, recognized_organization=True)) == ([], 12)


@pytest.mark.parametrize("citizenship", ["FR", "DE"])
@pytest.mark.parametrize("recognized_organization", [False, True])
def test_one_participation_a_season_by_any_citizenship_and_route(citizenship, recognized_organization):
    before = stay(citizenship, COOP, season=SEASON, recognized_organization=recognized_organization)
    assert verdict("FR", WH, before) == (["same_season"], 24)
    assert verdict("FR", WH, before, recognized_organization=True) == (["same_season"], 24)


def test_without_an_open_season_none_can_be_the_same():
    assert verdict("FR", WH, stay("FR", COOP, season=SEASON), season=None) == ([], 24)


@pytest.mark.parametrize(("country", "months"), [("HR", 3), ("ES", 3), ("LT", 3), ("SK", 3), ("PL", 6), ("LV", 12), ("DE", 0)])
def test_the_gap_after_the_last_permit(country, months):
    free_on = add_months(date(2025, 8, 31), months)
    before = stay(country, COOP, expires=date(2025, 8, 31))
    last_day_too_early = date.fromordinal(free_on.toordinal() - 1)

    assert verdict(country, WH, before, on=free_on)[0] == []
    assert verdict(country, WH, before, on=last_day_too_early)[0] == (["discontinuance"] if months else [])


def test_held_against_the_entry_a_gap_only_has_to_end_while_a_letter_would_be_good():
    held = replace(terms("HR", WH), gap_until_entry=True)
    facts = someone("HR", participations=[stay("HR", WH, season=2025, issued=date(2025, 3, 1), expires=date(2026, 3, 1))])
    free_on = add_months(date(2026, 3, 1), held.discontinuance_months)

    def told(on):
        return [
            str(one.code) for one in eligibility.verdict(facts, held, on=on, season=2030).problems if one.code == "discontinuance"
        ]

    assert told(add_months(free_on, -12)) == []
    assert told(add_months(free_on, -12) - timedelta(days=1)) == ["discontinuance"]


@pytest.mark.parametrize(
    ("ended", "opens"),
    [(date(2027, 6, 30), date(2027, 6, 30)), (date(2027, 2, 28), date(2027, 2, 28)), (date(2028, 2, 29), date(2028, 2, 28))],
)
def test_held_against_the_entry_the_day_told_is_the_one_on_which_the_rule_opens(ended, opens):
    held = replace(terms("LV", WH), gap_until_entry=True)
    facts = someone("LV", participations=[stay("LV", COOP, season=2025, issued=date(2026, 7, 1), expires=ended)])

    def told(on):
        found = eligibility.verdict(facts, held, on=on, season=2030).problems
        return [one.params["from"] for one in found if one.code == "discontinuance"]

    assert told(opens - timedelta(days=1)) == [opens]
    assert told(opens) == []


def test_the_gap_counts_from_the_latest_expiry_under_the_same_citizenship():
    first, second = stay("HR", COOP, expires=date(2025, 1, 1)), stay("HR", YP, season=2025, expires=date(2025, 12, 1))

    assert verdict("HR", WH, second, first)[0] == ["participations_used", "discontinuance"]
    assert verdict("HR", WH, stay("FR", YP, expires=date(2025, 12, 1)), first)[0] == []
    assert verdict("HR", WH, stay("HR", YP, expires=None))[0] == []


def test_where_no_gap_is_asked_the_next_stay_may_follow_from_inside_canada():
    assert verdict("CL", WH, stay("CL", WH, expires=date(2026, 5, 1))) == ([], 12)


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        (date(2025, 5, 1), ([], 6)),
        (date(2025, 4, 30), ([], 6)),
        (date(2024, 11, 1), ([], 12)),
        (date(2025, 5, 2), ([], 5)),
        (date(2025, 11, 1), (["participations_used"], 0)),
        (date(2026, 1, 1), (["participations_used"], 0)),
        (None, ([], None)),
    ],
)
def test_swiss_permits_share_18_months(expires, expected):
    assert verdict("CH", YP, stay("CH", COOP, expires=expires)) == expected


def test_swiss_months_are_used_up_by_two_permits_before_the_months_are():
    before = (
        stay("CH", YP, season=2022, issued=date(2022, 5, 1), expires=date(2022, 11, 1)),
        stay("CH", YP, expires=date(2024, 11, 1)),
    )
    assert verdict("CH", YP, *before) == (["participations_used"], 6)


def early(country, category=WH, season=2012, months=12):
    """A participation under the terms of long ago."""
    issued = date(season, 6, 1)
    return stay(country, category, season=season, issued=issued, expires=add_months(issued, months))


OLD = {"date_of_birth": date(1991, 5, 4)}


@pytest.mark.parametrize("category", CATEGORIES)
def test_australia_before_2015_leaves_one_last_stay_of_24_months_in_any_category(category):
    assert verdict("AU", category, early("AU"), **OLD) == ([], 24)
    assert verdict("AU", category, early("AU"), early("AU", season=2014), **OLD) == ([], 24)
    assert verdict("AU", category, early("AU"), stay("AU", COOP), **OLD) == (["participations_used"], 24)


@pytest.mark.parametrize(("category", "months"), [(WH, 24), (YP, 24), (COOP, 12)])
def test_france_before_2015_leaves_one_last_participation_after_exactly_one(category, months):
    assert verdict("FR", category, early("FR", category), **OLD) == ([], months)
    assert verdict("FR", category, early("FR"), early("FR", COOP, 2014), **OLD) == (["participations_used"], months)
    assert verdict("FR", category, early("FR"), stay("FR", COOP), **OLD) == (["participations_used"], months)


@pytest.mark.parametrize("category", CATEGORIES)
def test_ireland_before_2013_leaves_one_last_stay_after_up_to_12_months(category):
    assert verdict("IE", category, early("IE"), **OLD) == ([], 24)
    assert verdict("IE", category, early("IE", months=6), early("IE", season=2011, months=6), **OLD) == ([], 24)
    assert verdict("IE", category, early("IE", months=13), **OLD) == (["participations_used"], 24)
    assert verdict("IE", category, early("IE"), stay("IE", WH), **OLD) == (["participations_used"], 24)


def test_an_early_season_is_told_by_the_season_and_by_the_permit_only_where_it_is_missing():
    of_2014_used_after_the_launch = stay("AU", WH, season=2014, issued=date(2015, 4, 1), expires=date(2016, 4, 1))
    before, after = date(2015, 3, 2), date(2015, 3, 3)

    assert verdict("AU", WH, of_2014_used_after_the_launch, **OLD) == ([], 24)
    assert verdict("AU", WH, stay("AU", WH, season=None, issued=before), **OLD) == ([], 24)
    assert verdict("AU", WH, stay("AU", WH, season=None, issued=after), **OLD) == (["category_used"], 24)
    assert verdict("IE", WH, stay("IE", WH, season=None, issued=date(2012, 12, 31), expires=None), **OLD) == ([], 24)


@pytest.mark.parametrize(
    ("before", "months"),
    [
        (early("GB", season=2014), 24),
        (early("GB", season=2014, months=13), 12),
        (early("GB", season=2015), 12),
        (stay("GB", WH, season=2014, issued=date(2014, 5, 1), expires=None), 12),
    ],
)
def test_the_second_british_stay_is_longer_after_a_12_month_permit_before_2015(before, months):
    assert verdict("GB", WH, before, **OLD) == ([], months)


def test_two_british_participations_leave_none_also_when_one_was_before_2015():
    assert verdict("GB", WH, early("GB", season=2014), stay("GB", WH), **OLD)[0] == ["participations_used"]


@pytest.mark.parametrize(
    ("country", "changed_on", "before", "after"),
    [("KR", date(2023, 12, 11), 12, 24), ("IT", date(2022, 11, 1), 6, 12)],
)
def test_invitations_before_a_change_keep_the_earlier_stay(country, changed_on, before, after):
    eve = date.fromordinal(changed_on.toordinal() - 1)
    assert verdict(country, WH, on=eve, season=None) == ([], before)
    assert verdict(country, WH, on=changed_on, season=None) == ([], after)


def test_a_second_japanese_participation_since_april_2025():
    assert verdict("JP", WH, stay("JP"), on=date(2025, 3, 31), season=2025) == (["participations_used"], 12)
    assert verdict("JP", WH, stay("JP"), on=date(2025, 4, 1), season=2025) == ([], 12)


def ro(season):
    """A participation through a recognized organization."""
    return stay("FR", WH, season=season, recognized_organization=True)


def test_through_a_recognized_organization_two_are_allowed_and_the_bilateral_count_does_not_matter():
    through = {"recognized_organization": True}

    assert verdict("FR", WH, stay("FR", WH), stay("FR", COOP, season=2022), **through) == ([], 24)
    assert verdict("LV", WH, stay("LV", WH, expires=date(2026, 1, 1)), **through) == ([], 12)
    assert verdict("GB", WH, stay("GB", WH), **through) == ([], 24)
    assert verdict("FR", WH, ro(2023), **through) == ([], 24)
    assert verdict("FR", WH, ro(2022), ro(2023), **through) == (["recognized_organization"], 24)
    assert verdict("FR", WH, ro(2022), ro(2023)) == ([], 24)


# A second count, by partner and in words close to the table of agreements.
ONE = {"AD", "BE", "DK", "HK", "LU", "NZ", "PT", "TW"}
THREE = {"AT", "FI"}
AGAIN = {"CL", "HR", "IS", "IT", "JP", "SM", "CH", "GB"}
PAIRED = {"AU", "FR", "IE"}
MODERN = [key for key, one in ALL_TERMS.items() if one.status == "active"]

participations = st.lists(
    st.builds(
        Participation,
        citizenship=st.sampled_from(["own", "own", "own", "BR"]),
        category=st.sampled_from(CATEGORIES),
        season=st.integers(2016, 2024),
        permit_issued=st.sampled_from([date(2024, 1, 1), date(2024, 1, 1), None]),
        permit_expires=st.just(date(2024, 3, 1)),
        recognized_organization=st.sampled_from([False, False, True]),
    ),
    max_size=5,
)


def naive_codes(country, category, behind):
    mine = []
    for one in behind:
        if one.citizenship == country and one.permit_issued and not one.recognized_organization:
            mine.append(one.category)
    codes = []
    total = 1 if country in ONE else 3 if country in THREE else 2
    if len(mine) >= total:
        codes.append("participations_used")
    if country in PAIRED:
        pair = [WH, YP] if category != COOP else [COOP]
        again = not any(one in pair for one in mine)
    elif country == "KR":
        again = category != COOP or COOP not in mine
    elif country in AGAIN or country in ONE:
        again = True
    else:
        again = category not in mine
    if not again:
        codes.append("category_used")
    return codes


@given(st.sampled_from(MODERN), participations)
def test_a_second_count_agrees(key, behind):
    country, category, stream = key
    behind = tuple(
        Participation(
            citizenship=country if one.citizenship == "own" else one.citizenship,
            category=one.category,
            season=one.season,
            permit_issued=one.permit_issued,
            permit_expires=one.permit_expires,
            recognized_organization=one.recognized_organization,
        )
        for one in behind
    )
    found, _ = verdict(country, category, *behind, on=date(2026, 2, 2), stream=stream)

    assert [code for code in found if code.endswith("_used")] == naive_codes(country, category, behind)


@given(st.sampled_from(MODERN), participations)
def test_one_more_participation_never_opens_a_row(key, behind):
    country, category, stream = key
    more = [*behind, stay(country, category)]
    assert len(verdict(country, category, *behind, stream=stream)[0]) <= len(verdict(country, category, *more, stream=stream)[0])


@given(st.sampled_from(MODERN), participations)
def test_a_second_count_over_all_organizations_agrees(key, behind):
    country, category, stream = key
    through_any = 0
    for one in behind:
        if one.recognized_organization and one.permit_issued is not None:
            through_any += 1
    found, _ = verdict(country, category, *behind, stream=stream, recognized_organization=True)

    assert ("recognized_organization" in found) is (through_any >= 2)
    assert not {"participations_used", "category_used", "discontinuance"}.intersection(found)
