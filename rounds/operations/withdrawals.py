"""Taking back a withdrawal: within a day, as long as no round was frozen in between."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite.refusal import Refused
from profiles.operations import letters as outbox
from profiles.operations import profiles as lower
from profiles.queries import profiles
from rounds.letters import candidacies as letters
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.queries import withdrawals

if TYPE_CHECKING:
    from profiles.models import User


class CannotTakeBack(Refused):
    """The withdrawal stands."""

    def __init__(self) -> None:
        super().__init__(
            "You can no longer take this back: 24 hours are over, a round was frozen since, or you have a new profile. Your "
            "answers are kept, and you can start a new profile with them.",
            "Le retrait ne peut plus être annulé\u00a0: les 24 heures sont écoulées, une ronde a été figée depuis, ou vous avez "
            "un nouveau profil. Vos réponses sont gardées, et vous pouvez commencer un nouveau profil à partir d'elles.",
        )


@transaction.atomic(durable=True)
def take_back(*, by: "User", at: datetime) -> list[Candidacy]:
    """
    Bring the person's withdrawn profile back, and into the pools that it left and that still take them. Nobody enters anew by it:
    after the season takes no new profiles it is still so, as long as rounds are held.

    The candidacies go on as if they had never ended: with the moment at which the person entered, and in the list of a round that
    was fixed before the withdrawal and is not over.

    :returns: the candidacies that go on; none of a profile that was not sent yet, about which no letter is written either
    :raises CannotTakeBack: when 24 hours are over, a round was frozen since, or there is a live profile again
    """
    # The row that every act of a person locks: two clicks at once are one act.
    list(profiles.whole().select_for_update(of=("self",), no_key=True).filter(user=by).order_by("pk"))
    withdrawn = withdrawals.to_take_back(by.pk, at=at)
    if withdrawn is None:
        raise CannotTakeBack
    profile = lower.take_back_withdrawal(profile_id=withdrawn.profile.pk, by=by, at=at)
    if profile.sent_at is None:
        return []
    back = withdrawn.going_on
    candidacies.resume(back)
    candidacies.record("pool_entered", back, by=by, at=at, reason="withdrawal_taken_back")
    outbox.queue_letter(letters.back_in_pools(back, person=profile, drawn_at=withdrawn.drawn_at, at=at), at=at)
    return back
