"""
What people hold a number of, on paper or in a letter: from the number to the accounts it may belong to.

Passports are known here; each app above adds what it gives numbers to when it starts, so that nobody below needs to know it.
"""

from collections.abc import Callable

from django.db.models import QuerySet

from profiles.models import Passport
from profiles.rules.passport_numbers import passport_key

# A number without spaces and marks, in capitals -> the accounts, as a query of one column.
Finder = Callable[[str], QuerySet]

FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    """Add a way from a number to accounts; the same way twice is one."""
    if finder not in FINDERS:
        FINDERS.append(finder)


def of_passport(key: str) -> QuerySet:
    """The accounts in which a passport has this number; one that its owner put right since counts no more."""
    return Passport.objects.filter(number_key=key, corrected=False).values_list("profile__user_id", flat=True)


def accounts_with(reference: str) -> set[int]:
    """The accounts that a number belongs to, however it was typed; none for a text without letters and figures."""
    key = passport_key(reference)
    return {pk for finder in (of_passport, *FINDERS) for pk in finder(key)} if key else set()
