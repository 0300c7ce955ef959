"""What lies ahead of whoever has just sent a profile: the end of the season, and a round whose list is fixed already."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from rounds.models import Candidacy, Round, Ticket
from rounds.queries import lately
from rounds.queries.listed import STANDING
from rounds.states import CandidacyState


@dataclass(frozen=True, kw_only=True)
class AfterSending:
    """
    `pools_close_at` and `profiles_end_at`: of the season in which rounds are held, None where they are not announced; `draw_at`:
    of the round whose list was fixed without them, the first of several, None where there is none; `stays`: the pools in which
    they wait already, in the order of a round; `waits_a_year`: whether the profile is closed after 365 days of waiting.
    """

    stays: tuple[Candidacy, ...] = ()
    pools_close_at: datetime | None = None
    profiles_end_at: datetime | None = None
    draw_at: datetime | None = None
    waits_a_year: bool = False


def after_sending(*, profile_id: int, at: datetime) -> AfterSending:
    """What lies ahead of a profile at a moment. Four queries."""
    waiting = Candidacy.objects.filter(profile=profile_id, state=CandidacyState.WAITING)
    stays = tuple(waiting.select_related("pool__country").order_by("pool__order"))
    season = lately.season_of_rounds(at)
    a_year = lately.profiles_wait_a_year(at)
    if season is None:
        return AfterSending(stays=stays, waits_a_year=a_year)
    theirs = Ticket.objects.filter(round=OuterRef("pk"), profile=profile_id)
    under_way = Round.objects.filter(~Exists(theirs), season=season, state__in=STANDING).order_by("draw_at")
    return AfterSending(
        stays=stays,
        pools_close_at=season.closes_at,
        profiles_end_at=season.profiles_end_at,
        draw_at=under_way.values_list("draw_at", flat=True).first(),
        waits_a_year=a_year,
    )
