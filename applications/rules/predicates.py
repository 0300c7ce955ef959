"""
Every condition of a participation, by the identifier of the programme's rule list: which rule judges it, and where.

`docs/eligibility.md` is printed from this table; a test holds it against the rules and the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from applications.rules import checklist, details, fees, medical, permits
from profiles.rules import (
    category_predicates,
    eligibility,
    new_profile,
    organizations,
    participations,
    passports,
    person_predicates,
)
from rounds.rules import bounds

Rule = Callable[..., Any]


class Stage(StrEnum):
    """Where a condition is judged."""

    PROFILE = "profile"
    ROUND = "round"
    SUBMISSION = "submission"
    OFFICER = "officer"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Predicate:
    """
    One condition. `rules` are the pure functions that judge it; `refusals` the officer's coded reasons where it is not met;
    `held_by` names what holds it where no rule of facts can (a constraint of the database, a declaration, the border).
    """

    identifier: str
    says: str
    stages: tuple[Stage, ...]
    sources: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    refusals: tuple[str, ...] = ()
    held_by: str = ""


P, R, S, D, E = Stage.PROFILE, Stage.ROUND, Stage.SUBMISSION, Stage.OFFICER, Stage.ENTRY
_PERSON, _CATEGORY = person_predicates, category_predicates
_DECLARED = "declared in the profile and again before sending"

PREDICATES = (
    Predicate(
        "E01", "an agreement is in force, and its pool is open", (P, R), ("WEB-CAND", "PDI-AG"),
        rules=(_PERSON.not_a_citizen, eligibility.agreement_inactive, eligibility.no_known_citizenship,
               organizations.not_taken_by_the_organization),
        refusals=("citizenship",), held_by="pools take candidates while their season is open (rounds.operations.candidacies)",
    ),
    Predicate(
        "E02", "of an age on the day of the invitation, both ends inclusive", (P, R, D), ("PDI-EL", "HC-928"),
        rules=(_PERSON.too_young, _PERSON.too_old, bounds.bounds), refusals=("age",),
    ),
    Predicate(
        "E03", "through an organization, the ages of its memorandum", (P, R, D), ("PDI-EL",),
        rules=(organizations.terms_of, _PERSON.too_young, _PERSON.too_old), refusals=("age",),
    ),
    Predicate(
        "E04", "a citizen's passport of the partner", (P, R, D), ("WEB-ELG", "IRPR"),
        rules=(_PERSON.not_a_citizens_passport,), refusals=("passport",),
        held_by="the two machine-readable lines are those of a passport (profiles.rules.machine_readable)",
    ),
    Predicate(
        "E05", "the documents and places that an agreement names", (P, R, D), ("PDI-AG",),
        rules=(_PERSON.passport_of_another_country, passports.is_taken, _PERSON.lives_elsewhere, bounds.bounds),
        refusals=("passport", "citizenship"),
    ),
    Predicate(
        "E06", "a home or mailing address in the partner country, where the agreement asks for it", (P, S, D), ("PDI-EL",),
        rules=(_PERSON.lives_elsewhere, checklist.checklist), refusals=("residence",),
    ),
    Predicate(
        "E07", "the same through an organization, where the citizenship has an agreement", (P, D), ("PDI-EL",),
        rules=(_PERSON.lives_elsewhere, organizations.not_taken_by_the_organization), refusals=("residence",),
    ),
    Predicate(
        "E08", "a participation is left under the citizenship", (P, D), ("PDI-AG", "HC-1484"),
        rules=(_PERSON.participations_used, _PERSON.category_used, participations.standing, organizations.told_for),
        refusals=("participations_used", "category_used"),
    ),
    Predicate(
        "E09", "the gap after the last permit has passed", (P, D), ("PDI-AG", "PDI-EL"),
        rules=(_PERSON.too_soon_after_the_last, participations.free_again_on), refusals=("discontinuance",),
    ),
    Predicate(
        "E10", "no other participation in the season", (P, D), ("PDI-EL",),
        rules=(_PERSON.second_in_one_season, participations.in_season), refusals=("same_season",),
    ),
    Predicate(
        "E11", "through organizations, fewer than two in a lifetime, with the letter of one", (P, D),
        ("PDI-EL", "PDI-RO", "HC-1165"),
        rules=(_PERSON.recognized_organizations_used, _PERSON.no_letter_of_organization,
               organizations.letter_of_another_organization),
        refusals=("recognized_organization",), held_by="a letter is one account's (rounds.operations.letters_of_organizations)",
    ),
    Predicate(
        "E12", "one live profile a person, and no unused letter of introduction", (P,), ("WEB-POOL", "HC-1641"),
        rules=(new_profile.letter_still_out,),
        held_by="constraint profile_one_live_per_person; the search for the same passport (profiles.operations.duplicates)",
    ),
    Predicate("E13", "at least CAD 2,500 at entry", (P, E), ("PDI-EL", "WEB-ARR"),
              rules=(_PERSON.too_little_money,), held_by=_DECLARED),
    Predicate("E14", "a ticket to leave, or the means to buy one", (P, E), ("WEB-ARR",),
              rules=(_PERSON.cannot_leave,), held_by=_DECLARED),
    Predicate("E15", "insurance for the whole stay", (P, S, E), ("PDI-EL", "WEB-ARR"),
              rules=(_PERSON.not_insured, permits.permit_end), held_by=_DECLARED),
    Predicate("E16", "no dependants on the application", (P, S), ("PDI-EL", "WEB-ELG"),
              rules=(_PERSON.brings_dependants,), held_by=_DECLARED),
    Predicate(
        "E17", "the permit ends with the passport", (P, R, D, E), ("PDI-EL", "PDI-VAL", "IRPR"),
        rules=(_PERSON.passport_expired, permits.permit_end), refusals=("passport",),
    ),
    Predicate(
        "E18", "not inadmissible", (D, E), ("IRPA", "PDI-STEP"),
        refusals=("security", "human_rights", "sanctions", "criminality", "organized_crime", "health", "finances",
                  "misrepresentation", "non_compliance", "family_member"),
    ),
    Predicate("E19", "the officer believes that the person will leave", (D,), ("IRPR", "IRPA"), refusals=("will_not_leave",)),
    Predicate("E20", "a medical examination where work or stays ask for one", (S, D), ("PDI-EL", "PDI-IME", "IRPR"),
              rules=(medical.medical_exam_needed, checklist.checklist), refusals=("medical_exam",)),
    Predicate("E21", "biometrics, but for those who need none", (S, D), ("IRPR",),
              rules=(fees.biometrics_needed,), refusals=("biometrics_missing",)),
    Predicate("E22", "the fees are paid with the application", (S,), ("IRPR",), rules=(fees.fee_lines,),
              refusals=("incomplete",), held_by="it is received with its payment (applications.operations.submission)"),
    Predicate("E23", "the application is filed electronically", (S,), ("IRPR",), refusals=("wrong_way",),
              held_by="there is no other way to file one here"),
    Predicate("E24", "not applied for at the border, but by nationals of the United States", (E,), ("IRPR",),
              refusals=("wrong_way",), held_by="the border; nobody applies there through this site"),
    Predicate("W01", "Working Holiday needs no offer; its permit is open", (P, D), ("PDI-OV", "IRPR"),
              rules=(_CATEGORY.no_job_offer, details.has_employer), held_by="no rule asks a Working Holiday maker for an offer"),
    Predicate("Y01", "a signed offer, paid, from an employer", (P, D), ("WEB-EMP",),
              rules=(_CATEGORY.no_job_offer, _CATEGORY.self_employed, _CATEGORY.job_unpaid), refusals=("no_qualifying_work",)),
    Predicate("Y02", "TEER 0 to 3, or 4 with a diploma", (P, S, D), ("WEB-EMP",),
              rules=(_CATEGORY.job_level_too_low, checklist.checklist, details.problems), refusals=("job_level",)),
    Predicate("Y03", "the job helps the person's profession", (D,), ("PDI-OV",), refusals=("no_qualifying_work",)),
    Predicate("Y04", "the wage is lawful where the work is", (D,), ("WEB-EMP",), refusals=("offer_not_genuine",)),
    Predicate("Y05", "Austria: an employee of an Austrian company goes to a related one", (P, S, D), ("PDI-AG",),
              rules=(_CATEGORY.outside_the_stream, checklist.checklist), refusals=("no_qualifying_work",)),
    Predicate("Y06", "VIE and Vives: an allowance or grant replaces wages", (P, S, D), ("PDI-AG",),
              rules=(_CATEGORY.job_unpaid, _CATEGORY.outside_the_stream, checklist.checklist), refusals=("no_qualifying_work",)),
    Predicate("C01", "enrolled at a post-secondary school", (P, S, D), ("WEB-EMP", "PDI-AG"),
              rules=(_CATEGORY.not_a_student, checklist.checklist), refusals=("student",)),
    Predicate("C02", "a placement that the programme requires, in the field of study", (P, D), ("WEB-EMP",),
              rules=(_CATEGORY.no_fitting_placement,), refusals=("placement",)),
    Predicate("C03", "a paid placement, where the agreement asks for it", (P, D), ("PDI-AG",),
              rules=(_CATEGORY.placement_unpaid,), refusals=("placement",)),
    Predicate("C04", "the school is in the partner country, where the agreement says so", (P, D), ("PDI-AG",),
              rules=(_CATEGORY.school_elsewhere,), refusals=("student",)),
    Predicate("C05", "Austria: studies or a fresh diploma in forestry, agriculture or tourism", (P, S, D), ("PDI-AG",),
              rules=(_CATEGORY.outside_the_stream, _CATEGORY.not_a_student, _CATEGORY.no_fitting_placement,
                     checklist.checklist),
              refusals=("student", "placement")),
    Predicate("P01", "the offer is in the portal and its fee paid before the application", (D,), ("IRPR", "PDI-ES"),
              rules=(fees.employer_lines,), refusals=("offer_not_submitted",)),
    Predicate("P02", "the offer's number is an A and seven digits, its passport the applicant's", (S, D), ("PDI-ES",),
              rules=(details.problems, details.offer_passport_differs), refusals=("offer_not_submitted",)),
    Predicate("P03", "the offer is not used elsewhere", (D,), ("PDI-ES",), refusals=("offer_not_submitted", "offer_withdrawn")),
    Predicate("P04", "the employer is neither ineligible nor in a barred sector", (D,), ("IRPR",),
              refusals=("employer_ineligible", "barred_sector")),
    Predicate("P05", "the offer is genuine", (D,), ("IRPR",), refusals=("offer_not_genuine",)),
    Predicate("P06", "the duties fit the occupation", (D,), ("PDI-ES",), refusals=("offer_not_genuine", "job_level")),
    Predicate("P07", "a signed agreement in the worker's language, no fee charged to the worker", (D,), ("IRPR",),
              refusals=("offer_not_genuine", "employer_ineligible")),
)  # fmt: skip
