"""Made-up people who may enter one pool. Nobody here exists; every address ends in example.org."""

import random
from datetime import date, timedelta
from typing import Any

from applications.management.demo import people
from profiles.operations.enrolment import NewCandidate
from profiles.rules.facts import COOP, YOUNG_PROFESSIONALS
from profiles.rules.sections import Section

# Old enough for every agreement, and too young to grow too old for one within a season.
YOUNGEST, OLDEST = 21, 27


def entrant(number: int, country: str, category: str, *, on: date, dice: random.Random) -> NewCandidate:
    """A person of a country with what a category asks for: an offer, a placement, or neither."""
    student, offer = category == COOP, category == YOUNG_PROFESSIONALS
    answers: dict[Section, dict[str, Any]] = people.answers(number, country, on=on, dice=dice, needs_offer=offer)
    answers[Section.BIRTH] = {"date_of_birth": on - timedelta(days=dice.randrange(YOUNGEST * 366, OLDEST * 365))}
    answers[Section.STUDY] = {"student_enrolled": student, "student_country": country if student else None}
    answers[Section.PLACEMENT] = {
        "has_placement": student,
        "placement_required": student or None,
        "placement_in_field": student or None,
        "placement_paid": student or None,
    }
    answers[Section.JOB] = {
        "has_job_offer": offer or student,
        "job_paid": (offer or student) or None,
        "job_self_employed": False if offer or student else None,
        "job_teer": 2 if offer or student else None,
        "job_post_secondary": (offer or student) or None,
    }
    return NewCandidate(
        email=f"simulated-{number}@example.org",
        answers=answers,
        language="fr" if country in people.FRENCH else "en",
        time_zone=people.ZONES.get(country, "Europe/Paris"),
    )
