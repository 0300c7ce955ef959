"""Every problem has its sentence in both languages, and the two say the same things."""

import re
import string
from datetime import date

import pytest

from profiles.rules import eligibility, sentences
from profiles.rules.facts import BRITISH_OVERSEAS, Passport
from profiles.rules.problems import Code, Problem
from profiles.rules.sentences import SENTENCES, day_in_words, sentence
from tests.profiles.rules.people import ALL_TERMS, ON, someone, stay, terms


def fields(text):
    """What a sentence needs to be told, without the mark of the language."""
    return {re.sub("_(en|fr)$", "", name) for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_say_the_same(key):
    english, french = SENTENCES[key]

    assert fields(english) == fields(french)
    assert english != french
    assert (english[-1], french[-1]) == (".", ".")


@pytest.mark.parametrize("key", SENTENCES)
def test_french_spaces_do_not_break(key):
    assert not re.search(" [:;?!»%$]", SENTENCES[key][1])


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert {key.split(".")[0] for key in SENTENCES} == {str(code) for code in Code}


def test_country_params_come_in_the_language_of_the_sentence():
    (problem,) = eligibility.problems(someone("NL", residence="CA"), terms("NL", "working_holiday"), on=ON, season=None)

    assert "(Netherlands)" in sentence(problem, "en")
    assert "(Pays-Bas)" in sentence(problem, "fr")


@pytest.mark.parametrize(
    ("day", "en", "fr"),
    [
        (date(2026, 5, 4), "May 4, 2026", "4\u00a0mai\u00a02026"),
        (date(2026, 8, 1), "August 1, 2026", "1er\u00a0août\u00a02026"),
    ],
)
def test_days_in_words(day, en, fr):
    assert (day_in_words(day, "en"), day_in_words(day, "fr")) == (en, fr)


def test_categories_are_named_in_words():
    problem = Problem(Code.CATEGORY_USED, {"category": "coop", "country_en": "Germany", "country_fr": "Allemagne"})

    assert "International Co-op (Internship)" in sentence(problem, "en")
    assert "Stage coop international" in sentence(problem, "fr")


def test_every_wording_that_a_rule_can_say_has_its_sentence():
    """Walks people with everything wrong through every row; a missing wording or param raises."""
    said = set()
    crowd = [
        {"citizenships": ("BR",)},
        {"date_of_birth": date(1970, 1, 1), "student": None, "placement": None, "job_offer": None},
        {"date_of_birth": date(2020, 1, 1), "passport": None, "residence": None, "dependants_accompany": True},
        {"funds_cad": None, "insurance_whole_stay": False, "departure_ticket_or_funds": False},
        {"passport": Passport(country="GB", expires=date(2030, 1, 1), document=BRITISH_OVERSEAS)},
    ]
    for (country, category, _), row in ALL_TERMS.items():
        used = tuple(stay(country, category, season=season, expires=ON) for season in (2023, 2024, 2026))
        swiss = (stay(country, category, expires=date(2025, 11, 1)),)
        through = tuple(stay(country, category, recognized_organization=True) for _ in range(2))
        people = [someone(country, **changes) for changes in crowd]
        people += [someone(country, participations=used), someone(country, participations=swiss)]
        people += [someone(country, participations=through, recognized_organization=True)]
        for facts in people:
            for season in (2017, 2026):
                for problem in eligibility.problems(facts, row, on=ON, season=season):
                    assert sentence(problem, "en") != sentence(problem, "fr")
                    said.add(problem.wording or str(problem.code))
    assert {"suspended", "ro_only", "not_yet", "combined", "shared", "one", "training_centre", "british", "allotment"} <= said
    assert {"graduate", "field_of_study", "vie", "vives", "at-company", "au-interinst"} <= said


def test_only_two_languages_are_spoken():
    with pytest.raises(KeyError):
        sentence(Problem(Code.FUNDS), "de")
    assert sentences.LANGUAGES == ("en", "fr")
