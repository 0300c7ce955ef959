"""What the app holds about one person, for the file that they are given."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from iecsite.clock import home_date
from iecsite.personal_file import Part, rows_of
from profiles.models import (
    AccessRequest,
    AnswerChange,
    Duplicate,
    FileView,
    KnownBrowser,
    Letter,
    OtherAddress,
    OtherAddressLetter,
    Profile,
    ProfileEntry,
    Question,
    Recovery,
    RecoveryLetter,
    SentAnswers,
    User,
)
from profiles.queries import second_factors
from profiles.rules.recovery import masked


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
        "earlier_answers": rows_of(
            _earlier(Profile).filter(pgh_obj_id__in=[one.pk for one in profiles]).order_by("pgh_id"),
            but={"pgh_context_id", "identity_key", "short_key"},
        ),
        "changes_of_answers": rows_of(
            AnswerChange.objects.filter(profile__user=account).order_by("id"), but={"profile_id", "decided_by_id"}
        ),
        "sent_answers": rows_of(SentAnswers.objects.filter(profile__user=account).order_by("id"), but={"profile_id"}),
        "signed_in": list(UserSession.objects.filter(user=account).order_by("id").values("created_at", "ip", "user_agent")),
        "known_browsers": rows_of(KnownBrowser.objects.filter(user=account).order_by("id"), but={"user_id", "digest"}),
        "second_factors": [
            *Authenticator.objects.filter(user=account).order_by("id").values("type", "created_at", "last_used_at"),
            *second_factors.codes_by_email(account),
        ],
        "possible_duplicates": list(
            Duplicate.objects.filter(Q(older__user=account) | Q(newer__user=account))
            .order_by("id")
            .values("ground", "found_at", "outcome", "decided_at")
        ),
        "letters": rows_of(
            Letter.objects.filter(user=account).order_by("id"), but={"context", "attempts", "claimed_until", "last_error"}
        ),
        "other_addresses": rows_of(OtherAddress.objects.filter(user=account).order_by("id"), but={"user_id", "digest"}),
        "letters_to_other_addresses": rows_of(
            OtherAddressLetter.objects.filter(address__user=account).order_by("id"),
            but={"event_key", "attempts", "claimed_until", "last_error"},
        ),
        "events": rows_of(
            ProfileEntry.objects.filter(Q(account=account) | Q(profile__user=account)).order_by("sequence"),
            but={"actor_id", "previous", "digest", "stream"},
        ),
        "access_requests": rows_of(
            AccessRequest.objects.filter(person=account).order_by("id"), but={"person_id", "recorded_by_id", "answered_by_id"}
        ),
        "questions": rows_of(Question.objects.filter(person=account).order_by("id"), but={"person_id", "answered_by_id"}),
        # Whoever asked may be somebody else: the person reads of them what the letters say.
        "recoveries": [
            row | {"email": masked(row["email"])}
            for row in rows_of(Recovery.objects.filter(user=account_id).order_by("id"), but={"user_id", "refused_by_id", "words"})
        ],
        "letters_about_recoveries": [
            row | {"address": masked(row["address"])}
            for row in rows_of(
                RecoveryLetter.objects.filter(recovery__user=account_id).order_by("id"),
                but={"event_key", "attempts", "claimed_until", "last_error"},
            )
        ],
        "looks_of_staff": rows_of(FileView.objects.filter(person=account).order_by("id"), but={"viewed_by_id", "person_id"}),
    }


def _earlier(model: Any) -> QuerySet:
    """What the history kept of rows of a table."""
    return model.pgh_event_model.objects.all()


def files(account_id: int) -> Iterator[tuple[str, str]]:
    """What was enclosed with letters."""
    enclosed = Letter.objects.filter(user=account_id).exclude(enclosure="").values_list("pk", "enclosure")
    return ((f"letters/{pk}-{PurePosixPath(place).name}", place) for pk, place in enclosed)


def texts(account_id: int) -> Iterator[tuple[str, str]]:
    """Every letter as it was written, one file each, in the order of their days."""
    written = Letter.objects.filter(user=account_id).exclude(body="").order_by("id")
    for one in written.iterator(chunk_size=200):
        name = f"letters/{home_date(one.queued_at)}-{one.pk}-{one.kind.rsplit('/', 1)[-1]}.txt"
        yield name, f"{one.subject}\n\n{one.body}"


PART = Part("profile-and-letters", facts, files, texts)
