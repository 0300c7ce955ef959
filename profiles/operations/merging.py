"""What one profile takes over from another of the same person."""

from collections.abc import Sequence
from datetime import datetime

from iecsite import journal
from iecsite.journal import Act
from profiles.models import Citizenship, Participation, Passport, Profile, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations.sections import copied
from profiles.states import SENT


def take_over(
    profile: Profile,
    *,
    passports: Sequence[Passport],
    citizenships: Sequence[str],
    participations: Sequence[Participation],
    by: User,
    at: datetime,
) -> None:
    """
    Copy passports, citizenships and earlier participations of another profile into a sent one, inside the caller's transaction,
    which holds both. The passports that the person would travel with stay the same: of a country and kind of which they hold one
    another is history.

    :raises ValueError: for a profile that was not sent, or is over
    """
    if profile.state not in SENT:
        raise ValueError("only a profile that was sent and is not over takes anything over")
    mine = list(profile.passports.order_by("pk"))
    Citizenship.objects.bulk_create(Citizenship(profile=profile, country_id=code) for code in citizenships)
    Participation.objects.bulk_create(copied(one, profile) for one in participations)
    if passports:
        held = {(one.country_id, one.document) for one in mine if not one.replaced}
        # The one told last is in use: told once more in their order, after the others, their own stays so.
        profile.passports.all().delete()
        for one in passports:
            added = copied(one, profile)
            added.replaced = one.replaced or (one.country_id, one.document) in held
            added.save()
        for one in mine:
            copied(one, profile).save()
    profile.version += 1
    profile.changed_at = at
    profile.save(update_fields=["version", "changed_at"])
    counts = {"passports": len(passports), "citizenships": len(citizenships), "participations": len(participations)}
    act = Act("profile_taken_over", {"profile_id": profile.pk, "account_id": profile.user_id}, counts)
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)
