"""Every text of the rules stands in both languages, alike in what it fills in."""

import string

import pytest

from applications.rules import refunds, sentences
from applications.rules.fees import FeeCode
from applications.rules.permits import Limit
from applications.rules.refunds import Ending


def params_of(text):
    return {name.removesuffix("_en").removesuffix("_fr") for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sentences.SENTENCES)
def test_both_languages_say_it(key):
    english, french = sentences.SENTENCES[key]

    assert english.strip() == english != ""
    assert french.strip() == french != ""
    assert params_of(english) == params_of(french)


@pytest.mark.parametrize("key", sentences.SENTENCES)
def test_french_spacing(key):
    french = sentences.SENTENCES[key][1]

    for mark in ":;?!":
        assert f" {mark}" not in french
        assert all(french[place - 1] == "\u00a0" for place, sign in enumerate(french) if sign == mark)
    assert "’" not in french


def test_every_fee_and_limit_has_its_words():
    for code in FeeCode:
        assert sentences.both(f"fee.{code}")
    for limit in Limit:
        assert sentences.both(f"permit.{limit}")
    for ending in Ending:
        assert sentences.both(f"ending.{ending}")
    assert all(refunds.AFTER_LETTER_CONFLICT)


def test_a_sentence_is_said_in_one_language():
    assert sentences.sentence("checklist.missing", "fr", name_en="CV", name_fr="Curriculum vitæ") == (
        "Ajoutez ce document\u00a0: Curriculum vitæ."
    )
    with pytest.raises(KeyError):
        sentences.sentence("nothing", "en")
