"""Enrolment: many people become candidates in one act, by the same rules and with the same traces as one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from iecsite import clock, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import Citizenship, Participation, Passport, Profile, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations import duplicates, letters, sections
from profiles.operations.profiles import CannotSend, check_may_be_sent
from profiles.queries import agreements, profiles, seasons
from profiles.rules.sections import Section
from profiles.states import ProfileState

# One statement for each so many rows: far under the number of parameters that PostgreSQL takes.
BATCH = 1000


class CannotEnrol(Refused):
    """Somebody among the people may not become a candidate. `number` is their place, counted from 1; nobody was enrolled."""

    def __init__(self, en: str, fr: str, *, number: int) -> None:
        super().__init__(f"Person {number}: {en}", f"Personne {number}\u00a0: {fr}")
        self.number = number


@dataclass(frozen=True, kw_only=True)
class NewCandidate:
    """One person: an address known to be theirs, and the answers of every section. The account is entered after a reset."""

    email: str
    answers: Mapping[Section, Mapping[str, Any]]
    language: str = "en"
    preferred_name: str = ""
    time_zone: str = "America/Toronto"


@transaction.atomic(durable=True)
def enrol(*, people: Sequence[NewCandidate], by: User | None, at: datetime) -> list[Profile]:
    """
    Make accounts and sent profiles for many people, all or none, in some twenty statements whatever their number.

    Each leaves what registering, answering and sending leave one by one: the same rows, journal entries and letter.

    :returns: the profiles in the order of the people, in no pool yet
    :raises CannotEnrol: for an address that has an account, answers that are missing, or a person to whom no row is open
    """
    _check_addresses(people)
    users = _write_accounts(people, at=at)
    written = _write_profiles(people, users, at=at)
    on = clock.home_date(at)
    season, terms = seasons.calendar()(on), agreements.terms_in_force(on)
    whole = list(profiles.whole().filter(pk__in=[profile.pk for profile in written]).order_by("pk"))
    for number, profile in enumerate(whole, start=1):
        try:
            check_may_be_sent(profile, on=on, season=season, terms=terms)
        except CannotSend as refusal:
            raise CannotEnrol(refusal.en, refusal.fr, number=number) from refusal
    Profile.objects.filter(pk__in=[profile.pk for profile in whole]).update(
        state=ProfileState.ACTIVE, sent_at=at, changed_at=at, version=F("version") + 1
    )
    for profile in whole:
        profile.state, profile.sent_at, profile.changed_at = ProfileState.ACTIVE, at, at
        profile.version += 1
    journal.record_all(ProfileEntry, _acts(whole, people), stream=STREAM, by=by, at=at)
    letters.queue_new_letters((letters.letter_of(profile, "sent", sent_on=on) for profile in whole), at=at)
    duplicates.look_at_all(at=at)
    return whole


def _check_addresses(people: Sequence[NewCandidate]) -> None:
    addresses = [_address(person) for person in people]
    taken = set(User.objects.filter(email__in=addresses).values_list("email", flat=True))
    for number, address in enumerate(addresses, start=1):
        if address in taken:
            raise CannotEnrol("This address has an account already.", "Cette adresse a déjà un compte.", number=number)
        taken.add(address)


def _write_accounts(people: Sequence[NewCandidate], *, at: datetime) -> list[User]:
    users = User.objects.bulk_create(
        [
            User(
                email=_address(person),
                password=make_password(None),
                language=person.language,
                preferred_name=person.preferred_name,
                time_zone=person.time_zone,
                date_joined=at,
            )
            for person in people
        ],
        batch_size=BATCH,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users], batch_size=BATCH
    )
    return users


def _write_profiles(people: Sequence[NewCandidate], users: Sequence[User], *, at: datetime) -> list[Profile]:
    """The profiles as saved once and not sent yet: a profile begins as a draft, and the database holds it to that."""
    made = [Profile(user=user, created_at=at, changed_at=at, version=1) for user in users]
    rows = [row for profile, person in zip(made, people, strict=True) for row in sections.fill(profile, person.answers)]
    Profile.objects.bulk_create(made, batch_size=BATCH)
    kinds: tuple[type[Any], ...] = (Citizenship, Passport, Participation)
    for model in kinds:
        theirs: list[Any] = [row for row in rows if isinstance(row, model)]
        for row in theirs:
            row.profile_id = row.profile.pk
        model._default_manager.bulk_create(theirs, batch_size=BATCH)
    return made


def _acts(enrolled: Sequence[Profile], people: Sequence[NewCandidate]) -> Iterator[Act]:
    for profile, person in zip(enrolled, people, strict=True):
        subjects = {"profile_id": profile.pk, "account_id": profile.user_id}
        yield Act("account_registered", {"account_id": profile.user_id})
        yield Act("profile_started", subjects, {"carried_over": False})
        yield Act("sections_saved", subjects, {"sections": [str(section) for section in person.answers], "version": 1})
        yield Act("profile_sent", subjects)


def _address(person: NewCandidate) -> str:
    return person.email.strip().lower()
