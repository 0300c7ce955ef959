"""Reads one value of a decoded JSON object: the right type, or a refusal that names its key."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from profiles.rules.malformed import MalformedFacts

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
COUNTRY = re.compile(r"[A-Za-z]{2}", re.ASCII)
ORGANIZATION = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}", re.ASCII)
EARLIEST = date(1900, 1, 1)
SEASONS = range(1950, 2201)


class Cells:
    """The keys of one JSON object, read one by one; every refusal says where."""

    def __init__(self, value: object, path: str, allowed: Collection[str]) -> None:
        """:raises MalformedFacts: when the value is no object, or has a key that the form does not know"""
        if not isinstance(value, Mapping):
            raise _no_object(path)
        self._value = value
        self._path = path
        for key in value:
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                raise MalformedFacts(
                    self.where(str(key) or '""'),
                    f"is not a key of this form. Known here: {known}.",
                    f"n'est pas une clé de ce formulaire. Clés connues ici\u00a0: {known}.",
                )

    def where(self, key: str) -> str:
        """The full path of a key."""
        return f"{self._path}.{key}" if self._path else key

    def get(self, key: str) -> object:
        """The value as it came; None when missing."""
        return self._value.get(key)

    def required_day(self, key: str) -> date:
        """A day that may not be missing."""
        day = self.day(key)
        if day is None:
            raise self.missing(key)
        return day

    def missing(self, key: str) -> MalformedFacts:
        """The refusal of an object without a key that it needs."""
        return MalformedFacts(self.where(key), "is missing. Add it.", "est absent. Ajoutez-le.")

    def day(self, key: str) -> date | None:
        """A day written year-month-day."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                day = date.min
            if day >= EARLIEST:
                return day
        raise MalformedFacts(
            self.where(key),
            "must be a day since 1900 written like 2026-02-02.",
            "doit être un jour depuis 1900 écrit comme 2026-02-02.",
        )

    def whole(self, key: str, allowed: range) -> int | None:
        """A whole number within a range."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        first, last = allowed[0], allowed[-1]
        raise MalformedFacts(
            self.where(key),
            f"must be a whole number from {first} to {last}.",
            f"doit être un nombre entier de {first} à {last}.",
        )

    def amount(self, key: str) -> Decimal | None:
        """An amount of money, not negative."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            amount = Decimal(str(value))
            if amount.is_finite() and amount >= 0:
                return amount
        raise MalformedFacts(
            self.where(key),
            "must be a number that is not negative, like 3000.",
            "doit être un nombre non négatif, comme 3000.",
        )

    def flag(self, key: str) -> bool:
        """True or false; missing and null are false."""
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise MalformedFacts(self.where(key), "must be true or false.", "doit être true ou false.")

    def choice(self, key: str, allowed: Collection[str]) -> str | None:
        """One of some words."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value in allowed:
            return value
        words = ", ".join(allowed)
        raise MalformedFacts(
            self.where(key),
            f"must be one of: {words}.",
            f"doit être l'un de\u00a0: {words}.",
        )

    def organization(self, key: str) -> str | None:
        """The code of a recognized organization, made capital."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, str) and ORGANIZATION.fullmatch(value):
            return value.upper()
        raise MalformedFacts(
            self.where(key),
            "must be the code of a recognized organization, two to eight letters and figures, like SWAP.",
            "doit être le code d'une organisation reconnue, de deux à huit lettres et chiffres, comme SWAP.",
        )

    def country(self, key: str) -> str | None:
        """A country code, made capital."""
        value = self.get(key)
        if value is None:
            return None
        return country_code(value, self.where(key))

    def items(self, key: str) -> list[object]:
        """The items of a list; missing and null are empty."""
        value = self.get(key)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        raise MalformedFacts(
            self.where(key),
            "must be a list in square brackets.",
            "doit être une liste entre crochets.",
        )


def country_code(value: object, where: str) -> str:
    """:raises MalformedFacts: when the value is no code of a country"""
    if isinstance(value, str) and COUNTRY.fullmatch(value):
        return value.upper()
    raise MalformedFacts(
        where,
        "must be the two letters of a country, like FR.",
        "doit être le code de pays à deux lettres, comme FR.",
    )


def _no_object(path: str) -> MalformedFacts:
    if path:
        return MalformedFacts(path, "must be an object in braces.", "doit être un objet entre accolades.")
    return MalformedFacts(
        "",
        "The facts must be an object in braces, or a list of such objects.",
        "Les faits doivent être un objet entre accolades, ou une liste de tels objets.",
    )
