"""Made-up people from every partner country. Nobody here exists; every address ends in example.org."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from profiles.operations.enrolment import NewCandidate
from profiles.rules.sections import Section
from profiles.rules.terms import Terms

GIVEN = [
    "Ana",
    "Anaïs",
    "Anders",
    "Aoife",
    "Beatriz",
    "Björn",
    "Camille",
    "Caoimhe",
    "Chloé",
    "Daichi",
    "Dáša",
    "Elif",
    "Emil",
    "Émile",
    "Eszter",
    "Fiona",
    "Freja",
    "Giulia",
    "Gwen",
    "Hana",
    "Haruka",
    "Henrik",
    "Inês",
    "Ivana",
    "Jakub",
    "Jiho",
    "Johannes",
    "Joana",
    "Jūlija",
    "Kaito",
    "Karolína",
    "Kateřina",
    "Lars",
    "Léa",
    "Liam",
    "Linnéa",
    "Łukasz",
    "Maja",
    "Marta",
    "Mathilde",
    "Matěj",
    "Mia",
    "Minjun",
    "Niamh",
    "Noé",
    "Nour",
    "Oisín",
    "Olga",
    "Paweł",
    "Petra",
    "Rasmus",
    "Renata",
    "Saoirse",
    "Seoyeon",
    "Siiri",
    "Sofía",
    "Søren",
    "Théo",
    "Tomás",
    "Ugnė",
    "Viktor",
    "Yuki",
    "Zoë",
    "Žiga",
]
FAMILY = [
    "Ålund",
    "Andrysek",
    "Barzdaitis",
    "Belmonte",
    "Brennick",
    "Cassidane",
    "Čermáková",
    "Dallarosa",
    "Delvigne",
    "Dubrawny",
    "Eklundh",
    "Fairholme",
    "Fernhill",
    "Gallastegui",
    "Grünbach",
    "Halvarsen",
    "Hashimura",
    "Ivanković",
    "Jankūnas",
    "Kalnozols",
    "Kimura-Lee",
    "Kowalnik",
    "Larsgaard",
    "Lemoineau",
    "Lindqvistad",
    "Maartenveld",
    "Mac-Aodha",
    "Marchetelli",
    "Møllergård",
    "Nakasone",
    "Novotnička",
    "Ó-Dubhlainn",
    "Oliveirinha",
    "Papadellis",
    "Parksun",
    "Quesnault",
    "Rasmusdal",
    "Rocheteau",
    "Sandovalito",
    "Schönfelder",
    "Šimunović",
    "Søndermark",
    "Takahara",
    "Tammsoo",
    "Urquijano",
    "Vandermeulen",
    "Veldkampen",
    "Vermeirsch",
    "Wielgosz",
    "Wongtai",
    "Yamashiro",
    "Zajícová",
    "Žagarsek",
]
# Their citizens come with an offer or a placement only: the agreement has no Working Holiday.
NEEDS_OFFER = {"CH"}
FRENCH = {"FR", "BE", "LU", "CH"}
ZONES = {
    "AU": "Australia/Sydney", "NZ": "Pacific/Auckland", "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "TW": "Asia/Taipei",
    "HK": "Asia/Hong_Kong", "CL": "America/Santiago", "CR": "America/Costa_Rica", "GB": "Europe/London", "IE": "Europe/Dublin",
    "PT": "Europe/Lisbon", "GR": "Europe/Athens", "FI": "Europe/Helsinki",
}  # fmt: skip
# About as the candidates of the 2026 season were spread on 2026-01-23.
WEIGHTS = {"FR": 26, "GB": 12, "KR": 10, "AU": 8, "IE": 7, "IT": 6, "JP": 6, "DE": 5, "ES": 4, "BE": 3, "NL": 3, "TW": 3, "CL": 3}


def countries(terms: list[Terms]) -> list[tuple[str, int]]:
    """Partner countries with active terms and the weight of each."""
    active = sorted(
        {row.country for row in terms if row.status == "active" and not row.asks_beyond_facts and row.country not in ("XR", "XN")}
    )
    return [(country, WEIGHTS.get(country, 1)) for country in active]


def made_up(count: int, *, first: int, on: date, places: list[tuple[str, int]], dice: random.Random) -> Iterator[NewCandidate]:
    """
    People who may take part in at least one category on a day.

    :param first: the number of the first, so that addresses and passports are never repeated
    """
    codes, weights = zip(*places, strict=True)
    for number, country in enumerate(dice.choices(codes, weights, k=count), start=first):
        yield NewCandidate(
            email=f"person-{number}@example.org",
            answers=answers(number, country, on=on, dice=dice, needs_offer=country in NEEDS_OFFER),
            language="fr" if country in FRENCH and dice.random() < 0.9 else "en",
            time_zone=ZONES.get(country, "Europe/Paris"),
        )


def answers(number: int, country: str, *, on: date, dice: random.Random, needs_offer: bool) -> dict[Section, dict[str, Any]]:
    """Complete answers of one person of 19 to 29."""
    student, offer = dice.random() < 0.25, needs_offer or dice.random() < 0.2
    one_name = dice.random() < 0.004
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    if dice.random() < 0.15:
        given = f"{given} {dice.choice(GIVEN)}"
    issued = on - timedelta(days=dice.randrange(60, 1600))
    return {
        Section.NAMES: {"family_name": family, "given_names": "" if one_name else given, "one_name_only": one_name},
        Section.BIRTH: {"date_of_birth": on - timedelta(days=dice.randrange(19 * 366, 29 * 365))},
        Section.CITIZENSHIPS: {"citizenships": [country]},
        Section.PASSPORT: {
            "number": f"{country}{number:07d}",
            "country": country,
            "issued_on": issued,
            "expires_on": issued + timedelta(days=3652),
        },
        Section.RESIDENCE: {"residence": country},
        Section.CONTACT: {
            "address": {"country": country, "street_address": f"{number % 200 + 1} Example Street", "city": "Exampleville"},
            "phone": "",
        },
        Section.PARTICIPATIONS: {"participations": []},
        Section.ORGANIZATION: {"recognized_organization": False},
        Section.STUDY: {"student_enrolled": student, "student_country": country if student else None},
        Section.PLACEMENT: {
            "has_placement": student,
            "placement_required": student or None,
            "placement_in_field": student or None,
            "placement_paid": student or None,
        },
        Section.JOB: {
            "has_job_offer": offer,
            "job_paid": offer or None,
            "job_self_employed": False if offer else None,
            "job_teer": dice.randrange(0, 4) if offer else None,
            "job_post_secondary": offer or None,
        },
        Section.DECLARATIONS: {
            "dependants_accompany": False,
            "funds_cad": Decimal(dice.randrange(25, 80) * 100),
            "insurance_whole_stay": True,
            "departure_ticket_or_funds": True,
        },
    }
