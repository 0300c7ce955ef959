"""People with accounts and profiles, made by the operations that make them on the site."""

import itertools
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.mail import EmailMessage

from profiles.models import Agreement, Profile, User
from profiles.operations import accounts, profiles, programme
from profiles.queries.programme_files import read_agreements, read_countries
from profiles.rules.declarations import Declaration
from profiles.rules.sections import Section

_numbers = itertools.count(1)
# What the person of `answers` posts to sign and send their profile.
SIGNED = {f"declared_{one}": "on" for one in Declaration} | {"signed_name": "Camille Exemple"}
OTHERS = [("CN", "China", "Chine"), ("BR", "Brazil", "Brésil"), ("US", "United States", "États-Unis"), ("CA", "Canada", "Canada")]


def agreements() -> None:
    """The programme's countries and agreements as the reviewed files have them, once for a database."""
    if not Agreement.objects.exists():
        programme.load_countries(read_countries())
        programme.load_other_countries(OTHERS)
        programme.load_agreements(read_agreements())


def account(*, at: datetime, email: str = "", language: str = "en", **fields: Any) -> User:
    """A person with a verified address who may sign in (`client.force_login`), and nothing else."""
    address = email or f"person-{next(_numbers)}@example.org"
    return accounts.register(email=address, password=None, language=language, by=None, at=at, **fields)


def code_in(message: EmailMessage) -> str:
    """The code of a message by which an address is confirmed."""
    (code,) = re.findall(r"^\d{6}$", str(message.body), re.MULTILINE)
    return code


def staff(*roles: str, at: datetime, email: str = "") -> User:
    """Somebody of the staff with roles of `iecsite.roles`, without a second factor yet."""
    return accounts.create_staff(email=email or f"staff-{next(_numbers)}@example.org", password=None, roles=roles, by=None, at=at)


def answers(citizenship: str = "FR", **changes: Any) -> dict[Section, dict[str, Any]]:
    """
    Complete answers of a person of 25 who may come as a Working Holiday maker, Young Professional and Co-op student.

    :param changes: any field of any section, such as `date_of_birth=date(2004, 3, 1)` or `has_job_offer=False`
    """
    whole: dict[Section, dict[str, Any]] = {
        Section.NAMES: {"family_name": "Exemple", "given_names": "Camille", "one_name_only": False},
        Section.BIRTH: {"date_of_birth": date(2000, 5, 4)},
        Section.CITIZENSHIPS: {"citizenships": [citizenship]},
        Section.PASSPORT: {
            "number": f"{next(_numbers):09d}",
            "country": citizenship,
            "issued_on": date(2023, 1, 10),
            "expires_on": date(2033, 1, 9),
            "document": "passport",
        },
        Section.RESIDENCE: {"residence": citizenship},
        Section.CONTACT: {
            "address": {"street_address": "1 Example Street", "city": "Exampleville"},
            "mailing_address": {},
            "phone": "",
        },
        Section.PARTICIPATIONS: {"participations": []},
        Section.ORGANIZATION: {"recognized_organization": False, "organization": None, "organization_letter": ""},
        Section.STUDY: {
            "student_enrolled": True,
            "student_country": citizenship,
            "student_training_centre": False,
            "study_sector": "",
            "graduated_on": None,
        },
        Section.PLACEMENT: {
            "has_placement": True,
            "placement_required": True,
            "placement_in_field": True,
            "placement_paid": True,
            "placement_programme": "",
        },
        Section.JOB: {
            "has_job_offer": True,
            "job_paid": True,
            "job_self_employed": False,
            "job_teer": 2,
            "job_post_secondary": True,
            "job_programme": "",
        },
        Section.DECLARATIONS: {
            "dependants_accompany": False,
            "funds_cad": Decimal(3000),
            "insurance_whole_stay": True,
            "departure_ticket_or_funds": True,
        },
    }
    for key, value in changes.items():
        section = next(section for section, values in whole.items() if key in values)
        whole[section][key] = value
    whole[Section.CONTACT]["address"].setdefault("country", whole[Section.RESIDENCE]["residence"])
    return whole


def draft_profile(
    *, at: datetime, user: User | None = None, only: Mapping[Section, Any] | None = None, citizenship: str = "FR", **changes: Any
) -> Profile:
    """A profile with every section filled (or those of `only`), not sent yet."""
    agreements()
    user = user or account(at=at)
    profile = profiles.start(user_id=user.pk, by=user, at=at)
    told = answers(citizenship, **changes) if only is None else only
    return profiles.save_sections(profile_id=profile.pk, answers=told, version=profile.version, by=user, at=at)


def active_profile(*, at: datetime, user: User | None = None, citizenship: str = "FR", **changes: Any) -> Profile:
    """
    A candidate: complete answers, sent; in no pool yet.

    :param changes: as for `answers`
    """
    profile = draft_profile(at=at, user=user, citizenship=citizenship, **changes)
    return profiles.send(profile_id=profile.pk, by=profile.user, at=at)


def person(*, at: datetime, citizenship: str = "FR", email: str = "", language: str = "en", **changes: Any) -> User:
    """Somebody with an account and a profile that was sent: `person(at=noon, citizenship="IE").profiles.get()`."""
    user = account(at=at, email=email, language=language)
    active_profile(at=at, user=user, citizenship=citizenship, **changes)
    return user
