"""Freeze: the list of a round is fixed, under tickets, with the number of invitations of each pool."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from iecsite import approvals, clock, dated
from iecsite.bulk import copy_rows, refresh_statistics
from profiles.operations import duplicates
from rounds.models import Draw, DrawEntry, Pool, Round, RoundPool, StaffChain, Ticket
from rounds.operations import leaving, new_terms, plan_checks, ticket_keys
from rounds.operations.steps import Impossible, NotYet
from rounds.publication import chain as chain_of_rounds
from rounds.publication.keys import season_key
from rounds.publication.software import UNKNOWN, software
from rounds.queries import chains, frozen_list, left_out
from rounds.queries.frozen_list import Judged
from rounds.queries.rounds import clock_text, plan_content
from rounds.rules import seeds, stops
from rounds.rules.canonical import digest
from rounds.rules.completeness import Completeness, completeness_file
from rounds.rules.entries import entry_lines
from rounds.rules.fallback import fallback_lines
from rounds.rules.manifest import SHORTEST_GAP, Manifest, manifest_file, pool_lines
from rounds.rules.merkle import Tree
from rounds.rules.names import FORMAT, TEST_FORMAT
from rounds.rules.tickets import ticket_maker

KIND = "round"
# A public list must lie open 24 hours before its draw; this much longer is left for publishing it.
MARGIN = timedelta(minutes=30)


def freeze(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Write tickets, entries and the manifest of an approved round.

    A draw whose list was frozen late moves: that of a test round to the moment of the freeze, a public one so that everybody
    still has a whole day to look at the list.

    New terms whose day has come are applied before it; wishes to leave that are due are done first. The plan is held once more
    against the season and its pools, which may have changed since it was approved. How many a remedial round invites is reckoned
    now, from the people who are in its list.

    :returns: per pool, how many are in and how many were left out, and why
    :raises NotYet: while new terms are not applied to everybody
    :raises NotApproved: when the plan is not the one that another person approved
    :raises Impossible: when the plan can no longer be held, or the list is not complete
    """
    approvals.carry_out(kind=KIND, subject=round_.code, content=plan_content(round_), at=at)
    round_.frozen_at = at.replace(microsecond=0)
    earliest = round_.frozen_at if round_.test_source else round_.frozen_at + SHORTEST_GAP + MARGIN
    round_.draw_at = max(round_.draw_at.replace(microsecond=0), earliest)
    if new_terms.are_due(at=at):
        raise NotYet
    # Whoever came in by a road that does not look (a bulk load, a race) is found before the list stands.
    duplicates.look_at_all(at=at)
    duplicates.tell_held_back(since=at, at=at)
    leaving.leave_due(at=at)
    pools = _checked_pools(round_)
    judged = frozen_list.judge(
        pools,
        drawn_at=round_.draw_at,
        frozen_at=round_.frozen_at,
        remedial_round=round_.pk if round_.remedies_id else None,
    )
    _check_complete(pools, judged)
    _write_left_out(round_)
    _write_tickets(round_, at=at)
    _write_entries(round_)
    _write_numbers(round_, judged)
    _write_manifest(round_, pools, judged)
    round_.save(update_fields=["frozen_at", "draw_at"])
    return {"pools": {code: {"entries": one.entries, "left_out": one.left_out} for code, one in judged.items()}}


def _checked_pools(round_: Round) -> list[Pool]:
    """The pools of the round in its order, as they are now. A remedial round gives what is owed, whatever they take now."""
    lines = list(round_.pools.select_related("pool").order_by("pool__order"))
    pools = [line.pool for line in lines]
    assert round_.frozen_at is not None, "the freeze noted it"
    if not plan_checks.within(round_.season, round_.frozen_at, round_.draw_at):
        raise Impossible(stops.OUT_OF_SEASON)
    if round_.remedies_id:
        return pools
    closed = plan_checks.closed(pools)
    if closed is not None:
        raise Impossible(stops.POOL_CLOSED, pool=closed.code)
    drawn_on = clock.home_date(round_.draw_at)
    early = next((pool for pool in pools if plan_checks.why_early(pool, drawn_on=drawn_on)), None)
    if early is not None:
        raise Impossible(stops.TOO_EARLY, pool=early.code)
    wanted = {line.pool_id: line.invite for line in lines}
    over = plan_checks.over_after_final(pools, wanted, drawn_on=drawn_on)
    if over is not None:
        pool, most = over
        raise Impossible(stops.FINAL_ROUND_OVER, pool=pool.code, places=str(most))
    return pools


def _check_complete(pools: list[Pool], judged: dict[str, Judged]) -> None:
    """Everybody who waits is in the list or left out for a reason, and no whole country is missing for want of its terms."""
    waiting = frozen_list.waiting(pools)
    for code, one in judged.items():
        if waiting[code] != one.entries + sum(one.left_out.values()):
            raise Impossible(stops.INCOMPLETE, pool=code, waiting=str(waiting[code]), listed=str(one.entries))
        if one.left_out.get("agreement"):
            raise Impossible(stops.NO_TERMS, pool=code, waiting=str(waiting[code]))


def _write_tickets(round_: Round, *, at: datetime) -> None:
    if not ticket_keys.is_the_published_one(round_.season_id, at=at):
        raise Impossible(stops.OTHER_TICKET_KEY)
    make = ticket_maker(season_key(round_.season_id), round_.code)
    for portion in frozen_list.judged_people():
        copy_rows(Ticket, ["round_id", "profile_id", "ticket"], ((round_.pk, pk, make(uuid)) for pk, uuid in portion))
    refresh_statistics(Ticket)


def _write_left_out(round_: Round) -> None:
    """Why each of those who are not in the list is not; of a remedial round only those who were named for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO rounds_leftout (round_id, candidacy_id, reason)
            SELECT %(round)s, candidacy_id, left_out FROM {frozen_list.JUDGED} WHERE left_out NOT IN ('', 'not_concerned')
            """,  # noqa: S608  (the one name in it is a constant)
            {"round": round_.pk},
        )


def _write_entries(round_: Round) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO rounds_drawentry (round_id, pool_id, ticket_id, candidacy_id, number)
            SELECT %(round)s, judged.pool_id, ticket.id, judged.candidacy_id,
                   row_number() OVER (ORDER BY (pool.code || '|' || ticket.ticket) COLLATE "C") - 1
              FROM {frozen_list.JUDGED} AS judged
              JOIN rounds_pool AS pool ON pool.id = judged.pool_id
              JOIN rounds_ticket AS ticket ON ticket.round_id = %(round)s AND ticket.profile_id = judged.profile_id
             WHERE judged.left_out = ''
            """,  # noqa: S608  (the one name in it is a constant)
            {"round": round_.pk},
        )
    refresh_statistics(DrawEntry)


def _write_numbers(round_: Round, judged: dict[str, Judged]) -> None:
    """
    How many are in each pool; of a remedial round also how many of them are invited, which hangs on who is really in its list.
    """
    lines = list(round_.pools.select_related("pool"))
    for line in lines:
        line.entries = judged[line.pool.code].entries
    if round_.remedies_id is not None:
        numbers = left_out.invitations_at_freeze(round_, {line.pool_id: line.entries or 0 for line in lines})
        for line in lines:
            line.invite = numbers[line.pool_id]
        if not any(numbers.values()):
            raise Impossible(stops.NOBODY_OWED)
    for line in lines:
        line.save(update_fields=["entries", "invite"])


def _anchor(round_: Round) -> str | None:
    """
    The link of the staff's chain that is known already, whose next one the draw reveals; None in a season without a chain, and
    while the first one's anchor has not been public for seven days.

    The chain is held, so that nobody declares it lost and makes another before the round stands as one that waits for it.
    """
    if round_.test_source:
        return None
    chain = chains.in_use(round_.season_id).select_for_update(of=("self",), no_key=True).first()
    if chain is None and StaffChain.objects.filter(season=round_.season_id).exists():
        raise Impossible(stops.NO_LINK)
    assert round_.frozen_at is not None, "the freeze noted it"
    if chain is not None and round_.frozen_at < chain.usable_from:
        if not chains.is_first(chain):
            raise Impossible(stops.CHAIN_TOO_NEW, usable_from=clock_text(chain.usable_from))
        return None
    return None if chain is None else chain.known


def _software(round_: Round) -> str:
    """The commit that draws. A public round of production is not frozen without one: the protocol names it (threat 9)."""
    code = software()
    if code == UNKNOWN and settings.PRODUCTION and not round_.test_source:
        raise Impossible(stops.NO_SOFTWARE)
    return code


def _write_manifest(round_: Round, pools: list[Pool], judged: dict[str, Judged]) -> None:
    entries = frozen_list.entries_bytes(round_.pk)
    tree = Tree(entry_lines(entries))
    rows = list(RoundPool.objects.filter(round=round_).values_list("pool__code", "entries", "invite"))
    counted = {code: number or 0 for code, number, _invite in rows}
    invite = {code: number for code, _counted, number in rows}
    assert round_.frozen_at is not None, "the step before noted it"
    if sum(counted.values()) != tree.size:
        raise Impossible(stops.DOES_NOT_ADD_UP)
    manifest = Manifest(
        format=TEST_FORMAT if round_.test_source else FORMAT,
        round=round_.code,
        frozen_at=round_.frozen_at,
        draw_at=round_.draw_at,
        entries_count=tree.size,
        entries_sha256=digest(entries),
        merkle_root=tree.root,
        pools=pool_lines(counted, invite),
        beacons=(seeds.TEST_SOURCE if round_.test_source else seeds.drand_line(seeds.drand_round_at(round_.draw_at)),),
        fallback=() if round_.test_source else fallback_lines(round_.draw_at),
        staff_anchor=_anchor(round_),
        previous_result=chain_of_rounds.result_before(round_.code),
        code=_software(round_),
    )
    content = manifest_file(manifest)
    Draw.objects.create(
        round=round_,
        format=manifest.format,
        manifest=content.decode("ascii"),
        manifest_sha256=digest(content),
        entries_sha256=manifest.entries_sha256,
        merkle_root=manifest.merkle_root,
        merkle_branches=tree.branches(),
        completeness=completeness_file(
            [
                Completeness(pool.country_id, pool.category, pool.code, judged[pool.code].entries, judged[pool.code].left_out)
                for pool in pools
            ],
            under=int(dated.value("small_numbers", on=clock.home_date(round_.frozen_at))),
        ).decode("ascii"),
    )
