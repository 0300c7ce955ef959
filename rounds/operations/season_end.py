"""The end of a season: after the final round the profiles that are left are closed, each with a kind letter."""

from datetime import datetime

from django.db import transaction

from iecsite import clock
from profiles.operations import letters as outbox
from profiles.operations import profiles
from profiles.operations.letters import Draft
from profiles.queries import profiles as queries
from profiles.states import Removal
from rounds.models import Season
from rounds.operations import candidacies
from rounds.queries.rounds import unfinished
from rounds.states import Departure

# So many people in one transaction: a few seconds of work.
MOST = 2_000


@transaction.atomic(durable=True)
def close_next(*, at: datetime) -> int | None:
    """
    Close the next profiles of a season whose announced end has come; invitations and applications under way go on.

    Waits while a round of the season is not over. Set-based: a dozen statements for two thousand people. Safe to run twice,
    late, or in two workers: whom somebody else holds is closed by a later run.

    :returns: how many were closed now; None when there is nobody to close
    """
    season = Season.objects.filter(profiles_end_at__lte=at).order_by("-year").first()
    if season is None or season.profiles_end_at is None or unfinished(season.year):
        return None
    held = queries.candidates_since(season.profiles_end_at).select_for_update(of=("self",), skip_locked=True)
    people = list(held[:MOST])
    if not people:
        return None
    ended = candidacies.of_people([one.pk for one in people])
    candidacies.end_for(ended, reason=Departure.SEASON_CLOSED, at=at)
    profiles.remove_many(profiles_of_them=people, reason=Removal.SEASON_CLOSED, at=at)
    candidacies.record("pool_left", ended, by=None, at=at, reason=Departure.SEASON_CLOSED)
    drafts = (
        Draft(
            kind="rounds/season_ended",
            event_key=f"profile/{one.pk}/season_ended",
            user_id=one.user_id,
            profile_id=one.pk,
            language=one.user.language,
            context={"season": str(season.year), "ended_on": clock.home_date(at).isoformat()},
        )
        for one in people
    )
    outbox.queue_letters(drafts, at=at)
    return len(people)
