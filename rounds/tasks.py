"""What happens to candidates, pools and rounds by the clock. A run does what is due, and may come twice or late."""

from datetime import datetime

from iecsite.beat import every
from rounds.operations import birthdays, candidacies, draws, invitations, seasons


@every(60)
def expire_invitations(*, at: datetime) -> None:
    """End the invitations whose time to answer is over."""
    while invitations.expire_next(at=at):
        pass


@every(3600)
def remove_too_old(*, at: datetime) -> None:
    """Take out of pools whoever grew too old for them."""
    while candidacies.remove_next_too_old(at=at):
        pass


@every(3600)
def tell_who_grows_too_old(*, at: datetime) -> None:
    """Write to whoever will soon be too old for a pool."""
    birthdays.tell_who_grows_too_old(at=at)


@every(15, queue="draw")
def advance_rounds(*, at: datetime) -> None:
    """Take the steps of approved rounds that are due, one after the other."""
    while draws.advance_next(at=at):
        pass


@every(3600)
def apply_quotas(*, at: datetime) -> None:
    """Put the quotas in force whose day has come."""
    seasons.apply_quotas(at=at)
