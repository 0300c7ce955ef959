"""What the app holds about one person, for the file that they are given."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Q

from iecsite.personal_file import Part, rows_of
from profiles.models import FileView, Letter, Profile, ProfileEntry, User


def facts(account_id: int) -> dict[str, Any]:
    """The account, every profile with its citizenships, passports and participations, letters, events and looks of staff."""
    account = User.objects.get(pk=account_id)
    rows = ("citizenships", "passports", "participations", "changes")
    profiles = Profile.objects.filter(user=account).prefetch_related(*rows).order_by("id")
    return {
        "account": rows_of([account], but={"password", "is_staff", "is_superuser"})[0],
        "profiles": [
            {
                **rows_of([one])[0],
                "citizenships": rows_of(one.citizenships.all(), but={"id", "profile_id"}),
                "passports": rows_of(one.passports.all(), but={"id", "profile_id", "number_key"}),
                "participations": rows_of(one.participations.all(), but={"id", "profile_id"}),
                "changes": rows_of(one.changes.all(), but={"id", "profile_id", "decided_by_id"}),
            }
            for one in profiles
        ],
        "letters": rows_of(
            Letter.objects.filter(user=account).order_by("id"), but={"context", "attempts", "claimed_until", "last_error"}
        ),
        "events": rows_of(
            ProfileEntry.objects.filter(Q(account=account) | Q(profile__user=account)).order_by("sequence"),
            but={"actor_id", "previous", "digest", "stream"},
        ),
        "looks_of_staff": rows_of(FileView.objects.filter(person=account).order_by("id"), but={"viewed_by_id", "person_id"}),
    }


def files(account_id: int) -> Iterator[tuple[str, str]]:
    """What was enclosed with letters."""
    enclosed = Letter.objects.filter(user=account_id).exclude(enclosure="").values_list("pk", "enclosure")
    return ((f"letters/{pk}-{PurePosixPath(place).name}", place) for pk, place in enclosed)


PART = Part("profile-and-letters", facts, files)
