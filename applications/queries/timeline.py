"""What happened, from the three journals, in words for the person, or for the officer who reads the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Value

from applications.models import Application, ApplicationEntry
from applications.rules.sentences import SENTENCES, sentence
from profiles.models import ProfileEntry
from rounds.models import RoundEntry


@dataclass(frozen=True)
class Event:
    """One event in words. `kind` is the journal's name for it; `who`: whose act it was, told to officers."""

    at: datetime
    text: str
    kind: str
    url: str = ""
    link: str = ""
    who: str = ""


def timeline_of(application: Application, language: str) -> list[Event]:
    """What happened to an application and the invitation that it came from, newest first. Two queries."""
    entries: list[Any] = list(ApplicationEntry.objects.filter(application=application).order_by("-sequence"))
    entries += RoundEntry.objects.filter(invitation_id=application.invitation_id).order_by("-sequence")
    return in_words(entries, language)


def timeline_of_case(application: Application, language: str) -> list[Event]:
    """The same for an officer: every kind, who did it, in the words of a file. Two queries."""
    entries: list[Any] = list(ApplicationEntry.objects.filter(application=application).select_related("actor"))
    entries += RoundEntry.objects.filter(invitation_id=application.invitation_id).select_related("actor")
    entries.sort(key=_moment, reverse=True)
    return [
        Event(entry.occurred_at, _of_case(entry.kind, language), entry.kind, who=str(entry.actor) if entry.actor else "")
        for entry in entries
    ]


def recent(user_id: int, language: str, *, most: int = 6) -> list[Event]:
    """The last events of a person, newest first. One query whatever their number."""
    owners: dict[Any, str] = {
        ProfileEntry: "profile__user_id",
        RoundEntry: "profile__user_id",
        ApplicationEntry: "application__profile__user_id",
    }
    first, *others = (
        journal.objects.filter(**{owner: user_id})
        .order_by("-id")
        .annotate(stage=Value(_STAGES[journal]))
        .values_list("occurred_at", "stage", "id", "kind")[: 4 * most]
        for journal, owner in owners.items()
    )
    told = [row for row in first.union(*others, all=True) if f"event.{row[-1]}" in SENTENCES]
    told.sort(reverse=True)
    return [Event(at, sentence(f"event.{kind}", language), kind) for at, _stage, _number, kind in told[:most]]


def in_words(entries: Iterable[Any], language: str) -> list[Event]:
    """Journal entries as events, newest first; kinds without words are internal and left out."""
    told = [entry for entry in entries if f"event.{entry.kind}" in SENTENCES]
    told.sort(key=_moment, reverse=True)
    return [Event(entry.occurred_at, sentence(f"event.{entry.kind}", language), entry.kind) for entry in told]


# At one moment what was done to the profile or the invitation led to what was done to the application, never the reverse.
_STAGES = {ProfileEntry: 0, RoundEntry: 1, ApplicationEntry: 2}


def _moment(entry: Any) -> tuple[datetime, int, int]:
    return (entry.occurred_at, _STAGES[type(entry)], entry.pk)


def _of_case(kind: str, language: str) -> str:
    key = f"case.event.{kind}"
    return sentence(key, language) if key in SENTENCES else kind.replace("_", " ").capitalize()
