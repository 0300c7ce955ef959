"""Scheduled work of the app."""

from datetime import datetime

from iecsite import bell, clock
from iecsite.beat import every
from iecsite.turns import Turn
from profiles.operations import account_search, changes, closing, delivery, drafts, duplicates

BATCH = 200


@every(15, queue="mail")
def deliver_letters(*, at: datetime) -> None:
    """Send the letters that are due until none is left; after a full turn, ring for the next one."""
    turn = Turn()
    while delivery.deliver_due(at=clock.now(), most=BATCH, turn=turn):
        if turn.is_over():
            bell.ring("profiles.tasks.deliver_letters", queue="mail")
            return


@every(3600)
def warn_of_lapsing_drafts(*, at: datetime) -> None:
    """Write to whoever has begun a profile and left it, two weeks before it lapses."""
    while drafts.warn(at=at) == drafts.MOST:
        pass


@every(3600)
def lapse_drafts(*, at: datetime) -> None:
    """End the drafts that nobody touched for 60 days."""
    while drafts.lapse_next(at=at):
        pass


@every(3600)
def close_accounts(*, at: datetime) -> None:
    """Close the accounts whose owners asked for it a week ago."""
    while closing.close_next(at=at):
        pass


@every(60)
def apply_changes(*, at: datetime) -> None:
    """Make the changes of answers that waited for a draw."""
    while changes.apply_next(at=at):
        pass


@every(60, queue="mail")
def answer_account_searches(*, at: datetime) -> None:
    """Write to the accounts that somebody looked for."""
    while account_search.answer_next(at=at):
        pass


@every(3600)
def find_duplicates(*, at: datetime) -> None:
    """Look at the whole stock for people with two profiles; sending and changing one looked already, this finds the rest."""
    duplicates.sweep(at=at)
