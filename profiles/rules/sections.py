"""The sections of a profile: one topic each, in the order of the task list."""

from __future__ import annotations

from enum import StrEnum


class Section(StrEnum):
    NAMES = "names"
    BIRTH = "birth"
    CITIZENSHIPS = "citizenships"
    PASSPORT = "passport"
    RESIDENCE = "residence"
    CONTACT = "contact"
    PARTICIPATIONS = "participations"
    ORGANIZATION = "organization"
    STUDY = "study"
    PLACEMENT = "placement"
    JOB = "job"
    DECLARATIONS = "declarations"


# What a section is made of: the keys of the values that fill it.
FIELDS: dict[Section, tuple[str, ...]] = {
    Section.NAMES: ("family_name", "given_names", "one_name_only"),
    Section.BIRTH: ("date_of_birth",),
    Section.CITIZENSHIPS: ("citizenships",),
    Section.PASSPORT: ("number", "country", "issued_on", "expires_on"),
    Section.RESIDENCE: ("residence",),
    Section.CONTACT: ("address", "phone"),
    Section.PARTICIPATIONS: ("participations",),
    Section.ORGANIZATION: ("recognized_organization",),
    Section.STUDY: ("student_enrolled", "student_country"),
    Section.PLACEMENT: ("has_placement", "placement_required", "placement_in_field", "placement_paid"),
    Section.JOB: ("has_job_offer", "job_paid", "job_self_employed", "job_teer", "job_post_secondary"),
    Section.DECLARATIONS: ("dependants_accompany", "funds_cad", "insurance_whole_stay", "departure_ticket_or_funds"),
}

# What may be told besides; what is left out stays as it was.
BESIDES: dict[Section, tuple[str, ...]] = {
    Section.NAMES: ("other_names",),
    Section.PASSPORT: ("document",),
    Section.CONTACT: ("mailing_address",),
    Section.ORGANIZATION: ("organization", "organization_letter"),
    Section.STUDY: ("student_training_centre", "study_sector", "graduated_on"),
    Section.PLACEMENT: ("placement_programme",),
    Section.JOB: ("job_programme",),
}
# `in_place_of`: the passport that is held no more when another is told (`passports.written`), beside the one of the same kind.
OPTIONAL = frozenset({"lines_reason", "in_place_of", *(key for keys in BESIDES.values() for key in keys)})

# How to reach a person: kept at once whatever state the profile is in, unless a pool rests on the country of a mailing address
# (`queries.effects.moves_out`).
CONTACT = frozenset({Section.CONTACT})

# More than anybody holds, and a bound on what one page has to show.
MOST_CITIZENSHIPS = 6
MOST_PARTICIPATIONS = 12
MOST_OTHER_NAMES = 8
