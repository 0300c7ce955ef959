"""What people sent, and what the receipt of it says."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from profiles.models import SentAnswers
from profiles.rules.kept_answers import unpacked
from profiles.rules.sections import Section

ORGANIZATION = ("recognized_organization", "organization", "organization_letter", "organization_name")


def of_account(user_id: int) -> QuerySet[SentAnswers]:
    """What a person sent, newest first, each with its profile and account."""
    return SentAnswers.objects.filter(profile__user=user_id).select_related("profile__user").order_by("-sent_at", "-id")


def told(sent: SentAnswers) -> Mapping[Section, Mapping[str, Any]]:
    """The answers as `section_answers.all_told` gave them at the sending."""
    told = {Section(section): unpacked(values) for section, values in sent.answers.items()}
    # Until the organization was a section of its own, it was told with the job.
    told.setdefault(Section.ORGANIZATION, {key: told[Section.JOB][key] for key in ORGANIZATION if key in told[Section.JOB]})
    return told
