"""Scheduled work of the app."""

from datetime import datetime

from iecsite import bell, clock
from iecsite.beat import every
from iecsite.turns import Turn
from profiles.operations import (
    account_search,
    assumed_kinds,
    changes,
    closing,
    delivery,
    drafts,
    duplicates,
    other_addresses,
    other_delivery,
    recovery,
    recovery_delivery,
    recovery_links,
    trusted_contacts,
)

BATCH = 200


@every(15, queue="mail")
def deliver_letters(*, at: datetime) -> None:
    """Send the letters that are due until none is left; after a full turn, ring for the next one."""
    turn = Turn()
    while delivery.deliver_due(at=clock.now(), most=BATCH, turn=turn):
        if turn.is_over():
            bell.ring("profiles.tasks.deliver_letters", queue="mail")
            return


@every(15, queue="mail")
def deliver_to_other_addresses(*, at: datetime) -> None:
    """Send the letters to second addresses and trusted contacts that are due; after a full turn, ring for the next one."""
    turn = Turn()
    while other_delivery.deliver_due(at=clock.now(), most=BATCH, turn=turn):
        if turn.is_over():
            bell.ring("profiles.tasks.deliver_to_other_addresses", queue="mail")
            return


@every(3600)
def forget_other_addresses(*, at: datetime) -> None:
    """Delete the other addresses that nobody confirmed, and those that can no longer be put back."""
    while other_addresses.forget_late(at=at):
        pass


@every(3600)
def tell_of_assumed_kinds(*, at: datetime) -> None:
    """Write to whoever's passport was taken for one of a kind that they did not tell."""
    while assumed_kinds.tell_next(at=at):
        pass


@every(600)
def tell_contacts_of_undelivered(*, at: datetime) -> None:
    """Ask trusted contacts to speak to the people whom our letters do not reach."""
    while trusted_contacts.tell_of_undelivered(at=at):
        pass


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


@every(60, queue="mail")
def answer_recoveries(*, at: datetime) -> None:
    """Compare what was asked on the page that recovers accounts, and write to the accounts that it fits."""
    while recovery.answer_next(at=at):
        pass


@every(60, queue="mail")
def send_recovery_links(*, at: datetime) -> None:
    """Write the links whose waiting is over, end those that were not used, and forget who asked long ago."""
    while recovery_links.send_next(at=at):
        pass
    while recovery_links.lapse_next(at=at):
        pass
    recovery.forget_old(at=at)


@every(15, queue="mail")
def deliver_recovery_letters(*, at: datetime) -> None:
    """Send what is written about recoveries to other addresses than the account's."""
    recovery_delivery.deliver_due(at=clock.now(), turn=Turn())
