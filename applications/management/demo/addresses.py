"""People with other addresses, with an account that somebody asks for by a recovery, and with codes by e-mail."""

from datetime import datetime

from django.db.models import QuerySet

from profiles.models import OtherAddress, Profile, Recovery, User
from profiles.operations import email_codes, other_addresses, recovery
from profiles.queries.profiles import current_passport, whole
from profiles.states import ProfileState


def arrange(*, at: datetime) -> None:
    """Three of those who have waited longest, each once; with fewer people there is less to see."""
    active = whole().filter(user__email__startswith="person-", state=ProfileState.ACTIVE).order_by("pk")
    waiting = list(
        active.exclude(user__in=OtherAddress.objects.values("user")).exclude(user__in=Recovery.objects.values("user"))[:3]
    )
    if waiting and not OtherAddress.objects.exists():
        _write_elsewhere(waiting.pop(0), at=at)
    if waiting and not Recovery.objects.exists():
        _ask_for(waiting.pop(0), at=at)
    if waiting and not _with_codes().exists():
        email_codes.turn_on(by=waiting.pop(0).user, at=at)


def people() -> list[tuple[str, User]]:
    """Whom to sign in as, and what there is to see."""
    found = []
    for words, rows in (
        ("has a second address and a trusted contact", OtherAddress.objects.exclude(confirmed_at=None)),
        ("somebody asks for the account (staff: recoveries of accounts)", Recovery.objects.all()),
    ):
        row = rows.select_related("user").order_by("pk").first()
        if row is not None:
            found.append((words, row.user))
    return found + [("signs in with a code by e-mail (it lies in the mail folder)", user) for user in _with_codes()[:1]]


def _with_codes() -> QuerySet[User]:
    return User.objects.exclude(email_codes_since=None).order_by("pk")


def _write_elsewhere(profile: Profile, *, at: datetime) -> None:
    user = profile.user
    named = [
        other_addresses.name_second(email=f"second-{user.pk}@example.org", by=user, at=at),
        other_addresses.name_contact(
            email=f"contact-{user.pk}@example.org",
            first_name="Camille",
            person_name=profile.given_names or profile.family_name,
            language="fr",
            by=user,
            at=at,
        ),
    ]
    for one in named:
        other_addresses.agree(address_id=one.pk, at=at)


def _ask_for(profile: Profile, *, at: datetime) -> None:
    passport = current_passport(profile)
    if passport is None or profile.date_of_birth is None:
        return
    recovery.ask(
        reference=passport.number,
        family_name=profile.family_name,
        date_of_birth=profile.date_of_birth,
        email=f"recovers-{profile.user_id}@example.org",
        words="I no longer have the telephone with which I signed in.",
        browser="Firefox, Windows",
        language="en",
        by=None,
        at=at,
    )
    while recovery.answer_next(at=at):
        pass
