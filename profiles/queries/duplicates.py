"""Pairs of profiles that seem to be one person's."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from profiles.models import Duplicate, Letter, Passport, Profile
from profiles.models.duplicate import Ground, Outcome
from profiles.states import COUNTS_FOR_ITS_PERSON, SENT, ProfileState

# More of the same names and birth than this is a name that says nothing.
MOST_NAMESAKES = 5


def others(profile: Profile) -> list[tuple[int, str]]:
    """
    Profiles of other accounts with one of this sent profile's passports, or with its names and birth: (id, ground).

    With the passport also those that ended with their case, whose letter or participation is the person's still; but not where
    staff have decided about the two accounts (`DECIDED_BEFORE`). With names and birth only those that are sent and not over.

    Names and birth are like by all their letters or by the first ones (`rules.likeness`), whatever the passports and the
    citizenships. One query, every part of it by an index.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _OTHERS,
            {
                "profile": profile.pk,
                "account": profile.user_id,
                "sent": sorted(SENT),
                "counts": sorted(COUNTS_FOR_ITS_PERSON),
                "most": MOST_NAMESAKES,
                "whole": profile.identity_key,
                "short": profile.short_key,
            },
        )
        rows = cursor.fetchall()
    found = dict.fromkeys((pk for pk, by_passport in rows if not by_passport), Ground.IDENTITY)
    found |= dict.fromkeys((pk for pk, by_passport in rows if by_passport), Ground.PASSPORT)
    return sorted(found.items())


# Staff decided about a passport of these two accounts that they are two persons', or that the account which is here goes on.
# So whoever took up a new account once is not held back in each season anew by what the old one left: by the profile that they
# decided about, or one that had ended by then. What somebody began afterwards in the other account is asked about anew.
DECIDED_BEFORE = """
    EXISTS (SELECT 1 FROM profiles_profile AS gone
              JOIN profiles_duplicate AS known ON gone.id IN (known.older_id, known.newer_id)
              JOIN profiles_profile AS other
                ON other.id = CASE WHEN gone.id = known.older_id THEN known.newer_id ELSE known.older_id END
             WHERE gone.user_id = {gone} AND other.user_id = {here} AND known.ground = 'passport'
               AND (known.outcome = 'kept' OR known.outcome = 'closed' AND known.kept_id = other.id)
               AND (gone.id = {ended} OR known.decided_at >= (SELECT begun.ended_at FROM profiles_profile AS begun
                                                               WHERE begun.id = {ended})))
"""

_EXEMPT = DECIDED_BEFORE.format(ended="profile.id", gone="profile.user_id", here="%(account)s")

# Names in two parts: with OR the planner would leave the index as soon as it takes a name for a common one.
_OTHERS = f"""
    (SELECT id, false FROM profiles_profile
      WHERE identity_key = %(whole)s AND identity_key <> '' AND state = ANY (%(sent)s) AND user_id <> %(account)s
      ORDER BY id LIMIT %(most)s)
     UNION ALL
    (SELECT id, false FROM profiles_profile
      WHERE short_key = %(short)s AND short_key <> '' AND state = ANY (%(sent)s) AND user_id <> %(account)s
      ORDER BY id LIMIT %(most)s)
     UNION ALL
    SELECT profile.id, true
      FROM profiles_passport AS mine
      JOIN profiles_passport AS theirs ON theirs.number_key = mine.number_key AND theirs.country_id = mine.country_id
                                      AND NOT theirs.corrected AND NOT mine.corrected
      JOIN profiles_profile AS profile ON profile.id = theirs.profile_id
     WHERE mine.profile_id = %(profile)s AND profile.state = ANY (%(counts)s) AND profile.user_id <> %(account)s
       AND NOT (profile.state = 'ended' AND {_EXEMPT})
"""  # noqa: S608  (the one name in it is the constant above)


def holding_back(profile_id: int) -> Duplicate | None:
    """The undecided pair that keeps a profile out of rounds, or None; as soon as its owner was told so, and not before."""
    told = Letter.objects.filter(event_key=_told_key())
    either = Q(older=profile_id) | Q(newer=profile_id)
    return undecided().filter(Exists(told), either, held_pk=profile_id).first()


def untold(since: datetime) -> QuerySet[Duplicate]:
    """Undecided pairs found up to a moment, the owner of whose held profile was not told that it is held back."""
    told = Letter.objects.filter(event_key=_told_key())
    found = undecided().filter(~Exists(told), found_at__lte=since)
    return found.select_related("older__user", "newer__user").order_by("pk")


def sides(duplicate_id: int) -> tuple[int, int]:
    """
    The profiles of a pair, the older one first.

    :raises Duplicate.DoesNotExist: when there is no such pair
    """
    return Duplicate.objects.values_list("older_id", "newer_id").get(pk=duplicate_id)


def was_told(pair: Duplicate) -> bool:
    """Whether the owner of the held profile was told that it is being checked."""
    return bool(told_of([pair]))


def told_of(pairs: Sequence[Duplicate]) -> list[Duplicate]:
    """Those of pairs, loaded with both profiles, the owner of whose held one was told that it is being checked. One query."""
    keys = {f"profile/{one.held.pk}/held_back/{one.pk}": one for one in pairs}
    written = set(Letter.objects.filter(event_key__in=keys).values_list("event_key", flat=True))
    return [one for key, one in keys.items() if key in written]


def _told_key() -> Concat:
    return Concat(
        Value("profile/"),
        Cast(OuterRef("held_pk"), CharField()),
        Value("/held_back/"),
        Cast(OuterRef("pk"), CharField()),
        output_field=CharField(),
    )


def undecided() -> QuerySet[Duplicate]:
    """
    Undecided pairs with one passport that hold a profile back, whose number is in `held_pk`: the other one is there, or ended
    with its case and its file was not erased. One that left without a case (withdrawn, or taken out) holds nobody back.
    """
    by_newer = Q(newer__state=ProfileState.ENDED, newer__user__erased_at=None, older__state__in=sorted(SENT))
    by_older = Q(older__state__in=sorted(COUNTS_FOR_ITS_PERSON), older__user__erased_at=None, newer__state__in=sorted(SENT))
    held = Case(When(newer__state=ProfileState.ENDED, then=F("older_id")), default=F("newer_id"))
    found = Duplicate.objects.filter(by_newer | by_older, outcome=Outcome.OPEN, ground=Ground.PASSPORT)
    return found.annotate(held_pk=held)


def held_among(profile_ids: Collection[int]) -> set[int]:
    """Those of profiles that an undecided pair holds back. One query."""
    either = Q(older__in=profile_ids) | Q(newer__in=profile_ids)
    return set(undecided().filter(either).values_list("held_pk", flat=True)) & set(profile_ids)


def put_right(profile_id: int) -> QuerySet[Duplicate]:
    """
    Undecided pairs of a profile, found by one passport, that share none any more since a number was put right.

    Where names and birth are alike too, a slip of the number explains less: such a pair is not among them.
    """
    theirs = Passport.objects.filter(profile=OuterRef(OuterRef("older")), corrected=False)
    shared = theirs.filter(country=OuterRef("country"), number_key=OuterRef("number_key"))
    mine = Passport.objects.filter(Exists(shared), profile=OuterRef("newer"), corrected=False)
    alike = Q(older__identity_key=F("newer__identity_key")) & ~Q(older__identity_key="")
    alike |= Q(older__short_key=F("newer__short_key")) & ~Q(older__short_key="")
    return Duplicate.objects.filter(
        ~Exists(mine), ~alike, Q(older=profile_id) | Q(newer=profile_id), outcome=Outcome.OPEN, ground=Ground.PASSPORT
    ).order_by("pk")


def same_passports() -> Sequence[tuple[int, int]]:
    """
    Every pair of profiles of two accounts with one passport, that is not written down yet as such: (older, newer). Both are sent,
    or one of them ended with its case, as `others` takes them.

    One statement over all passports; passports that only one profile holds cost a grouping and no more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH shared AS (
                SELECT country_id, number_key FROM profiles_passport WHERE NOT corrected GROUP BY country_id, number_key
                HAVING count(DISTINCT profile_id) > 1
            ), holder AS (
                SELECT DISTINCT passport.country_id, passport.number_key, profile.id, profile.user_id,
                       profile.state = 'ended' AS over
                  FROM shared JOIN profiles_passport AS passport USING (country_id, number_key)
                  JOIN profiles_profile AS profile ON profile.id = passport.profile_id
                 WHERE profile.state = ANY (%(counts)s) AND NOT passport.corrected
            )
            SELECT DISTINCT one.id, two.id
              FROM holder AS one JOIN holder AS two USING (country_id, number_key)
             WHERE one.id < two.id AND one.user_id <> two.user_id AND NOT (one.over AND two.over)
               AND NOT EXISTS (SELECT 1 FROM profiles_duplicate AS known
                                WHERE known.older_id = one.id AND known.newer_id = two.id AND known.ground = 'passport')
               AND NOT (one.over AND {DECIDED_BEFORE.format(ended="one.id", gone="one.user_id", here="two.user_id")})
               AND NOT (two.over AND {DECIDED_BEFORE.format(ended="two.id", gone="two.user_id", here="one.user_id")})
             ORDER BY 1, 2
            """,  # noqa: S608  (the one name in it is a constant)
            {"counts": sorted(COUNTS_FOR_ITS_PERSON)},
        )
        return cursor.fetchall()


def same_names_and_birth() -> Sequence[tuple[int, int]]:
    """
    Every pair of sent profiles of two accounts with the same names and birth, that is not written down yet: (older, newer).

    One statement a key over all profiles; each profile is paired with the five oldest of its namesakes.
    """
    found: set[tuple[int, int]] = set()
    with connection.cursor() as cursor:
        for column in ("identity_key", "short_key"):
            cursor.execute(
                f"""
                WITH shared AS (
                    SELECT {column} AS key FROM profiles_profile WHERE state = ANY (%(sent)s) AND {column} <> ''
                     GROUP BY {column} HAVING count(*) > 1
                ), namesake AS (
                    SELECT profile.id, profile.user_id, shared.key,
                           row_number() OVER (PARTITION BY shared.key ORDER BY profile.id) AS place
                      FROM shared JOIN profiles_profile AS profile ON profile.{column} = shared.key
                     WHERE profile.state = ANY (%(sent)s)
                )
                SELECT one.id, two.id
                  FROM namesake AS one JOIN namesake AS two USING (key)
                 WHERE one.place <= %(most)s AND one.place < two.place AND one.user_id <> two.user_id
                   AND NOT EXISTS (SELECT 1 FROM profiles_duplicate AS known
                                    WHERE known.older_id = one.id AND known.newer_id = two.id)
                """,  # noqa: S608  (the one name in it is one of two constants)
                {"sent": sorted(SENT), "most": MOST_NAMESAKES},
            )
            found.update(cursor.fetchall())
    return sorted(found)
