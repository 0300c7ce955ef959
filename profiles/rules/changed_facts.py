"""The facts as they would be with other answers: what shows the effect of a change before it is made."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from profiles.rules import passports
from profiles.rules.facts import CITIZENS_PASSPORT, Facts, JobOffer, Participation, Passport, Placement, Student
from profiles.rules.sections import Section

Values = Mapping[str, Any]


def with_answers(facts: Facts, section: Section, values: Values) -> Facts:
    """
    Facts in which the answers of one section are new; those that the rules do not read change nothing.

    :param values: as `sections.FIELDS` names them, complete
    """
    change = _CHANGES.get(section)
    if change is None:
        return facts
    changed = replace(facts, **change(values))
    if section != Section.PASSPORT or changed.passport is None:
        return changed
    told = changed.passport
    gone = passports.gives_way((told.country or "", told.document), values.get("in_place_of") or "")
    held = (facts.passport, *facts.other_passports)
    return replace(changed, other_passports=tuple(one for one in held if one and (one.country, one.document) not in gone))


def _contact(told: Values) -> dict[str, Any]:
    # What is left out stays as it was.
    return {"mailing_country": (told["mailing_address"] or {}).get("country")} if "mailing_address" in told else {}


def _participation(told: Values) -> Participation:
    return Participation(
        citizenship=told["citizenship"],
        category=told["category"],
        season=told["season"],
        permit_issued=told["permit_issued_on"],
        permit_expires=told["permit_expires_on"],
        recognized_organization=told["recognized_organization"],
    )


def _student(told: Values) -> dict[str, Any]:
    enrolled = bool(told["student_enrolled"])
    sector, graduated = told.get("study_sector") or "", told.get("graduated_on")
    if not (enrolled or sector or graduated):
        return {"student": None}
    country, centre = told["student_country"] if enrolled else None, enrolled and bool(told.get("student_training_centre"))
    return {"student": Student(enrolled=enrolled, country=country, training_centre=centre, sector=sector, graduated=graduated)}


def _placement(told: Values) -> dict[str, Any]:
    if not told["has_placement"]:
        return {"placement": None}
    return {
        "placement": Placement(
            required_by_programme=bool(told["placement_required"]),
            in_field_of_study=bool(told["placement_in_field"]),
            paid=bool(told["placement_paid"]),
            programme=told.get("placement_programme") or "",
        )
    }


def _job(told: Values) -> dict[str, Any]:
    offer = JobOffer(
        paid=bool(told["job_paid"]),
        self_employed=bool(told["job_self_employed"]),
        teer=told["job_teer"],
        post_secondary=bool(told["job_post_secondary"]),
        programme=told.get("job_programme") or "",
    )
    return {"job_offer": offer if told["has_job_offer"] else None}


def _organization(told: Values) -> dict[str, Any]:
    return {
        "recognized_organization": bool(told["recognized_organization"]),
        "organization": told.get("organization") or None,
    }


def _declarations(told: Values) -> dict[str, Any]:
    return {
        "dependants_accompany": bool(told["dependants_accompany"]),
        "funds_cad": told["funds_cad"],
        "insurance_whole_stay": bool(told["insurance_whole_stay"]),
        "departure_ticket_or_funds": bool(told["departure_ticket_or_funds"]),
    }


_CHANGES: dict[Section, Callable[[Values], dict[str, Any]]] = {
    Section.BIRTH: lambda told: {"date_of_birth": told["date_of_birth"]},
    Section.CITIZENSHIPS: lambda told: {"citizenships": tuple(told["citizenships"])},
    Section.PASSPORT: lambda told: {
        "passport": Passport(
            country=told["country"], expires=told["expires_on"], document=told.get("document") or CITIZENS_PASSPORT
        )
    },
    Section.RESIDENCE: lambda told: {"residence": told["residence"]},
    Section.CONTACT: _contact,
    Section.PARTICIPATIONS: lambda told: {"participations": tuple(_participation(one) for one in told["participations"])},
    Section.ORGANIZATION: _organization,
    Section.STUDY: _student,
    Section.PLACEMENT: _placement,
    Section.JOB: _job,
    Section.DECLARATIONS: _declarations,
}
