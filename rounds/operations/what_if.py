"""A simulated season: asked for, taken up by a worker, played week by week, kept or put aside."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from iecsite import journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from rounds.models import Pool, RoundEntry, Season, WhatIf
from rounds.models.journal import STREAM
from rounds.queries import what_if
from rounds.rules.simulation import season
from rounds.rules.simulation.changes import Changes, changed
from rounds.rules.simulation.report import report
from rounds.rules.simulation.season import Played

if TYPE_CHECKING:
    from profiles.models import User

PERMISSION = "rounds.add_whatif"
MOST_ATTEMPTS = 3
# Longer than a worker's hard limit: whoever has the row is alive, or it is taken up anew.
LEASE = timedelta(minutes=5)
# So many may wait at once: each takes a worker some seconds, and files wait behind it.
MOST_WAITING = 10
MOST_WEEKS = 104


class CannotAsk(Refused):
    """The question cannot be played."""


@transaction.atomic(durable=True)
def ask(
    *, year: int, pool_id: int | None, weeks: int, seed: int, changes: Changes, note: str, by: "User", at: datetime
) -> WhatIf:
    """
    Ask what would become of a season; a worker plays it as planned and with the changes.

    :param year: the season
    :param pool_id: the pool to which the changes are meant; None means every pool. `changes.pool` is not read
    :raises CannotAsk: without the permission, for changes that change nothing or leave nothing, or when many wait already
    """
    if not by.has_perm(PERMISSION):
        raise CannotAsk("You may not simulate seasons.", "Vous ne pouvez pas simuler de saisons.")
    if not 1 <= weeks <= MOST_WEEKS:
        raise CannotAsk(
            f"A season is played for 1 to {MOST_WEEKS} weeks.", f"Une saison se joue sur une durée de 1 à {MOST_WEEKS} semaines."
        )
    if changes.nothing:
        raise CannotAsk(
            "Change something: the places, the entrants or how many accept.",
            "Modifiez quelque chose : les places, les inscriptions ou la part des acceptations.",
        )
    if not Season.objects.filter(pk=year).exists() or (
        pool_id is not None and not Pool.objects.filter(pk=pool_id, season=year).exists()
    ):
        raise CannotAsk(
            "This pool is not one of that season. Choose again.",
            "Ce bassin n'appartient pas à cette saison. Choisissez de nouveau.",
        )
    if what_if.waiting().count() >= MOST_WAITING:
        raise CannotAsk(
            f"{MOST_WAITING} seasons wait to be played already. Ask again when some are done.",
            f"{MOST_WAITING} saisons attendent déjà d'être jouées. Réessayez lorsque certaines seront terminées.",
        )
    asked = WhatIf.objects.create(
        season_id=year,
        pool_id=pool_id,
        weeks=weeks,
        seed=seed,
        places_percent=changes.places_percent,
        entrants_percent=changes.entrants_percent,
        accept_points=changes.accept_points,
        note=note.strip()[:200],
        asked_by=by,
        asked_at=at,
        due_at=at,
    )
    subject = {} if pool_id is None else {"pool_id": pool_id}
    journal.record(RoundEntry, Act("season_simulated", subject, {"what_if": asked.pk}), stream=STREAM, by=by, at=at)
    return asked


@transaction.atomic(durable=True)
def take_next(*, at: datetime) -> WhatIf | None:
    """
    Take up the next season that waits, or one whose worker has not been heard of; None when there is none.

    Safe in two workers. Who was taken up three times without an end is put aside.
    """
    while True:
        asked = what_if.waiting().filter(due_at__lte=at).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        if asked is None:
            return None
        if asked.attempts < MOST_ATTEMPTS:
            break
        asked.put_aside_at = at
        asked.save(update_fields=["put_aside_at"])
    asked.attempts += 1
    asked.weeks_played, asked.due_at = 0, at + LEASE
    asked.save(update_fields=["attempts", "weeks_played", "due_at"])
    return asked


def play(*, what_if_id: int, at: datetime) -> bool:
    """
    Play a season that was taken up, as planned and with its changes, by the rules alone; its progress is written down week by
    week, each in a transaction of its own, and both reports at the end.

    :returns: whether they were kept; False when another worker has taken the row since
    """
    asked = WhatIf.objects.select_related("season", "pool").get(pk=what_if_id)
    as_planned = what_if.plans(asked.season, weeks=asked.weeks)
    reports = []
    for number, plans in enumerate((as_planned, changed(as_planned, what_if.changes_of(asked)))):

        def progress(week: int, played: Played, *, done: int = number * asked.weeks) -> None:
            if not _note_weeks(asked, done + week, at=at):
                raise TakenBySomebodyElse

        try:
            played = season.play(plans, seed=asked.seed, weeks=asked.weeks, on_week=progress)
        except TakenBySomebodyElse:
            return False
        reports.append(report(played, season=asked.season_id, seed=asked.seed, weeks=asked.weeks))
    return keep(what_if_id=asked.pk, plain=reports[0], as_asked=reports[1], at=at)


class TakenBySomebodyElse(Exception):
    """Another worker plays the same season."""


@transaction.atomic(durable=True)
def _note_weeks(asked: WhatIf, weeks: int, *, at: datetime) -> bool:
    mine = WhatIf.objects.filter(pk=asked.pk, attempts=asked.attempts, finished_at=None)
    return mine.update(weeks_played=weeks, due_at=at + LEASE) == 1


@transaction.atomic(durable=True)
def keep(*, what_if_id: int, plain: dict[str, Any], as_asked: dict[str, Any], at: datetime) -> bool:
    """Keep both reports. The same question always has the same answer: of two workers the first is believed."""
    open_ = WhatIf.objects.filter(pk=what_if_id, finished_at=None)
    return open_.update(plain=plain, changed=as_asked, finished_at=at, put_aside_at=None, last_error="") == 1


@transaction.atomic(durable=True)
def failed(*, what_if_id: int, error: str, at: datetime) -> None:
    """Note what went wrong, for staff; it is tried again at once until its attempts are used up."""
    WhatIf.objects.filter(pk=what_if_id, finished_at=None).update(last_error=error[:200], due_at=at)
