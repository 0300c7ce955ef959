"""A person's facts from one row of one statement, for passes over everybody; `profiles.facts_of` reads one person's the same."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from profiles.rules import facts
from profiles.rules.facts import Facts

# What belongs to a profile comes as JSON, so that a person is one row, however many passports they hold.
SELECT = """
    SELECT profile.id, profile.date_of_birth, profile.residence_id, profile.student_enrolled, profile.student_country_id,
           profile.has_job_offer, profile.job_paid, profile.job_self_employed, profile.job_teer, profile.job_post_secondary,
           profile.has_placement, profile.placement_required, profile.placement_in_field, profile.placement_paid,
           profile.recognized_organization, profile.dependants_accompany, profile.funds_cad, profile.insurance_whole_stay,
           profile.departure_ticket_or_funds, profile.organization_id, profile.student_training_centre, profile.study_sector,
           profile.graduated_on, profile.job_programme, profile.placement_programme,
           ARRAY(SELECT country_id FROM profiles_citizenship WHERE profile_id = profile.id ORDER BY id) AS citizenships,
           passport.country_id, passport.expires_on, passport.document,
           (SELECT jsonb_agg(jsonb_build_array(other.country_id, other.expires_on, other.document) ORDER BY other.id DESC)
              FROM profiles_passport AS other
             WHERE other.profile_id = profile.id AND NOT other.replaced AND other.id <> passport.id) AS other_passports,
           (SELECT jsonb_agg(jsonb_build_array(citizenship_id, category, season, permit_issued_on, permit_expires_on,
                                               recognized_organization) ORDER BY season, id)
              FROM profiles_participation WHERE profile_id = profile.id) AS participations,
           profile.mailing_address ->> 'country' AS mailing_country
      FROM profiles_profile AS profile
      LEFT JOIN LATERAL (SELECT id, country_id, expires_on, document FROM profiles_passport
                          WHERE profile_id = profile.id AND NOT replaced ORDER BY id DESC LIMIT 1) AS passport ON true
"""


def facts_of_row(row: tuple[Any, ...]) -> Facts | None:
    """The facts of one row of SELECT; None while the date of birth or every citizenship is missing."""
    (_id, born, residence, enrolled, school, offer, paid, own, teer, diploma, placement, required, in_field, placement_paid,
     organization, dependants, funds, insurance, departure, organization_code,
     centre, sector, graduated, job_programme, placement_programme,
     citizenships, passport_country, expires, document, others, told, mailing_country) = row  # fmt: skip
    participations = json.loads(told) if told else ()
    if born is None or not citizenships:
        return None
    return Facts(
        date_of_birth=born,
        citizenships=tuple(citizenships),
        residence=residence,
        mailing_country=mailing_country,
        passport=None
        if passport_country is None
        else facts.Passport(country=passport_country, expires=expires, document=document),
        other_passports=tuple(
            facts.Passport(country=country, expires=date.fromisoformat(until), document=kind)
            for country, until, kind in json.loads(others or "[]")
        ),
        participations=tuple(_participation(*one) for one in participations),
        student=facts.Student(
            enrolled=bool(enrolled),
            country=school if enrolled else None,
            training_centre=bool(enrolled) and centre,
            sector=sector,
            graduated=graduated,
        )
        if enrolled or sector or graduated
        else None,
        job_offer=facts.JobOffer(
            paid=bool(paid), self_employed=bool(own), teer=teer, post_secondary=bool(diploma), programme=job_programme
        )
        if offer
        else None,
        placement=facts.Placement(
            required_by_programme=bool(required),
            in_field_of_study=bool(in_field),
            paid=bool(placement_paid),
            programme=placement_programme,
        )
        if placement
        else None,
        recognized_organization=organization,
        organization=organization_code,
        dependants_accompany=bool(dependants),
        funds_cad=funds if funds is None else Decimal(funds),
        insurance_whole_stay=bool(insurance),
        departure_ticket_or_funds=bool(departure),
    )


def _participation(
    citizenship: str, category: str, season: int, issued: str | None, expires: str | None, organization: bool
) -> facts.Participation:
    return facts.Participation(
        citizenship=citizenship,
        category=category,
        season=season,
        permit_issued=date.fromisoformat(issued) if issued else None,
        permit_expires=date.fromisoformat(expires) if expires else None,
        recognized_organization=organization,
    )
