"""Letters about the final round of a person's pools."""

from collections.abc import Sequence
from datetime import date, datetime

from iecsite.clock import home_date
from profiles.operations.letters import Draft
from rounds.models import Pool


def final_round(
    kind: str, *, profile_id: int, user_id: int, language: str, pools: Sequence[Pool], on: date | None, at: datetime
) -> Draft:
    """
    The day of the final round is announced, or taken back.

    :param kind: `final_round` or `final_round_off`
    :param pools: those of the person's pools whose day it is
    :param on: the day; None when it was taken back
    """
    season = pools[0].season
    days = {"final_on": on, "closes_on": season.closes_at and home_date(season.closes_at)}
    return Draft(
        kind=f"rounds/{kind}",
        event_key=f"profile/{profile_id}/{kind}/{pools[0].pk}/{on or ''}/{at:%Y%m%d%H%M%S}",
        user_id=user_id,
        profile_id=profile_id,
        language=language,
        context={
            "pools": [{"pool_title_en": pool.title("en"), "pool_title_fr": pool.title("fr")} for pool in pools],
            "season": str(season.pk),
            "told_on": home_date(at).isoformat(),
            **{name: day.isoformat() for name, day in days.items() if day is not None},
        },
    )
