"""The staff pages of seasons, pools, candidacies, rounds and invitations."""

from rounds.admin import (
    alert_letters,
    calendar,
    chains,
    draws,
    duplicates,
    new_terms,
    organizations,
    programme,
    quota_proposals,
    values,
    waiting,
    what_if,
)

__all__ = [
    "alert_letters",
    "calendar",
    "chains",
    "draws",
    "duplicates",
    "new_terms",
    "organizations",
    "programme",
    "quota_proposals",
    "values",
    "waiting",
    "what_if",
]
