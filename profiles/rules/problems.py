"""What stands in the way of a participation: a code with what its sentence needs to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Code(StrEnum):
    """Every reason why a person may not take part, in the order in which reasons are told."""

    CITIZENSHIP = "citizenship"
    AGREEMENT_INACTIVE = "agreement_inactive"
    AGE_LOW = "age_low"
    AGE_HIGH = "age_high"
    PASSPORT_COUNTRY = "passport_country"
    PASSPORT_EXPIRED = "passport_expired"
    RESIDENCE = "residence"
    PARTICIPATIONS_USED = "participations_used"
    CATEGORY_USED = "category_used"
    DISCONTINUANCE = "discontinuance"
    SAME_SEASON = "same_season"
    STUDENT = "student"
    SCHOOL_COUNTRY = "school_country"
    PLACEMENT = "placement"
    PLACEMENT_PAID = "placement_paid"
    JOB_OFFER = "job_offer"
    JOB_LEVEL = "job_level"
    SELF_EMPLOYED = "self_employed"
    UNPAID = "unpaid"
    RECOGNIZED_ORGANIZATION = "recognized_organization"
    DEPENDANTS = "dependants"
    FUNDS = "funds"
    INSURANCE = "insurance"
    DEPARTURE = "departure"
    SECTOR = "sector"
    LETTER_OUT = "letter_out"


Param = str | int | date


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One reason. ``wording`` chooses among several sentences of one code; empty is its plain one.

    A param that reads differently in the two languages comes twice, as ``…_en`` and ``…_fr``.
    """

    code: Code
    params: Mapping[str, Param] = field(default_factory=dict)
    wording: str = ""
