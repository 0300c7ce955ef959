"""Keeping what a person sent, as it stood."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from profiles.models import Profile, SentAnswers
from profiles.queries import section_answers
from profiles.rules.kept_answers import packed

_TRIES = 5


def keep(profile: Profile, *, at: datetime) -> SentAnswers:
    """
    Keep the answers of a profile inside the caller's transaction, which sends it.

    :param profile: with its account, citizenships, passports and participations
    """
    answers = {str(section): packed(values) for section, values in section_answers.all_told(profile).items()}
    for _attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return SentAnswers.objects.create(
                    profile=profile,
                    reference=f"P{secrets.randbelow(10**9):09d}",
                    sent_at=at,
                    time_zone=profile.user.time_zone,
                    answers=answers,
                )
        except IntegrityError as refusal:
            if "reference" not in str(refusal):
                raise
    raise RuntimeError("No free reference was found; nearly all of them must be taken.")
