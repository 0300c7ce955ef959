"""Sweeps of applications: each takes what is due, one case a transaction, and may run twice, late or in two workers."""

from datetime import datetime

from applications.operations import check_letters, decision_letters, decisions, expiry, refunds, retention, unsettled
from applications.queries.recount import recount
from iecsite import bell, clock
from iecsite.beat import every
from iecsite.turns import Turn
from rounds.operations import ledger


@every(60)
def lapse_applications(*, at: datetime) -> None:
    """Close applications whose twenty days are over."""
    while expiry.lapse_next(at=at):
        pass


@every(60)
def settle_payments(*, at: datetime) -> None:
    """Ask what became of payments whose end is not known; those that a full turn leaves come first in the next run."""
    turn = Turn()
    while not turn.is_over() and unsettled.settle_next(at=at):
        pass


@every(60)
def give_places(*, at: datetime) -> None:
    """Give places that became free to those who wait for one, in the order of decisions."""
    while decisions.give_next_place(at=at):
        pass


@every(300)
def watch_the_ledger(*, at: datetime) -> None:
    """Count the ledger of places anew, and raise the alarm where it is wrong."""
    ledger.compare(counted=recount(), at=at)


@every(15, queue="files")
def write_decision_letters(*, at: datetime) -> None:
    """Write the letters of decisions that have none yet; after a full turn, ring for the next one."""
    turn = Turn()
    while decision_letters.write_next_letter(at=at):
        if turn.is_over():
            bell.ring("applications.tasks.write_decision_letters", queue="files")
            return


@every(60)
def send_refunds(*, at: datetime) -> None:
    """Give back what is due; after a full turn, ring for the next one."""
    turn = Turn()
    while refunds.send_next_refund(at=at):
        if turn.is_over():
            bell.ring("applications.tasks.send_refunds", queue="default")
            return


@every(3600)
def erase_files(*, at: datetime) -> None:
    """Erase the files of people whose time is over; after a full turn that got on, ring for the next one."""
    turn = Turn()
    if retention.erase_due(at=at, turn=turn):
        bell.ring("iecsite.tasks.remove_files", queue="files")
        if turn.is_over():
            bell.ring("applications.tasks.erase_files", queue="default")


@every(60, queue="mail")
def send_check_letters(*, at: datetime) -> None:
    """Send the results of checks that somebody wants by e-mail; after a full turn, ring for the next one."""
    turn = Turn()
    while check_letters.deliver_due(at=clock.now(), turn=turn):
        if turn.is_over():
            bell.ring("applications.tasks.send_check_letters", queue="mail")
            return
