"""Pairs of profiles that seem to be one person's."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q, QuerySet

from profiles.models import Duplicate, Passport, Profile
from profiles.models.duplicate import Ground, Outcome
from profiles.states import SENT

# More of the same names and birth than this is a name that says nothing.
MOST_NAMESAKES = 5


def others(profile: Profile) -> list[tuple[int, str]]:
    """
    Sent profiles of other accounts with one of this profile's passports, or with its names and birth: (id, ground).

    Three queries, each by an index.
    """
    keys = list(Passport.objects.filter(profile=profile).values_list("country_id", "number_key"))
    sent = Profile.objects.filter(state__in=sorted(SENT)).exclude(user=profile.user_id)
    found: dict[int, str] = {}
    if profile.identity_key:
        namesakes = sent.filter(identity_key=profile.identity_key).order_by("id").values_list("pk", flat=True)
        found |= dict.fromkeys(namesakes[:MOST_NAMESAKES], Ground.IDENTITY)
    if keys:
        same = Q()
        for country, number in keys:
            same |= Q(country_id=country, number_key=number)
        holders = Passport.objects.filter(same).exclude(profile=profile).values("profile_id")
        found |= dict.fromkeys(sent.filter(pk__in=holders).values_list("pk", flat=True), Ground.PASSPORT)
    return sorted(found.items())


def holding_back(profile_id: int) -> Duplicate | None:
    """The undecided pair that keeps a profile out of rounds, or None."""
    return undecided().filter(newer=profile_id).first()


def undecided() -> QuerySet[Duplicate]:
    """Undecided pairs with one passport whose older profile is still there."""
    return Duplicate.objects.filter(outcome=Outcome.OPEN, ground=Ground.PASSPORT, older__state__in=sorted(SENT))


def same_passports() -> Sequence[tuple[int, int]]:
    """
    Every pair of sent profiles of two accounts with one passport, that is not written down yet: (older, newer).

    One statement over all passports; passports that only one profile holds cost a grouping and no more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH shared AS (
                SELECT country_id, number_key FROM profiles_passport GROUP BY country_id, number_key
                HAVING count(DISTINCT profile_id) > 1
            ), holder AS (
                SELECT DISTINCT passport.country_id, passport.number_key, profile.id, profile.user_id
                  FROM shared JOIN profiles_passport AS passport USING (country_id, number_key)
                  JOIN profiles_profile AS profile ON profile.id = passport.profile_id
                 WHERE profile.state = ANY (%s)
            )
            SELECT DISTINCT one.id, two.id
              FROM holder AS one JOIN holder AS two USING (country_id, number_key)
             WHERE one.id < two.id AND one.user_id <> two.user_id
               AND NOT EXISTS (SELECT 1 FROM profiles_duplicate AS known
                                WHERE known.older_id = one.id AND known.newer_id = two.id)
             ORDER BY 1, 2
            """,
            [sorted(SENT)],
        )
        return cursor.fetchall()
