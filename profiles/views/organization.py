"""What the letter of a recognized organization stands at, in words: for whoever says that they come through one."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from iecsite import clock
from profiles.models import Profile


@dataclass(frozen=True)
class LetterStanding:
    """Where the letter stands: a tag of a few words with its tone, and a sentence that says what follows."""

    tag: str
    tone: str
    sentence: str


def letter_standing(mine: Profile) -> LetterStanding | None:
    """
    The letter that a person named, or has yet to name; None for whoever comes through no organization. One query at most.

    Whether a number exists is told to nobody: only a letter that is bound to the account is said to be there, and that of the
    season open now alone.
    """
    if not mine.organization_told or not mine.recognized_organization:
        return None
    if mine.organization is None or not mine.organization_letter:
        sentence = _("Choose the organization and enter the number of the letter that it gave you.")
        return LetterStanding(_("No letter named"), "warn", sentence)
    told = {"organization": mine.organization.name, "number": mine.organization_letter}
    if not mine.organization.recognized:
        sentence = _(
            "%(organization)s is no longer recognized, so its letters open no pool. Choose another organization if one has given "
            "you a letter, or answer no."
        )
        return LetterStanding(_("No longer recognized"), "warn", sentence % told)
    held: Any = import_string(settings.LETTERS_OF_ORGANIZATIONS)(
        user_id=mine.user_id, organization=mine.organization_id, number=mine.organization_letter, at=clock.now()
    )
    if held is None:
        sentence = _(
            "%(organization)s, letter %(number)s: we look for it when you enter the pool of the organization, and tell you if we "
            "do not find it."
        )
        return LetterStanding(_("Letter named"), "info", sentence % told)
    told |= {"number": held.number, "pool": held.pool}
    if held.withdrawn:
        sentence = _(
            "%(organization)s has withdrawn the letter %(number)s, so it opens no pool any more. Ask the organization, or enter "
            "the number of another letter."
        )
        return LetterStanding(_("Letter withdrawn"), "warn", sentence % told)
    sentence = _("%(organization)s, letter %(number)s: found and kept for you alone. It opens the pool %(pool)s.")
    return LetterStanding(_("Letter found"), "good", sentence % told)
