"""The calendar of rounds: its weeks are announced, a plan is proposed for each, and a week without a round says why."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from iecsite import clock, dates, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.operations import letters as outbox
from profiles.queries import accounts
from rounds.letters import weeks as words
from rounds.models import CalendarWeek, ProposedPool, RoundEntry, Season
from rounds.models.journal import STREAM
from rounds.queries import weeks as queries
from rounds.queries.pools import season_of_rounds
from rounds.rules import approval, weeks
from rounds.states import RoundState

if TYPE_CHECKING:
    from profiles.models import User


PERMISSION = "rounds.plan_round"


class CannotSkip(Refused):
    """The week cannot be skipped, or taken up again, now."""


class CannotMove(Refused):
    """The moments do not fit the week."""


NOBODY_DUE = (
    "No pool was due: nobody waits where places are left, or the quotas are not announced yet.",
    "Aucun bassin n'était prévu : personne n'attend là où il reste des places, ou les quotas ne sont pas encore annoncés.",
)
NOT_APPROVED = (
    "No plan was approved in time for this week.",
    "Aucun plan n'a été approuvé à temps pour cette semaine.",
)
VOIDED = ("The round of this week was voided.", "La ronde de cette semaine a été annulée.")
# What a reason may be at most.
LONGEST = 300


@transaction.atomic(durable=True)
def announce_weeks(*, at: datetime) -> list[CalendarWeek]:
    """
    Write down the weeks ahead in which rounds are held, so that everybody knows when the next one is.

    A week that is there stays as it is. Safe to run twice, late, or in two workers.

    :returns: the weeks that are new
    """
    season = season_of_rounds(at)
    if season is None:
        return []
    until = season.profiles_end_at and clock.home_date(season.profiles_end_at)
    wanted = list(weeks.weeks_ahead(at=at, first_round_week=season.first_round_week, until=until))
    there = set(CalendarWeek.objects.filter(season=season, monday__in=wanted).values_list("monday", flat=True))
    missing = [monday for monday in wanted if monday not in there]
    CalendarWeek.objects.bulk_create(
        (CalendarWeek(season=season, monday=monday, **weeks.moments_of(monday)._asdict()) for monday in missing),
        ignore_conflicts=True,
    )
    if missing:
        _record("weeks_announced", by=None, at=at, season=season.pk, weeks=[monday.isoformat() for monday in missing])
    return list(CalendarWeek.objects.filter(season=season, monday__in=missing).order_by("monday"))


@transaction.atomic(durable=True)
def propose_next(*, at: datetime) -> CalendarWeek | None:
    """
    Write the plan of the next week that is near: every pool that is due, and how many the rule would invite from each.

    It is a proposal, of which planners are told: one takes it up or changes it with a reason, and another person approves it.
    Where no pool is due the week is skipped, and says so. Safe to run twice, late, or in two workers.

    :returns: the week, or None when no plan is to be written
    """
    week = (
        queries.to_be_proposed(at).select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("season").first()
    )
    if week is None:
        return None
    due = [one for one in queries.looked_at(week.season, drawn_on=clock.home_date(week.draw_at)) if one.why_not is None]
    invited = [one for one in due if one.invite]
    week.proposed_at = at
    week.save(update_fields=["proposed_at"])
    ProposedPool.objects.bulk_create(
        ProposedPool(
            week=week, pool=one.pool, invite=one.invite, candidates=one.candidates, reason=one.advice.recommendation.reason
        )
        for one in due
    )
    invitations = sum(one.invite for one in invited)
    _record("week_proposed", by=None, at=at, week=week.monday.isoformat(), pools=len(due), invitations=invitations)
    if not invited:
        return _skip(week, *NOBODY_DUE, by=None, at=at)
    outbox.queue_letters(
        [words.proposed(one, week, pools=len(invited), invitations=invitations) for one in accounts.staff_with(PERMISSION)], at=at
    )
    return week


@transaction.atomic(durable=True)
def skip(*, week_id: int, reason_en: str, reason_fr: str, by: "User", at: datetime) -> CalendarWeek:
    """
    Hold no round in a week, and tell the public why.

    :raises CannotSkip: without a reason in both languages or the right to plan rounds, when the week is over or skipped, or when
        it has a round
    """
    _check_may(by)
    if not (reason_en.strip() and reason_fr.strip()):
        raise CannotSkip(
            "Give the reason in English and in French. It is published.",
            "Donnez le motif en anglais et en français. Il est publié.",
        )
    week = _held(week_id)
    _check_to_come(week, at=at)
    if week.skipped_at is not None:
        raise CannotSkip("This week is skipped already.", "Cette semaine est déjà sautée.")
    round_ = week.round
    if round_ is not None:
        raise CannotSkip(
            f"Round {round_.code} is planned for this week. Void it first, or let it be held.",
            f"La ronde {round_.code} est prévue cette semaine-là. Annulez-la d'abord ou laissez-la se tenir.",
        )
    return _skip(week, reason_en.strip(), reason_fr.strip(), by=by, at=at)


@transaction.atomic(durable=True)
def take_up(*, week_id: int, by: "User", at: datetime) -> CalendarWeek:
    """
    Hold a round after all in a week that was skipped, while it is not over.

    :raises CannotSkip: without the right to plan rounds, when it was not skipped, or is over
    """
    _check_may(by)
    week = _held(week_id)
    _check_to_come(week, at=at)
    if week.skipped_at is None:
        raise CannotSkip("This week is not skipped.", "Cette semaine n'est pas sautée.")
    week.skipped_at = week.skipped_by = None
    week.reason_en = week.reason_fr = ""
    week.save(update_fields=["skipped_at", "skipped_by", "reason_en", "reason_fr"])
    _record("week_taken_up", by=by, at=at, week=week.monday.isoformat())
    return week


@transaction.atomic(durable=True)
def move(*, week_id: int, freeze_at: datetime, draw_at: datetime, by: "User", at: datetime) -> CalendarWeek:
    """
    Announce other moments for a week that has no round yet.

    :raises CannotMove: for moments that are past, of another week or in the wrong order, or when the week has a round, is skipped
        or is over
    """
    _check_may(by)
    week = _held(week_id)
    if week.round is not None or week.skipped_at is not None:
        raise CannotMove(
            "This week has a round or is skipped. Its moments stand.",
            "Cette semaine a une ronde ou est sautée. Ses moments restent tels quels.",
        )
    if freeze_at < at or draw_at < freeze_at or weeks.week_of(draw_at) != week.monday:
        raise CannotMove(
            "The list is fixed after now and before the draw, and the draw is in this week. Choose other moments.",
            "La liste est figée après maintenant et avant le tirage, et le tirage a lieu cette semaine-là. Choisissez d'autres "
            "moments.",
        )
    week.freeze_at, week.draw_at = freeze_at, draw_at
    week.save(update_fields=["freeze_at", "draw_at"])
    _record("week_moved", by=by, at=at, week=week.monday.isoformat(), draw_at=draw_at.isoformat())
    return week


@transaction.atomic(durable=True)
def close_next(*, at: datetime) -> CalendarWeek | None:
    """
    Write down of one week that is over why no round was held in it: its round was voided, or no plan was approved in time.

    A round that is still under way keeps its week open; a plan that nobody approved is put aside before (`plans`). Safe to run
    twice, late, or in two workers.

    :returns: the week, or None when every week that is over was held or says why not
    """
    alive = Q(rounds__isnull=False) & ~Q(rounds__state=RoundState.VOID)
    this_week = weeks.week_of(at)
    week = (
        CalendarWeek.objects.filter(monday__lt=this_week, skipped_at__isnull=True)
        .exclude(pk__in=CalendarWeek.objects.filter(alive).values("pk"))
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("monday")
        .first()
    )
    return None if week is None else _skip(week, *_why_none_was_held(week), by=None, at=at)


def _why_none_was_held(week: CalendarWeek) -> tuple[str, str]:
    """Why the last round of a week was voided, in its own words; where it ended unapproved, that no plan was approved."""
    void = week.voided
    if void is None or (void.approved_at is None and void.void_reason("en") == approval.NOT_APPROVED[0]):
        return NOT_APPROVED
    english, french = (f"{said} {void.void_reason(language)}" for said, language in zip(VOIDED, ("en", "fr"), strict=True))
    return _cut(english), _cut(french)


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def week_for(season: Season, draw_at: datetime, freeze_at: datetime) -> CalendarWeek:
    """
    The week of the calendar in which a round of a held season is drawn, inside the caller's transaction; a week that nobody
    announced begins with it.

    :raises CannotSkip: when the week is skipped
    """
    monday = weeks.week_of(draw_at)
    week, _made = CalendarWeek.objects.get_or_create(
        season=season, monday=monday, defaults={"freeze_at": freeze_at, "draw_at": draw_at}
    )
    if week.skipped_at is not None:
        raise CannotSkip(
            f"The week of {dates.day(monday, 'en')} is skipped: {week.reason_en} Take it up again first.",
            f"La semaine du {dates.day(monday, 'fr')} est sautée : {week.reason_fr} Reprenez-la d'abord.",
        )
    return week


def _held(week_id: int) -> CalendarWeek:
    return CalendarWeek.objects.select_for_update(of=("self",), no_key=True).get(pk=week_id)


def _check_may(by: "User") -> None:
    if not by.has_perm(PERMISSION):
        raise CannotSkip("You may not plan rounds.", "Vous ne pouvez pas planifier de rondes.")


def _check_to_come(week: CalendarWeek, *, at: datetime) -> None:
    if weeks.is_over(week.monday, at):
        raise CannotSkip("This week is over.", "Cette semaine est terminée.")


def _skip(week: CalendarWeek, reason_en: str, reason_fr: str, *, by: "User | None", at: datetime) -> CalendarWeek:
    week.skipped_at, week.skipped_by, week.reason_en, week.reason_fr = at, by, reason_en[:300], reason_fr[:300]
    week.save(update_fields=["skipped_at", "skipped_by", "reason_en", "reason_fr"])
    _record("week_skipped", by=by, at=at, week=week.monday.isoformat(), reason=week.reason_en)
    return week


def _record(kind: str, *, by: "User | None", at: datetime, **details: object) -> None:
    journal.record(RoundEntry, Act(kind, {}, details), stream=STREAM, by=by, at=at)
