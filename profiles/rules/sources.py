"""The sources that the rules of eligibility cite by their tags, each with the day it was read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

READ_ON = date(2026, 11, 23)
_CANADA = "https://www.canada.ca/en/immigration-refugees-citizenship"
_MANUAL = f"{_CANADA}/corporate/publications-manuals/operational-bulletins-manuals/temporary-residents/foreign-workers"
_LAWS = "https://laws-lois.justice.gc.ca/eng"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that rules rest on: its title, where it was read, what date it bears, and the day it was read."""

    title: str
    address: str
    as_of: str
    read_on: date = READ_ON


SOURCES: Mapping[str, Source] = {
    "PDI-EL": Source(
        "IEC participation eligibility requirements", f"{_MANUAL}/experience-eligibility.html", "modified 2025-12-24"
    ),
    "PDI-AG": Source(
        "IEC bilateral agreements and arrangements",
        f"{_MANUAL}/exemption-codes/international-experience/"
        "canadian-interests-reciprocal-employment-international-experience-canada-bilateral-agreements-arrangements.html",
        "modified 2025-12-24",
    ),
    "PDI-OV": Source(
        "IEC overview, roles and responsibilities",
        f"{_MANUAL}/exemption-codes/international-experience/"
        "international-experience-canada-r205-b-exemption-code-c21-overview.html",
        "modified 2025-12-24",
    ),
    "PDI-RO": Source(
        "Recognized organizations for foreign youth",
        f"{_MANUAL}/exemption-codes/international-experience/canadian-interests-reciprocal-employment-"
        "international-experience-canada-recognized-organizations-foreign-youth.html",
        "before 2025, opening part only",
    ),
    "PDI-ES": Source(
        "Employer-specific work permits with LMIA exemptions",
        f"{_MANUAL}/eligibility/employer-specific-labout-market-impact-assessment-exemptions.html",
        "captured 2026-02",
    ),
    "PDI-OWP": Source("Open work permit, general processing", f"{_MANUAL}/eligibility/open.html", "modified 2026-01-28"),
    "PDI-VAL": Source(
        "Conditions and validity period on work permits",
        f"{_MANUAL}/eligibility/eligibility-admissibility-conditions-including-validity-period.html",
        "modified 2024-07-18",
    ),
    "PDI-STEP": Source(
        "Steps to determine work and assess work permit applications",
        f"{_MANUAL}/eligibility/steps-determine-work-assessment-work-permit-application.html",
        "modified 2022-04-29",
    ),
    "PDI-IME": Source(
        "Who must submit to an immigration medical examination",
        f"{_CANADA}/corporate/publications-manuals/operational-bulletins-manuals/standard-requirements/medical-requirements/"
        "exam/who-must-submit-immigration-medical-examination.html",
        "modified 2024-07-26",
    ),
    "PDU-23a": Source(
        "IEC update: how participations are counted",
        f"{_CANADA}/corporate/publications-manuals/operational-bulletins-manuals/updates/2023-iec-spain.html",
        "2023-03-27",
    ),
    "WEB-CAND": Source("Become a candidate", f"{_CANADA}/services/work-canada/iec/become-candidate.html", "wording of 2021"),
    "WEB-POOL": Source("How the pools work", "http://www.cic.gc.ca/english/work/iec/pools.asp", "about 2017"),
    "WEB-ELG": Source(
        "Find out if you're eligible",
        "https://canada.ca/en/immigration-refugees-citizenship/services/work-canada/iec/eligibility.html",
        "current wording, undated",
    ),
    "WEB-ARR": Source(
        "Prepare for arrival", f"{_CANADA}/services/work-canada/iec/prepare-arrival.html", "current wording, undated"
    ),
    "WEB-EMP": Source(
        "Hire skilled youth through IEC",
        "https://canada.ca/en/immigration-refugees-citizenship/services/work-canada/hire-foreign-worker/temporary/iec.html",
        "2022 or later",
    ),
    "HC-928": Source("Help Centre, answer 928", "https://ircc.canada.ca/english/helpcentre/answer.asp?qnum=928", "undated"),
    "HC-1165": Source("Help Centre, answer 1165", "https://ircc.canada.ca/english/helpcentre/answer.asp?qnum=1165", "undated"),
    "HC-1484": Source("Help Centre, answer 1484", "https://ircc.canada.ca/english/helpcentre/answer.asp?qnum=1484", "undated"),
    "HC-1641": Source("Help Centre, answer 1641", "https://ircc.canada.ca/english/helpcentre/answer.asp?qnum=1641", "undated"),
    "IRPR": Source(
        "Immigration and Refugee Protection Regulations, SOR/2002-227",
        f"{_LAWS}/regulations/SOR-2002-227/",
        "consolidated to 2026-06-12",
    ),
    "IRPA": Source("Immigration and Refugee Protection Act", f"{_LAWS}/acts/I-2.5/", "consolidated to 2026-03-26"),
}

_TAG = re.compile(r"\b(?:PDI|PDU|WEB|HC)-[A-Za-z0-9]+\b")


def tags_in(text: str) -> set[str]:
    """The tags of sources that a text cites."""
    return set(_TAG.findall(text))
