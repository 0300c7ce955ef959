"""Accounts whose owner may be somebody with certain names and a birth."""

from django.db.models import QuerySet

from profiles.models import Profile, User

MOST = 5


def like(identity_key: str, short_key: str) -> QuerySet[User]:
    """
    Open accounts of people, not of the staff, with a profile (also one that is over) that has one of these keys; five at most.

    :param identity_key: and `short_key`: as in `rules.likeness`; an empty one is like nobody
    """
    whole = Profile.objects.filter(identity_key=identity_key).exclude(identity_key="").values("user_id")
    short = Profile.objects.filter(short_key=short_key).exclude(short_key="").values("user_id")
    accounts = User.objects.filter(is_staff=False, is_active=True, erased_at__isnull=True, closed_at__isnull=True)
    return accounts.filter(pk__in=whole.union(short)).order_by("pk")[:MOST]
