"""
A season week by week through the operations that the pages call, each with the moment at which it happens.

Accounts, profiles, pools, rounds, invitations, applications, fees, decisions and letters are real rows, written by the real
acts in the database that the caller has chosen. Who is drawn is the draw's own chance; everybody is in one pool only, so that the
counts of a season follow from the seed alone.
"""

import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from django.db import connection
from django.db.models import Count

from applications.management.commands.load_programme import read_files
from applications.management.demo import season as acts
from applications.management.demo.staff import ROLES
from applications.management.simulation.entrants import entrant
from applications.models import Application
from applications.operations import decisions, intake, programme
from applications.states import ApplicationState
from iecsite import clock
from iecsite.csvfile import Row
from iecsite.refusal import Refused
from profiles.models import User
from profiles.operations import accounts, enrolment
from profiles.rules.terms import ACTIVE
from rounds.models import Candidacy, Invitation, Pool, Season
from rounds.operations import candidacies, entering, invitations, quotas, rounds
from rounds.queries import recommendations
from rounds.queries.pools import pool_counts, terms_of_pools
from rounds.rules.calendar import is_open
from rounds.rules.simulation.pool import UNLIMITED, PoolPlan, PoolState, opened
from rounds.rules.simulation.season import Played
from rounds.states import CandidacyState, InvitationState, PoolStatus

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Weeks from a round to the answers: on the sixth day, so that nobody's ten days are over.
ANSWER_WEEKS = 1
# The twenty days to submit end before the third week does.
MOST_WEEKS_TO_SUBMIT = 2
# Noon in Ottawa, in winter.
NOON = time(17, tzinfo=UTC)


class OutOfBalance(Exception):
    """A pool's counter of places and its applications do not agree, or it is over its quota."""


@dataclass
class SeasonUnderWay:
    """What is known while the season is played."""

    year: int
    began: datetime
    dice: random.Random
    staff: acts.Played
    played: Played
    pools: dict[str, Pool]
    people: int = 0
    left_out: set[str] = field(default_factory=set)
    to_send: dict[int, list[Application]] = field(default_factory=lambda: defaultdict(list))

    def monday(self, week: int) -> datetime:
        """Noon of the day on which a week begins."""
        return self.began + (week - 1) * WEEK

    def of(self, code: str) -> PoolState:
        """A pool as it is played, by its code."""
        return next(one for one in self.played.pools if one.plan.code == code)


def play(
    plans: Sequence[PoolPlan],
    *,
    season: int,
    seed: int,
    weeks: int,
    on_week: Callable[[int, Played], None] | None = None,
) -> tuple[Played, set[str]]:
    """
    Play a season in the connected database, which is empty but for its tables.

    Each week: quotas come in force, places that came free are given, people enter and leave, answers, applications and decisions
    that are due come in, then a round is planned as recommended, approved by a second person and drawn.

    :param plans: as for a season by the rules; a person for every arrival
    :returns: the season, and the codes of pools that no made-up person may enter
    :raises OutOfBalance: when a pool ended with more approvals than its quota, or with another number than its applications
    """
    with connection.cursor() as cursor:
        # The database is thrown away at the end: nothing of it has to outlive a crash.
        cursor.execute("SET synchronous_commit = off")
    dice = random.Random(seed)  # noqa: S311 (a simulation must be repeatable; the draw has its own chance)
    row = next(row for row in read_files().seasons if row["season"] == season)
    first = row["first_round_week"] or row["opens_on"] + timedelta(days=14)
    began = datetime.combine(first, NOON)
    programme.load(replace(read_files(), quotas=_quota_rows(plans, season, began)), by=None, at=began)
    ordered = sorted(plans, key=lambda one: one.order)
    held = SeasonUnderWay(
        year=season,
        began=began,
        dice=dice,
        staff=_staff(dice, season, at=began),
        played=Played([opened(plan, dice) for plan in ordered]),
        pools={one.code: one for one in Pool.objects.filter(season=season).select_related("country")},
    )
    held.left_out = _closed_to_made_up_people(held, ordered)
    for week in range(1, weeks + 1):
        _week(held, week)
        if on_week is not None:
            on_week(week, held.played)
    _check_places(held)
    return held.played, held.left_out


def _week(held: SeasonUnderWay, week: int) -> None:
    at = held.monday(week)
    quotas.apply_quotas(at=at)
    acts.sweep(at=at)
    year = Season.objects.get(pk=held.year)
    open_now = is_open(year.opens_on, year.closes_at, at + DAY)
    if open_now:
        _join(held, week, at=at)
        _leave(held, at=at)
    _decide(held, at=at)
    held.played.cases.append(_send(held, week, at=at))
    _answer(held, week, at=at)
    if open_now:
        _draw(held, at=at + DAY)
    _note(held, week)


def _join(held: SeasonUnderWay, week: int, *, at: datetime) -> None:
    on = clock.home_date(at)
    for pool in held.played.pools:
        plan = pool.plan
        number = plan.arrivals[week - 1] if week <= len(plan.arrivals) else 0
        if not number or plan.code in held.left_out:
            continue
        coming = [entrant(held.people + i, plan.country, plan.category, on=on, dice=held.dice) for i in range(1, number + 1)]
        held.people += number
        try:
            enrolled = enrolment.enrol(people=coming, by=None, at=at)
            entering.enter_together(entries={one.pk: [held.pools[plan.code].pk] for one in enrolled}, by=None, at=at)
        except Refused:
            # The pool asks for something that no made-up person has.
            held.left_out.add(plan.code)


def _leave(held: SeasonUnderWay, *, at: datetime) -> None:
    waiting = Candidacy.objects.filter(state=CandidacyState.WAITING, profile__state="active").select_related("profile__user")
    by_pool = defaultdict(list)
    for one in waiting.order_by("pk"):
        by_pool[one.pool_id].append(one)
    for pool in held.played.pools:
        here = by_pool[held.pools[pool.plan.code].pk]
        exact = len(here) * pool.plan.behaviour.leave_each_week
        number = int(exact) + (held.dice.random() < exact - int(exact))
        for one in held.dice.sample(here, number):
            candidacies.leave(profile_id=one.profile_id, pool_id=one.pool_id, by=one.profile.user, at=at)
            pool.left += 1


def _answer(held: SeasonUnderWay, week: int, *, at: datetime) -> None:
    """Those invited last week say yes or no, or nothing."""
    asked = Invitation.objects.filter(
        state=InvitationState.ISSUED, issued_at__lte=at - ANSWER_WEEKS * WEEK + DAY, lapses_at__gt=at
    )
    for one in asked.select_related("profile__user", "pool").order_by("pool__order", "pk"):
        if one.opened_at is not None:
            continue
        pool, user, luck = held.of(one.pool.code), one.profile.user, held.dice.random()
        invitations.open_invitation(invitation_id=one.pk, by=user, at=at)
        if luck < pool.accept:
            opened_now = intake.accept_invitation(invitation_id=one.pk, by=user, at=at)
            held.to_send[week + min(pool.plan.behaviour.submit_weeks, MOST_WEEKS_TO_SUBMIT)].append(opened_now)
        elif luck < pool.accept + pool.decline:
            invitations.decline(invitation_id=one.pk, by=user, at=at)
            pool.declined += 1


def _send(held: SeasonUnderWay, week: int, *, at: datetime) -> int:
    """Applications whose time has come are completed, paid and sent, or not; returns how many came in."""
    sent = 0
    for application in held.to_send.pop(week, ()):
        pool = held.of(application.pool.code)
        if held.dice.random() < pool.submit:
            acts.send(held.staff, application, at=at)
            sent += 1
    return sent


def _decide(held: SeasonUnderWay, *, at: datetime) -> None:
    """An officer takes the cases that have waited long enough, oldest first."""
    waiting = Application.objects.filter(state=ApplicationState.SUBMITTED).values_list("pool__code", "submitted_at")
    due = sum(sent + held.of(code).plan.behaviour.decide_weeks * WEEK <= at for code, sent in waiting)
    for _case in range(due):
        case = decisions.take_next(by=held.staff.officer, at=at)
        if case is None:
            return
        pool = held.of(case.pool.code)
        if held.dice.random() >= pool.approve:
            decisions.refuse(
                application_id=case.pk,
                reason_codes=["will_not_leave"],
                note="Made up for a simulated season.",
                by=held.staff.officer,
                at=at,
            )
            pool.refused += 1
            continue
        decision = decisions.approve(application_id=case.pk, by=held.staff.officer, at=at)
        pool.gate_met += decision.application.state == ApplicationState.AWAITING_PLACE


def _draw(held: SeasonUnderWay, *, at: datetime) -> None:
    """The recommended round: planned by one person, approved by another, drawn at once in the test form."""
    pools = list(Pool.objects.filter(season=held.year, status=PoolStatus.OPEN).select_related("country"))
    advised = recommendations.advice(pools, pool_counts([pool.pk for pool in pools]), drawn_on=clock.home_date(at))
    wanted = {pk: one.recommendation.invite for pk, one in advised.items() if one.why_not is None and one.recommendation.invite}
    if not wanted:
        return
    planned = rounds.plan(
        season=held.year,
        freeze_at=at,
        draw_at=at,
        invitations=wanted,
        note="A simulated season",
        test_source=True,
        by=held.staff.planner,
        at=at,
    )
    acts.draw(rounds.approve(round_id=planned.pk, by=held.staff.approver, at=at), at=at)


def _note(held: SeasonUnderWay, week: int) -> None:
    waiting = pool_counts()
    issued = _counted(Invitation)
    entered = _counted(Candidacy)
    approved = dict(Pool.objects.filter(season=held.year).values_list("pk", "approved"))
    for pool in held.played.pools:
        pk = held.pools[pool.plan.code].pk
        pool.entered, pool.invitations, pool.approved = entered[pk], issued[pk], approved[pk]
        pool.note(week, candidates=waiting.get(pk, 0))


def _counted(model) -> Counter:
    return Counter(dict(model.objects.values_list("pool_id").annotate(number=Count("id")).order_by()))


def _check_places(held: SeasonUnderWay) -> None:
    given = Counter(Application.objects.filter(state=ApplicationState.APPROVED).values_list("pool_id", flat=True))
    for pool in Pool.objects.filter(season=held.year):
        if pool.approved != given[pool.pk] or (not pool.unlimited and pool.approved > (pool.quota or 0)):
            raise OutOfBalance(
                f"{pool.code}: {pool.approved} places are counted as given and {given[pool.pk]} applications are approved, "
                f"of a quota of {pool.quota}"
            )


def _closed_to_made_up_people(held: SeasonUnderWay, plans: Sequence[PoolPlan]) -> set[str]:
    terms = terms_of_pools(held.pools.values(), held.began)
    found = set()
    for plan in plans:
        pool = held.pools.get(plan.code)
        known = terms.get(pool.pk) if pool else None
        if pool is None or pool.status != PoolStatus.OPEN or known is None or known.status != ACTIVE or known.asks_beyond_facts:
            found.add(plan.code)
    return found


def _quota_rows(plans: Sequence[PoolPlan], season: int, began: datetime) -> list[Row]:
    """The quotas of the plans as the rows of a reviewed file."""
    rows = []
    for plan in plans:
        for week, quota in sorted(plan.quotas.items()):
            values = {
                "season": season,
                "country_code": plan.country,
                "category": plan.category,
                "stream": plan.stream,
                "effective_on": clock.home_date(began) + (week - 1) * WEEK,
                "quota": "unlimited" if quota == UNLIMITED else quota,
                "confirmed": True,
                "reason_en": "Quota of a simulated season",
                "reason_fr": "Quota d'une saison simulée",
                "source_url": "https://example.org/simulated-season",
            }
            rows.append(Row("simulated season", len(rows) + 1, values))
    return rows


def _staff(dice: random.Random, season: int, *, at: datetime) -> acts.Played:
    def made(role: str) -> User:
        return accounts.create_staff(
            email=f"{role}@example.org", password=secrets.token_urlsafe(24), roles=ROLES[role], by=None, at=at
        )

    return acts.Played(
        dice=dice,
        season=season,
        planner=made("planner"),
        approver=made("approver"),
        officer=made("officer"),
        second_officer=made("second-officer"),
        programme=made("programme"),
    )
