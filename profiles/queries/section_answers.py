"""The answers of one section as a profile holds them, in the form in which they are saved."""

from collections.abc import Mapping
from typing import Any

from profiles.models import Participation, Passport, Profile
from profiles.queries.profiles import current_passport, held_passports
from profiles.rules.passport_numbers import passport_key
from profiles.rules.passports import place_of, written
from profiles.rules.sections import BESIDES, FIELDS, Section

# A country, or an organization, is held by its foreign key.
KEYS = {"residence": "residence_id", "student_country": "student_country_id", "organization": "organization_id"}


def told(profile: Profile, section: Section) -> dict[str, Any]:
    """The values of a section by the keys of `rules.sections.FIELDS`; what was not told is None, empty or absent."""
    if section == Section.CITIZENSHIPS:
        return {"citizenships": [one.country_id for one in profile.citizenships.all()]}
    if section == Section.PARTICIPATIONS:
        return {"participations": [row_of(one) for one in profile.participations.all()]}
    if section == Section.PASSPORT:
        passport = current_passport(profile)
        if passport is None:
            return {}
        return passport_values(passport)
    keys = (*FIELDS[section], *BESIDES.get(section, ()))
    values = {key: getattr(profile, KEYS.get(key, key)) for key in keys}
    if section == Section.ORGANIZATION and not profile.organization_told:
        # Its column knows no "not told yet".
        values["recognized_organization"] = None
    return values


def told_before(profile: Profile, section: Section, values: Mapping[str, Any]) -> dict[str, Any]:
    """
    What a wish for a section is compared with: its answers as they stand, and of passports the one that is to give way, which is
    nothing where one is added.

    :returns: as `told`; with `given_up` where the wish is that the passport is held no more, and tells another that is held
    """
    if section != Section.PASSPORT:
        return told(profile, section)
    held = {written((one.country_id, one.document)): one for one in held_passports(profile)}
    place = held.pop(place_of(values), None)
    if place is None:
        return {}
    key = passport_key(values["number"])
    again = any(one.country_id == values["country"] and one.number_key == key for one in held.values())
    return passport_values(place) | ({"given_up": True} if again else {})


# Columns that know no "not told yet": a no says nothing there.
SILENT = frozenset({"one_name_only", "student_training_centre"})


def section_begun(profile: Profile, section: Section) -> bool:
    """Whether anything of a section was told."""
    if section == Section.PARTICIPATIONS and profile.past_participations_told:
        return True
    values = told(profile, section).items()
    return any(not (value in (None, "", [], {}) or (value is False and key in SILENT)) for key, value in values)


def all_told(profile: Profile) -> dict[Section, dict[str, Any]]:
    """Every section, with the passports held beside the one told last and the organization's name, which no section saves."""
    answers = {section: told(profile, section) for section in Section}
    answers[Section.PASSPORT]["others"] = [
        {"country": one.country_id, "number": one.number, "expires_on": one.expires_on, "document": one.document}
        for one in held_passports(profile)[1:]
    ]
    answers[Section.ORGANIZATION]["organization_name"] = profile.organization.name if profile.organization else ""
    return answers


def passport_values(one: Passport) -> dict[str, Any]:
    """One passport as a section's values hold it."""
    return {
        "number": one.number,
        "country": one.country_id,
        "issued_on": one.issued_on,
        "expires_on": one.expires_on,
        "document": one.document,
    }


def row_of(one: Participation) -> dict[str, Any]:
    """One earlier participation as a section's values hold it."""
    return {
        "citizenship": one.citizenship_id,
        "category": one.category,
        "season": one.season,
        "permit_issued_on": one.permit_issued_on,
        "permit_expires_on": one.permit_expires_on,
        "recognized_organization": one.recognized_organization,
    }
