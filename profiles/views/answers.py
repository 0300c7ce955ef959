"""The answers of a profile on its pages: a card for each section, and single answers in a line."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from profiles.models import Participation, Profile
from profiles.queries import answers_in_words, countries, section_answers
from profiles.queries.profiles import current_passport, held_passports, standing
from profiles.rules import machine_readable
from profiles.rules.sections import Section
from profiles.states import TravelDocument
from profiles.views import wording


def section_url(section: Section) -> str:
    """Where a section is filled in, in the language of the page."""
    return reverse("profile_section", kwargs={"section": section.value})


def cards(profile: Profile, *, change: bool, back: str = "check") -> list[dict[str, Any]]:
    """One card for each section: its title, whether it is filled, its rows, and a link to change it."""
    rows = answers_in_words.rows(section_answers.all_told(profile), _language())
    if not profile.participations.all():
        rows[Section.PARTICIPATIONS] = [(_("Past participations"), _("None") if profile.past_participations_told else "")]
    return [
        {
            "section": one.section,
            "title": wording.SECTIONS[one.section],
            "done": one.done,
            "url": f"{section_url(one.section)}?back={back}" if change else "",
            "rows": [_row(label, value) for label, value in rows[one.section]],
        }
        for one in standing(profile)
    ]


def _row(label: str, value: Any) -> dict[str, Any]:
    """A label with its value, which may have several lines."""
    lines = value if isinstance(value, list) else [value] if value else []
    return {"label": label, "value": value, "lines": lines}


def participation_words(one: Participation) -> str:
    """A participation in one line."""
    language = _language()
    return answers_in_words.participation(section_answers.row_of(one), countries.names(language), language)


def lines_expected(profile: Profile) -> tuple[str, str] | None:
    """The two machine-readable lines that the current passport has by its fields; None where they cannot be told yet."""
    passport = current_passport(profile)
    if passport is None or passport.document != TravelDocument.PASSPORT or profile.date_of_birth is None:
        return None
    held = {one.country_id for one in profile.citizenships.all()}
    return machine_readable.likely(
        family_name=profile.family_name,
        given_names=profile.given_names,
        number=passport.number,
        country=passport.country_id,
        nationality=passport.country_id if passport.country_id in held else "",
        born=profile.date_of_birth,
        expires=passport.expires_on,
    )


def passports_in_words(profile: Profile) -> list[dict[str, Any]]:
    """The passports that count, one of each country and kind, the one told last first: number of the row, and words."""
    language = _language()
    names = countries.names(language)
    told = ((one.pk, section_answers.passport_values(one)) for one in held_passports(profile))
    return [{"id": pk, "words": answers_in_words.passport_line(one, names, language)} for pk, one in told]


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"
