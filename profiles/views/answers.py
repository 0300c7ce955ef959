"""The answers of a profile as rows of label and value, section by section."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from iecsite import dates, money
from profiles.forms.plans import TEER
from profiles.models import Participation, Passport, Profile
from profiles.queries import countries
from profiles.queries.profiles import current_passport, other_passports, standing
from profiles.rules import addresses, machine_readable
from profiles.rules.sections import Section
from profiles.states import TravelDocument
from profiles.views import wording


def section_url(section: Section) -> str:
    """Where a section is filled in, in the language of the page."""
    return reverse("profile_section", kwargs={"section": section.value})


def cards(profile: Profile, *, change: bool, back: str = "check") -> list[dict[str, Any]]:
    """One card for each section: its title, whether it is filled, its rows, and a link to change it."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    names = countries.names(language)
    rows = {
        Section.NAMES: _names(profile),
        Section.BIRTH: [(_("Date of birth"), _day(profile.date_of_birth, language))],
        Section.CITIZENSHIPS: [
            (_("Citizenships"), ", ".join(names.get(one.country_id, one.country_id) for one in profile.citizenships.all()))
        ],
        Section.PASSPORT: _passport(profile, names, language),
        Section.RESIDENCE: [(_("Country where you live"), names.get(profile.residence_id or "", ""))],
        Section.CONTACT: [
            (_("Home address"), addresses.lines(profile.address or {})),
            (_("Mailing address"), _mailing(profile, names)),
            (_("Telephone"), profile.phone or _("Not given")),
        ],
        Section.PARTICIPATIONS: [
            (_("Past participations"), [_participation(one, names, language) for one in profile.participations.all()])
            if profile.participations.all()
            else (_("Past participations"), _("None") if profile.past_participations_told else "")
        ],
        Section.STUDY: _study(profile, names),
        Section.PLACEMENT: _placement(profile),
        Section.JOB: _job(profile),
        Section.DECLARATIONS: [
            (_("Dependants come along"), yes_no(profile.dependants_accompany)),
            (_("Money on arrival"), "" if profile.funds_cad is None else money.show(profile.funds_cad, language, with_code=True)),
            (_("Health insurance for the whole stay"), yes_no(profile.insurance_whole_stay)),
            (_("Ticket to leave Canada, or the money for it"), yes_no(profile.departure_ticket_or_funds)),
        ],
    }
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


def yes_no(answer: bool | None) -> str:
    """`Yes`, `No`, or nothing for what was not told."""
    return "" if answer is None else _("Yes") if answer else _("No")


def participation_words(one: Participation) -> str:
    """A participation in one line."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    return _participation(one, countries.names(language), language)


def _participation(one: Participation, names: dict[str, str], language: str) -> str:
    words = f"{one.get_category_display()} {one.season} ({names.get(one.citizenship_id, one.citizenship_id)})"
    if one.permit_issued_on is None:
        return f"{words}, " + _("never used")
    span = {"first": _day(one.permit_issued_on, language), "last": _day(one.permit_expires_on, language)}
    return f"{words}, " + _("permit from %(first)s to %(last)s") % span


def _names(profile: Profile) -> list[tuple[str, Any]]:
    used: list[tuple[str, Any]] = [(_("Other names used"), profile.other_names)] if profile.other_names else []
    if profile.one_name_only:
        return [(_("Name"), profile.family_name), *used]
    return [(_("Family name(s)"), profile.family_name), (_("Given name(s)"), profile.given_names), *used]


def _mailing(profile: Profile, names: dict[str, str]) -> list[str] | str:
    mail = profile.mailing_address
    if not mail:
        return _("Same as home") if profile.address else ""
    return [*addresses.lines(mail), names.get(mail["country"], mail["country"])]


def _passport(profile: Profile, names: dict[str, str], language: str) -> list[tuple[str, str]]:
    passport, others = current_passport(profile), other_passports(profile)
    if passport is None:
        return [(_("Passport"), "")]
    kind = [] if passport.document == TravelDocument.PASSPORT else [(_("Kind of document"), passport.get_document_display())]
    return [
        *kind,
        (_("Issued by"), names.get(passport.country_id, passport.country_id)),
        (_("Number"), passport.number),
        (_("Date of issue"), _day(passport.issued_on, language)),
        (_("Date of expiry"), _day(passport.expires_on, language)),
        *([(_("Other passports"), [_in_a_line(one, names, language) for one in others])] if others else []),
    ]


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
    """The passports that count, one a country, the one told last first: number of the row, and words."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    names = countries.names(language)
    current = current_passport(profile)
    held = [*([current] if current else []), *other_passports(profile)]
    return [{"id": one.pk, "words": _in_a_line(one, names, language)} for one in held]


def _in_a_line(one: Passport, names: dict[str, str], language: str) -> str:
    until = _("valid until %(day)s") % {"day": _day(one.expires_on, language)}
    return f"{names.get(one.country_id, one.country_id)}, {one.number}, {until}"


def _study(profile: Profile, names: dict[str, str]) -> list[tuple[str, str]]:
    rows = [(_("Enrolled at a post-secondary school"), yes_no(profile.student_enrolled))]
    if profile.student_enrolled:
        rows.append((_("Country of the school"), names.get(profile.student_country_id or "", "")))
    return rows


def _placement(profile: Profile) -> list[tuple[str, str]]:
    rows = [(_("Work placement in Canada"), yes_no(profile.has_placement))]
    if profile.has_placement:
        rows += [
            (_("Required by the study programme"), yes_no(profile.placement_required)),
            (_("In the field of study"), yes_no(profile.placement_in_field)),
            (_("Paid"), yes_no(profile.placement_paid)),
        ]
    return rows


def _job(profile: Profile) -> list[tuple[str, str]]:
    rows = [(_("Job offer in Canada"), yes_no(profile.has_job_offer))]
    if profile.has_job_offer:
        rows += [
            (_("Paid"), yes_no(profile.job_paid)),
            (_("Self-employed"), yes_no(profile.job_self_employed)),
            (_("Level of the job"), str(dict(TEER).get(str(profile.job_teer), ""))),
            (_("Post-secondary diploma in its field"), yes_no(profile.job_post_secondary)),
        ]
    told = profile.has_job_offer is not None
    rows.append((_("Through a recognized organization"), yes_no(profile.recognized_organization) if told else ""))
    if profile.recognized_organization:
        rows += [
            (_("Organization"), profile.organization.name if profile.organization else ""),
            (_("Number of its letter"), profile.organization_letter),
        ]
    return rows


def _day(on: Any, language: str) -> str:
    return dates.day(on, language) if on else ""
