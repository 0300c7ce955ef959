"""What the rules of an application say, in English and French, by key. Written for the person unless it says otherwise."""

from __future__ import annotations

from typing import NamedTuple

from applications.rules.sentences import cases, checklist, details, documents, events, refusals

LANGUAGES = ("en", "fr")

SENTENCES = {
    **cases.SENTENCES,
    **checklist.SENTENCES,
    **details.SENTENCES,
    **documents.SENTENCES,
    **events.SENTENCES,
    **refusals.SENTENCES,
}


class Pair(NamedTuple):
    """One text in both languages."""

    en: str
    fr: str


def both(key: str, **params: object) -> Pair:
    """
    A text in both languages.

    :raises KeyError: for a key without a sentence, or a missing param
    """
    english, french = SENTENCES[key]
    return Pair(english.format_map(params), french.format_map(params))


def sentence(key: str, language: str, **params: object) -> str:
    """
    A text in one language, "en" or "fr".

    :raises KeyError: for a key without a sentence, or a missing param
    :raises AttributeError: for another language
    """
    return str(getattr(both(key, **params), language))
