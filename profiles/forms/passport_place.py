"""Where a passport that is told has its place: it comes instead of one that is held, or is held besides."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from profiles.forms.sections import SectionForm
from profiles.models import Passport, Profile
from profiles.queries import answers_in_words, countries
from profiles.queries.profiles import held_passports
from profiles.queries.section_answers import passport_values
from profiles.rules.facts import CITIZENS_PASSPORT
from profiles.rules.passport_numbers import passport_key
from profiles.rules.passports import written
from profiles.rules.sections import Section

BESIDES = "besides"
SAY_WHICH = gettext_lazy("Say whether you hold both passports, or this one comes in place of the other.")


class NoLongerHeldForm(SectionForm):
    """Says that one of several passports is held no more; which one, the button tells."""

    section = Section.PASSPORT


class PlaceForm(SectionForm):
    """
    A passport among those that are held. One of a number that was told before is that passport, whose kind it may put right; one
    of the same country and kind replaces the one before. Whoever tells another kind and number of a country is asked whether they
    hold both, and nothing is chosen beforehand; who came to add a passport has said so.
    """

    section = Section.PASSPORT
    place = forms.ChoiceField(
        label=gettext_lazy("Is this another passport that you hold as well, or does it correct or replace the one you told us?"),
        help_text=gettext_lazy("Somebody may hold two kinds of passport of one country. Each opens its own pools."),
        widget=forms.RadioSelect,
        error_messages={"required": SAY_WHICH, "invalid_choice": SAY_WHICH},
    )

    def __init__(self, *args: Any, profile: Profile, adding: bool = False, **kwargs: Any) -> None:
        """:param adding: whether the person asked for another passport, beside those that they told"""
        super().__init__(*args, **kwargs)
        self.profile, self.adding = profile, adding

    def ask_place(self) -> None:
        """Ask the question below the fields where what was posted raises it; without an answer it is an error."""
        field = cast(forms.ChoiceField, self.fields.pop("place"))
        if not self.is_bound or self.adding:
            return
        told = {name: str(self.data.get(name, "")) for name in ("country", "number", "document")}
        held = self._of_country(told["country"])
        if held and _takes_place_of(held, told) is None:
            instead = _("No, it comes in place of this one: %(passport)s")
            field.choices = [
                (BESIDES, _("Yes, I hold both")),
                *((one.document, instead % {"passport": _words(one)}) for one in held),
            ]
            self.fields["place"] = field

    def check_number(self, values: dict[str, Any]) -> None:
        """Say of a passport that is to be added that its number is that of one of another kind: they are easily mixed up."""
        if not self.adding or not (values.get("country") and values.get("number")):
            return
        found = _takes_place_of(self._of_country(values["country"]), values)
        if found is not None and found.document != (values.get("document") or CITIZENS_PASSPORT):
            wrong = _("You told us this number for another passport: %(passport)s. Enter its own number.")
            self.add_error("number", wrong % {"passport": _words(found)})

    def in_place_of(self, told: dict[str, Any]) -> str:
        """The passport in whose place a told one comes, as the section's values name it; empty: none."""
        found = _takes_place_of(self._of_country(told["country"]), told)
        answer = self.cleaned_data.get("place", BESIDES)
        kind = found.document if found else "" if answer == BESIDES else answer
        return written((told["country"], kind)) if kind else ""

    def _of_country(self, country: str) -> list[Passport]:
        return [one for one in held_passports(self.profile) if one.country_id == country]


def _takes_place_of(held: Sequence[Passport], told: dict[str, Any]) -> Passport | None:
    """Which of the held passports of its country one replaces without a question: of its number, else of its kind; None: none."""
    key, kind = passport_key(told["number"]), told.get("document") or CITIZENS_PASSPORT
    same = [one for one in held if one.number_key == key]
    return next(iter([*same, *(one for one in held if one.document == kind)]), None)


def _words(one: Passport) -> str:
    language = (get_language() or "en")[:2]
    return answers_in_words.passport_line(passport_values(one), countries.names(language), language)
