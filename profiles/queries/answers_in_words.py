"""The answers of a profile as rows of label and value, section by section: as they are told now, or as they were sent."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from iecsite import dates, money
from profiles.queries import countries
from profiles.rules import addresses
from profiles.rules.sections import Section
from profiles.states import JOB_LEVELS, Category, JobProgramme, PlacementProgramme, StudySector, TravelDocument

# What a section tells, and what it is called on a page: a label, and one value or several lines.
Told = Mapping[str, Any]
Rows = list[tuple[str, Any]]


def rows(told: Mapping[Section, Told], language: str) -> dict[Section, Rows]:
    """
    Label and value of each answer, in the language that is active; an empty value was not told. One query at most.

    :param told: as `section_answers.all_told` gives it
    :param language: `en` or `fr`, the active one
    """
    names = countries.names(language)
    return {
        Section.NAMES: _names(told[Section.NAMES]),
        Section.BIRTH: [(_("Date of birth"), _day(told[Section.BIRTH]["date_of_birth"], language))],
        Section.CITIZENSHIPS: [
            (_("Citizenships"), ", ".join(names.get(code, code) for code in told[Section.CITIZENSHIPS]["citizenships"]))
        ],
        Section.PASSPORT: _passport(told[Section.PASSPORT], names, language),
        Section.RESIDENCE: [(_("Country where you live"), names.get(told[Section.RESIDENCE]["residence"] or "", ""))],
        Section.CONTACT: _contact(told[Section.CONTACT], names),
        Section.PARTICIPATIONS: [
            (_("Past participations"), [participation(one, names, language) for one in _participations(told)] or _("None"))
        ],
        Section.ORGANIZATION: _organization(told[Section.ORGANIZATION]),
        Section.STUDY: _study(told[Section.STUDY], names, language),
        Section.PLACEMENT: _placement(told[Section.PLACEMENT]),
        Section.JOB: _job(told[Section.JOB]),
        Section.DECLARATIONS: _declarations(told[Section.DECLARATIONS], language),
    }


def _participations(told: Mapping[Section, Told]) -> list[Told]:
    return list(told[Section.PARTICIPATIONS]["participations"])


def yes_no(answer: bool | None) -> str:
    """`Yes`, `No`, or nothing for what was not told."""
    return "" if answer is None else _("Yes") if answer else _("No")


def participation(one: Told, names: Mapping[str, str], language: str) -> str:
    """A participation in one line, from the values that `section_answers.row_of` gives."""
    words = f"{Category(one['category']).label} {one['season']} ({names.get(one['citizenship'], one['citizenship'])})"
    if one.get("recognized_organization"):
        words = f"{words}, " + _("through a recognized organization")
    if one["permit_issued_on"] is None:
        return f"{words}, " + _("never used")
    span = {"first": _day(one["permit_issued_on"], language), "last": _day(one["permit_expires_on"], language)}
    return f"{words}, " + _("permit from %(first)s to %(last)s") % span


def passport_line(one: Told, names: Mapping[str, str], language: str) -> str:
    """A passport in one line: country, its kind where it is told and no citizen's passport, number and last day."""
    until = _("valid until %(day)s") % {"day": _day(one["expires_on"], language)}
    document = TravelDocument(one.get("document") or TravelDocument.PASSPORT)
    kind = [] if document == TravelDocument.PASSPORT else [str(document.label)]
    return ", ".join([names.get(one["country"], one["country"]), *kind, one["number"], until])


def _names(told: Told) -> Rows:
    used: Rows = [(_("Other names used"), told["other_names"])] if told["other_names"] else []
    if told["one_name_only"]:
        return [(_("Name"), told["family_name"]), *used]
    return [(_("Family name(s)"), told["family_name"]), (_("Given name(s)"), told["given_names"]), *used]


def _contact(told: Told, names: Mapping[str, str]) -> Rows:
    home, mail = told["address"], told["mailing_address"]
    if mail:
        reached: Any = [*addresses.lines(mail), names.get(mail["country"], mail["country"])]
    else:
        reached = _("Same as home") if home else ""
    return [
        (_("Home address"), addresses.lines(home or {})),
        (_("Mailing address"), reached),
        (_("Telephone"), told["phone"] or _("Not given")),
    ]


def _passport(told: Told, names: Mapping[str, str], language: str) -> Rows:
    if not told.get("country"):
        return [(_("Passport"), "")]
    document = TravelDocument(told["document"])
    return [
        *([] if document == TravelDocument.PASSPORT else [(_("Kind of document"), str(document.label))]),
        (_("Issued by"), names.get(told["country"], told["country"])),
        (_("Number"), told["number"]),
        (_("Date of issue"), _day(told["issued_on"], language)),
        (_("Date of expiry"), _day(told["expires_on"], language)),
        *([(_("Other passports"), [passport_line(one, names, language) for one in told["others"]])] if told["others"] else []),
    ]


def _organization(told: Told) -> Rows:
    found: Rows = [(_("Through a recognized organization"), yes_no(told["recognized_organization"]))]
    if told["recognized_organization"]:
        found += [(_("Organization"), told["organization_name"]), (_("Number of its letter"), told["organization_letter"])]
    return found


def _study(told: Told, names: Mapping[str, str], language: str) -> Rows:
    found: Rows = [(_("Enrolled at a post-secondary school"), yes_no(told["student_enrolled"]))]
    if told["student_enrolled"]:
        found.append((_("Country of the school"), names.get(told["student_country"] or "", "")))
        if told.get("student_training_centre"):
            found.append((_("At a training centre"), yes_no(True)))
    if told.get("study_sector"):
        found.append((_("Field of study"), str(StudySector(told["study_sector"]).label)))
    if told.get("graduated_on"):
        found.append((_("Date of the diploma"), _day(told["graduated_on"], language)))
    return found


def _placement(told: Told) -> Rows:
    found: Rows = [(_("Work placement in Canada"), yes_no(told["has_placement"]))]
    if told["has_placement"]:
        found += [
            (_("Required by the study programme"), yes_no(told["placement_required"])),
            (_("In the field of study"), yes_no(told["placement_in_field"])),
            (_("Paid"), yes_no(told["placement_paid"])),
        ]
        if told.get("placement_programme"):
            found.append((_("Part of"), str(PlacementProgramme(told["placement_programme"]).label)))
    return found


def _job(told: Told) -> Rows:
    offer = told["has_job_offer"]
    found: Rows = [(_("Job offer in Canada"), yes_no(offer))]
    if offer:
        found += [
            (_("Paid"), yes_no(told["job_paid"])),
            (_("Self-employed"), yes_no(told["job_self_employed"])),
            (_("Level of the job"), "" if told["job_teer"] is None else str(JOB_LEVELS.get(told["job_teer"], ""))),
            (_("Post-secondary diploma in its field"), yes_no(told["job_post_secondary"])),
        ]
        if told.get("job_programme"):
            found.append((_("Kind of offer"), str(JobProgramme(told["job_programme"]).label)))
    return found


def _declarations(told: Told, language: str) -> Rows:
    funds = told["funds_cad"]
    return [
        (_("Dependants in your application"), yes_no(told["dependants_accompany"])),
        (_("Money on arrival"), "" if funds is None else money.show(funds, language, with_code=True)),
        (_("Health insurance for the whole stay"), yes_no(told["insurance_whole_stay"])),
        (_("Ticket to leave Canada, or the money for it"), yes_no(told["departure_ticket_or_funds"])),
    ]


def _day(on: Any, language: str) -> str:
    return dates.day(on, language) if on else ""
