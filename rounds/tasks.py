"""What happens to candidates, pools and rounds by the clock. A run does what is due, and may come twice or late."""

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings

from iecsite import bell, clock
from iecsite.beat import every
from iecsite.refusal import Refused
from iecsite.turns import TimeIsUp, Turn
from rounds.operations import (
    alert_delivery,
    alerts,
    birthdays,
    candidacies,
    diplomas,
    draws,
    forecasts,
    invitations,
    kept_files,
    leaving,
    ledger,
    letters_of_organizations,
    longest_wait,
    new_terms,
    passports,
    plans,
    quotas,
    randomness,
    season_end,
    standstill,
    ticket_keys,
    time_stamps,
    unopened,
    weeks,
    what_if,
)
from rounds.queries import pools
from rounds.queries import randomness as randomness_queries
from rounds.queries import time_stamps as time_stamp_queries
from rounds.relays import drand
from rounds.relays import time_stamps as authorities
from rounds.rules import beacon
from rounds.rules.time_stamps import NotGenuine, certificates

logger = logging.getLogger(__name__)


@every(60)
def expire_invitations(*, at: datetime) -> None:
    """End the invitations whose time to answer is over."""
    while invitations.expire_next(at=at):
        pass


@every(pools.COUNTED_EVERY)
def count_large_pools(*, at: datetime) -> None:
    """Count who waits in large pools, so that nobody's page does."""
    pools.keep_counts()


@every(60)
def leave_pools(*, at: datetime) -> None:
    """Take out of pools whoever asked to leave them while a list was fixed, after its draw."""
    while leaving.leave_next(at=at):
        pass


@every(3600)
def remove_too_old(*, at: datetime) -> None:
    """Take out of pools whoever grew too old for them, by the terms in force now."""
    birthdays.renew_limits(at=at)
    while candidacies.remove_next_too_old(at=at):
        pass


@every(3600)
def tell_who_grows_too_old(*, at: datetime) -> None:
    """Write to whoever will soon be too old for a pool."""
    birthdays.renew_limits(at=at)
    birthdays.tell_who_grows_too_old(at=at)


@every(3600)
def tell_whose_passport_ends(*, at: datetime) -> None:
    """Write to whoever's passport will soon end while they wait in a pool."""
    passports.tell_whose_passport_ends(at=at)


@every(3600)
def remove_expired_passports(*, at: datetime) -> None:
    """Take out of their pools whoever has no valid passport."""
    while passports.remove_next_expired(at=at):
        pass


@every(3600)
def tell_whose_diploma_ends(*, at: datetime) -> None:
    """Write to whoever's diploma will soon be too old for a pool for recent graduates."""
    diplomas.tell_whose_diploma_ends(at=at)


@every(3600)
def remove_old_diplomas(*, at: datetime) -> None:
    """Take out of pools for recent graduates whoever is no student and has a diploma that is too old by now."""
    while diplomas.remove_next_too_old(at=at):
        pass


@every(3600)
def close_profiles(*, at: datetime) -> None:
    """Close the profiles of a season that is over, and those that have waited for as long as a profile may."""
    while season_end.close_next(at=at) is not None:
        pass
    while season_end.close_next_waited(at=at) is not None:
        pass


@every(3600)
def tell_who_has_waited_long(*, at: datetime) -> None:
    """Write to whoever's profile will soon have waited in pools for as long as one may."""
    while longest_wait.tell_who_has_waited_long(at=at):
        pass


@every(3600)
def tell_season_opens(*, at: datetime) -> None:
    """Write to whoever's profile was closed at the end of a season that the next one is open."""
    while season_end.tell_season_opens(at=at):
        pass


@every(3600)
def apply_new_terms(*, at: datetime) -> None:
    """Take out of pools whoever may no longer take part under terms that are in force now."""
    while new_terms.apply_next(at=at) is not None:
        pass


@every(3600)
def keep_the_calendar(*, at: datetime) -> None:
    """
    Put aside plans that nobody approved in time, make the ticket key of a new season and destroy that of one long over, announce
    the weeks ahead, propose the plan of the next one, and say of a week that is over why it had no round.
    """
    while plans.put_aside_next(at=at):
        pass
    ticket_keys.note_new(at=at)
    while ticket_keys.destroy_next(at=at) is not None:
        pass
    weeks.announce_weeks(at=at)
    while weeks.propose_next(at=at):
        pass
    while weeks.close_next(at=at):
        pass


@every(600)
def fold_the_ledger(*, at: datetime) -> None:
    """Make one line of the many that the ledgers of places have got."""
    ledger.fold(at=at)


# A freeze of a million people takes longer than other tasks may; the lock of the round's row keeps a second run out of it.
@every(15, queue="draw", longest=3600)
def advance_rounds(*, at: datetime) -> None:
    """Take the steps of approved rounds that are due, one after the other, each at the moment at which it begins."""
    moment = at
    while draws.advance_next(at=moment):
        # What one step needs, minutes for a large freeze, may not be missing from the moment that the next one publishes.
        moment = clock.now()


@every(20, queue="draw")
def fetch_random_values(*, at: datetime) -> None:
    """Ask the relays for the values that public rounds wait for; a value that is not genuine is passed over."""
    for waiting in randomness_queries.due(at):
        for relay, value in drand.candidates(settings.DRAND_RELAYS, beacon.number_of(waiting.line)):
            try:
                kept = randomness.keep_relayed(round_id=waiting.round.pk, line=waiting.line, value=value, relay=relay, at=at)
            except Refused as refusal:
                logger.error("A relay gave a random value that is not genuine: %s: %s", relay, refusal)
                continue
            if kept:
                bell.ring("rounds.tasks.advance_rounds", queue="draw")
            break


@every(300, queue="files")
def stamp_lists(*, at: datetime) -> None:
    """Have the lists that lie open before their draw stamped by the authorities that are named, and publish the stamps."""
    if not settings.TIME_STAMP_AUTHORITIES:
        return
    try:
        roots = certificates(Path(settings.TIME_STAMP_ROOTS).read_bytes())
    except (OSError, ValueError) as failure:
        logger.error("No list is stamped, since TIME_STAMP_ROOTS names no PEM file of certificates: %s", failure)
        return
    for waiting in time_stamp_queries.due(settings.TIME_STAMP_AUTHORITIES, at=at):
        silent = set(waiting.authorities)
        for authority, answer in authorities.answers(waiting.authorities, waiting.manifest):
            silent.discard(authority)
            try:
                time_stamps.keep(round_id=waiting.round.pk, authority=authority, answer=answer, roots=roots, at=at)
            except NotGenuine as failure:
                logger.error("An authority gave no time stamp of round %s: %s: %s", waiting.round.code, authority, failure)
                time_stamps.note_fault(round_id=waiting.round.pk, authority=authority, reason=str(failure))
        for authority in silent:
            time_stamps.note_fault(round_id=waiting.round.pk, authority=authority, reason="no answer")
        time_stamps.publish(round_id=waiting.round.pk)


@every(600)
def tell_of_silence(*, at: datetime) -> None:
    """Write to whoever works on rounds that the value of a round's beacon is late."""
    standstill.tell_of_silence(at=at)


@every(3600)
def apply_quotas(*, at: datetime) -> None:
    """Put the quotas in force whose day has come."""
    quotas.apply_quotas(at=at)


@every(3600)
def keep_forecasts(*, at: datetime) -> None:
    """Keep what the public is told of chances today, to be held against what happens."""
    forecasts.keep(at=at)


@every(3600, queue="files")
def keep_published_files(*, at: datetime) -> None:
    """Keep as they lie the files of rounds that were published when nothing kept them, and say which are not as they were."""
    for code in kept_files.keep_what_lies():
        logger.error("The files of round %s are not as they were published: see what `manage.py publish` says", code)


@every(600)
def tell_contacts_of_unopened_invitations(*, at: datetime) -> None:
    """Ask trusted contacts to speak to the people who have not opened their invitation for 48 hours."""
    while unopened.tell_contacts(at=at):
        pass


@every(60)
def tell_subscribers(*, at: datetime) -> None:
    """Write to whoever wants to hear of a round whose list was published or that has closed, and ring for the letters."""
    if alerts.tell_of_lists(at=at) + alerts.tell_of_rounds(at=at):
        bell.ring("rounds.tasks.deliver_alerts", queue="mail")


@every(60, queue="mail")
def deliver_alerts(*, at: datetime) -> None:
    """Send the letters to addresses without an account that are due; after a full turn, ring for the next one."""
    turn = Turn()
    while alert_delivery.deliver_due(at=clock.now(), turn=turn):
        if turn.is_over():
            bell.ring("rounds.tasks.deliver_alerts", queue="mail")
            return


@every(3600)
def forget_unconfirmed_alerts(*, at: datetime) -> None:
    """Delete addresses that nobody confirmed."""
    while alerts.forget_unconfirmed(at=at):
        pass


@every(3600)
def forget_births(*, at: datetime) -> None:
    """Drop the days of birth that organizations told of people who did not come."""
    letters_of_organizations.forget_births(at=at)


@every(60, queue="files")
def play_simulated_seasons(*, at: datetime) -> None:
    """Play the seasons that staff ask about, one after the other."""
    while (asked := what_if.take_next(at=at)) is not None:
        try:
            what_if.play(what_if_id=asked.pk, at=at)
        except Exception as fault:
            logger.exception("Season %s could not be simulated.", asked.pk)
            what_if.failed(what_if_id=asked.pk, error=f"{type(fault).__name__}: {fault}", at=at)
            if isinstance(fault, TimeIsUp):
                # Nothing else begins in the seconds that are left.
                raise
