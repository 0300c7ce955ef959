"""A withdrawal that may still be taken back."""

from dataclasses import dataclass
from datetime import datetime

from profiles.models import Profile
from profiles.queries import profiles
from profiles.rules.periods import WITHDRAWAL_UNDONE_WITHIN
from profiles.states import ProfileState
from rounds.models import Candidacy, Round
from rounds.queries import listed
from rounds.states import CandidacyState, Departure


@dataclass(frozen=True)
class Withdrawal:
    """
    A profile withdrawn, until when that may be taken back, and the candidacies that it ended, in the order of a round.

    `drawn_at`: the draw that is still to come in whose list they stand, if any.
    """

    profile: Profile
    until: datetime
    candidacies: list[Candidacy]
    drawn_at: datetime | None


def to_take_back(user_id: int, *, at: datetime) -> Withdrawal | None:
    """
    The person's last profile, when it was withdrawn within 24 hours and no round was frozen in between.

    None otherwise, and when they have a live profile again.
    """
    profile = profiles.latest_profile(user_id)
    if profile is None or profile.state != ProfileState.WITHDRAWN or profile.ended_at is None:
        return None
    until = profile.ended_at + WITHDRAWAL_UNDONE_WITHIN
    if at >= until or Round.objects.filter(frozen_at__gte=profile.ended_at).exists():
        return None
    withdrawn = Candidacy.objects.filter(
        profile=profile, state=CandidacyState.LEFT, reason=Departure.WITHDRAWN, left_at=profile.ended_at
    )
    ended = list(withdrawn.select_related("pool__country", "pool__season").order_by("pool__order"))
    return Withdrawal(profile, until, ended, listed.last_draw_of(ended))
