"""The end of a wait: after the final round, or 365 days, the profiles that are left are closed, each with a kind letter."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef

from iecsite import clock, dated
from profiles.operations import letters as outbox
from profiles.operations import profiles
from profiles.operations.letters import Draft
from profiles.queries import profiles as queries
from profiles.rules.periods import LONGEST_WAIT
from profiles.states import Removal
from rounds.models import Pool, Season
from rounds.operations import candidacies
from rounds.queries import pools, season_opens
from rounds.queries.ledger import ledgers
from rounds.queries.listed import stands_in_a_list
from rounds.queries.rounds import unfinished
from rounds.rules.calendar import opening_moment
from rounds.rules.places import Places
from rounds.states import Departure

if TYPE_CHECKING:
    from profiles.models import Profile

# So many people in one transaction: a few seconds of work.
MOST = 2_000


@transaction.atomic(durable=True)
def close_next(*, at: datetime) -> int | None:
    """
    Close the next profiles of a season whose announced end has come; invitations and applications under way go on.

    Waits while a round of the season is not over; whoever stands in a fixed list of another season goes on until its round is.
    Set-based: a dozen statements for two thousand people. Safe to run twice, late, or in two workers: whom somebody else holds is
    closed by a later run.

    :returns: how many were closed now; None when there is nobody to close
    """
    season = Season.objects.filter(profiles_end_at__lte=at).order_by("-year").first()
    if season is None or season.profiles_end_at is None or unfinished(season.year):
        return None
    left = queries.candidates_since(season.profiles_end_at).exclude(stands_in_a_list(OuterRef("pk")))
    held = left.select_for_update(of=("self",), skip_locked=True, no_key=True)
    people = list(held[:MOST])
    if not people:
        return None
    _close(people, "season_ended", Removal.SEASON_CLOSED, Departure.SEASON_CLOSED, at=at, season=str(season.year))
    return len(people)


@transaction.atomic(durable=True)
def close_next_waited(*, at: datetime) -> int | None:
    """
    Close the next profiles that were sent 365 days ago and still wait, unless the setting of the day lets them wait for the end
    of the season (HC-928, read 2026-11-23). Safe as `close_next` is.

    Whoever stands in a list that is fixed goes on until its round is over: who was drawn is invited, the others are closed then.

    :returns: how many were closed now; None when there is nobody to close
    """
    if dated.value("longest_wait", on=clock.home_date(at)) != "365_days":
        return None
    waited = queries.candidates_since(at - LONGEST_WAIT).exclude(stands_in_a_list(OuterRef("pk")))
    held = waited.select_for_update(of=("self",), skip_locked=True, no_key=True)
    people = list(held[:MOST])
    if not people:
        return None
    _close(people, "waited", Removal.WAITED, Departure.WAITED, at=at)
    return len(people)


@transaction.atomic(durable=True)
def tell_season_opens(*, at: datetime) -> int:
    """
    Write to people whose profile was closed at the end of an earlier season that a season is open, once each.

    Who has begun another profile since needs no letter. Safe to run twice, late, or in two workers: a letter that was written is
    not written again.

    :returns: how many it wrote to, or tried to beside another worker
    """
    season = pools.open_season(at)
    if season is None:
        return 0
    people = list(season_opens.untold(opening_moment(season.opens_on))[:MOST])
    drafts = (
        Draft(
            kind="rounds/season_opens",
            event_key=f"profile/{one.pk}/season_opens",
            user_id=one.user_id,
            profile_id=one.pk,
            language=one.user.language,
            context={"season": str(season.pk)},
        )
        for one in people
    )
    outbox.queue_letters(drafts, at=at)
    return len(people)


def _close(people: list["Profile"], kind: str, removal: Removal, departure: Departure, *, at: datetime, **told: str) -> None:
    """Close candidates whom the caller holds, with one letter each; it says when no pool of theirs had a place for them."""
    ended = candidacies.of_people([one.pk for one in people])
    full = _full({one.pool_id for one in ended})
    of_few_places = {one.profile_id for one in ended} - {one.profile_id for one in ended if one.pool_id not in full}
    candidacies.end_for(ended, reason=departure, at=at)
    profiles.remove_many(profiles_of_them=people, reason=removal, at=at)
    candidacies.record("pool_left", ended, by=None, at=at, reason=departure)
    drafts = (
        Draft(
            kind=f"rounds/{kind}",
            event_key=f"profile/{one.pk}/{kind}",
            user_id=one.user_id,
            profile_id=one.pk,
            language=one.user.language,
            context={**told, "places_were_few": one.pk in of_few_places, "ended_on": clock.home_date(at).isoformat()},
        )
        for one in people
    )
    outbox.queue_letters(drafts, at=at)


def _full(pool_ids: Collection[int]) -> set[int]:
    """Those of some pools whose places are all given, or could all be taken by people under way. Two queries."""
    pools_of_them, books = Pool.objects.filter(pk__in=pool_ids), ledgers(pool_ids)
    places = {one.pk: Places(quota=one.quota, unlimited=one.unlimited, approved=one.approved) for one in pools_of_them}
    unused = {pk: books[pk].unused(held) for pk, held in places.items()}
    return {pk for pk, number in unused.items() if number is not None and number <= 0}
