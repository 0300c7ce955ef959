"""One person, one profile: pairs are found, both sides are told, and staff decide."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from iecsite import journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import Duplicate, Passport, Profile, ProfileEntry, User
from profiles.models.duplicate import Ground, Outcome
from profiles.models.journal import STREAM
from profiles.operations import letters
from profiles.queries import duplicates as queries


class CannotDecide(Refused):
    """The pair cannot be decided like this."""


def look(profile: Profile, *, at: datetime) -> int:
    """
    Write down inside the caller's transaction every other account that seems to be this person's; two at once see each other.

    :returns: how many pairs are new
    """
    _one_after_the_other(profile)
    return _write([(min(profile.pk, pk), max(profile.pk, pk), ground) for pk, ground in queries.others(profile)], at=at)


def look_at_all(*, at: datetime) -> int:
    """The same for the passports of everybody, inside the caller's transaction; before the list of a round is fixed."""
    return _write([(older, newer, Ground.PASSPORT) for older, newer in queries.same_passports()], at=at)


def keep(*, duplicate_id: int, reason: str, by: User, at: datetime) -> Duplicate:
    """
    Decide inside the caller's transaction that the two are two persons.

    :raises CannotDecide: without a reason, or when it was decided already
    """
    return _decide(duplicate_id, Outcome.KEPT, reason, by=by, at=at)


def close(*, duplicate_id: int, reason: str, by: User, at: datetime) -> Duplicate:
    """
    Decide inside the caller's transaction that the two are one person; the caller ends the newer profile.

    :raises CannotDecide: without a reason, or when it was decided already
    """
    return _decide(duplicate_id, Outcome.CLOSED, reason, by=by, at=at)


def _decide(duplicate_id: int, outcome: Outcome, reason: str, *, by: User, at: datetime) -> Duplicate:
    found = Duplicate.objects.select_for_update(of=("self",)).select_related("older", "newer").get(pk=duplicate_id)
    if found.outcome:
        raise CannotDecide("This pair was decided already.", "Cette paire a déjà fait l'objet d'une décision.")
    if not reason.strip():
        raise CannotDecide("Enter the reason for your decision.", "Entrez le motif de votre décision.")
    found.outcome, found.reason, found.decided_by, found.decided_at = outcome, reason.strip()[:300], by, at
    found.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    _record(found, f"duplicate_{outcome}", by=by, at=at)
    return found


def _write(pairs: Iterable[tuple[int, int, str]], *, at: datetime) -> int:
    pairs = list(pairs)
    known = set(Duplicate.objects.filter(newer__in=[newer for _older, newer, _ground in pairs]).values_list("older", "newer"))
    new = [
        Duplicate(older_id=older, newer_id=newer, ground=ground, found_at=at)
        for older, newer, ground in pairs
        if (older, newer) not in known
    ]
    written = Duplicate.objects.bulk_create(new)
    found = Duplicate.objects.filter(pk__in=[one.pk for one in written], ground=Ground.PASSPORT)
    for one in found.select_related("older__user", "newer__user"):
        _record(one, "duplicate_found", by=None, at=at)
        drafts = [
            letters.letter_of(one.newer, "duplicate_newer", mark=str(one.pk)),
            letters.letter_of(one.older, "duplicate_older", mark=str(one.pk)),
        ]
        letters.queue_letters(drafts, at=at)
    return len(written)


def _one_after_the_other(profile: Profile) -> None:
    """Hold a lock on each passport and on the names, so that of two who send at once the second sees the first."""
    keys = [f"{country} {number}" for country, number in _passports(profile)] + [profile.identity_key]
    with connection.cursor() as cursor:
        for key in sorted({key for key in keys if key}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"duplicate {key}"])


def _passports(profile: Profile) -> Iterable[tuple[str, str]]:
    return Passport.objects.filter(profile=profile).values_list("country_id", "number_key")


def _record(found: Duplicate, kind: str, *, by: User | None, at: datetime) -> None:
    act = Act(kind, {"profile_id": found.newer_id, "account_id": None}, {"older": found.older_id, "ground": str(found.ground)})
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)
