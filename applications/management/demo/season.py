"""Part of a season, week by week, through the operations that the pages call; each with the moment at which it happens."""

import io
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from applications import inspection
from applications.gateway import local
from applications.models import Application
from applications.operations import (
    decision_letters,
    decisions,
    details,
    documents,
    expiry,
    given_back,
    intake,
    payments,
    refunds,
    submission,
)
from applications.queries import standing
from applications.rules.checklist import Key
from applications.rules.details import asked
from applications.states import UNDECIDED, ApplicationState
from iecsite import clock
from profiles.models import Profile, User
from profiles.operations import enrolment
from profiles.queries import agreements, profiles
from rounds.models import CalendarWeek, Candidacy, Invitation, Pool, Round
from rounds.operations import candidacies, draws, entering, final_rounds, invitations, rounds, weeks
from rounds.queries import weeks as due_pools
from rounds.queries.pools import pool_counts
from rounds.rules import weeks as week_rules
from rounds.states import CandidacyState, InvitationState, RoundState

CHUNK = 250
# A round of the demonstration invites at least so many, if so many wait.
FEWEST = 12
# What people and officers do, as shares; close to what seasons show (yield near 0.64).
ACCEPT, DECLINE, FINISH, REFUSE = 0.78, 0.10, 0.90, 0.08


@dataclass
class Played:
    """The season as it is played: the dice, the staff, and files that were looked at once."""

    dice: random.Random
    season: int
    planner: User
    approver: User
    officer: User
    second_officer: User
    programme: User
    files: dict[str, tuple] = field(default_factory=dict)

    def file(self, key: str) -> tuple:
        """A small real picture for a line of the checklist, looked at by the real inspection the first time."""
        if key not in self.files:
            portrait = key == Key.PHOTO
            picture = Image.new("RGB", (700, 900) if portrait else (1240, 1754), "white")
            ImageDraw.Draw(picture).text((60, 60), f"Made up for a demonstration: {key}", fill="black")
            content = io.BytesIO()
            picture.save(content, "JPEG", quality=70)
            content.seek(0)
            self.files[key] = inspection.examine(content, f"{key}.jpg", portrait=portrait)
        return self.files[key]


def join(played: Played, people: list, *, at: datetime) -> int:
    """People become candidates and enter pools; returns how many candidacies began."""
    on = clock.home_date(at)
    pools = {
        (pool.country_id, pool.category, pool.stream): pool.pk
        for pool in Pool.objects.filter(season=played.season, status="open")
    }
    terms = agreements.terms_in_force(on)
    enrolled = enrolment.enrol(people=people, by=None, at=at)
    entries = {}
    for profile in enrolled:
        open_to = [
            pools[key]
            for one in profiles.verdicts_of(profile, on=on, season=played.season, terms=terms)
            if one.eligible and (key := (one.country, one.category, one.stream)) in pools
        ]
        if open_to and played.dice.random() < 0.97:
            entries[profile.pk] = open_to if played.dice.random() < 0.6 else open_to[-1:]
    return entering.enter_together(entries=entries, by=None, at=at)


def some_leave(played: Played, *, at: datetime, most: int) -> None:
    """A few people leave a pool or withdraw."""
    waiting = Candidacy.objects.filter(state=CandidacyState.WAITING, profile__state="active").select_related("profile__user")
    for number, one in enumerate(waiting.order_by("?")[:most]):
        profile = Profile.objects.get(pk=one.profile_id)
        if profile.state != "active":
            continue
        if number % 3:
            candidacies.leave(profile_id=profile.pk, pool_id=one.pool_id, by=one.profile.user, at=at)
        else:
            candidacies.withdraw(profile_id=profile.pk, by=one.profile.user, at=at)


def announce_weeks(*, at: datetime) -> None:
    """What the beat does for the calendar: the weeks ahead, the plan of the next one, and why a past one had no round."""
    weeks.announce_weeks(at=at)
    while weeks.propose_next(at=at):
        pass
    while weeks.close_next(at=at):
        pass


def skip_week(played: Played, *, at: datetime) -> None:
    """Staff hold no round in the week of a moment, and say why."""
    week = _week(played, at)
    if week is not None and week.skipped_at is None and week.round is None:
        weeks.skip(
            week_id=week.pk,
            reason_en="Officers work through the applications of the rounds before; the next round is a week later.",
            reason_fr="Le personnel traite les demandes des rondes précédentes; la prochaine a lieu une semaine plus tard.",
            by=played.planner,
            at=at,
        )


def announce_final_round(played: Played, *, at: datetime) -> int:
    """The programme announces the final round of three small pools, more than two weeks ahead; returns of how many."""
    if Pool.objects.filter(season=played.season, final_round_on__isnull=False).exists():
        return 0
    waiting = pool_counts()
    small = Pool.objects.filter(season=played.season, status="open", quota__gt=0).order_by("quota", "order")
    chosen = [pool.pk for pool in small if waiting.get(pool.pk)][:3]
    on = week_rules.monday_of(clock.home_date(at)) + timedelta(days=16)
    return len(final_rounds.announce(pool_ids=chosen, on=on, by=played.programme, at=at)) if chosen else 0


def give_one_back(played: Played, *, at: datetime) -> None:
    """Somebody who was approved does not come after all, and says so."""
    approved = Application.objects.filter(state=ApplicationState.APPROVED, decision__letter_due_at=None).order_by("pk").first()
    if approved is not None:
        given_back.give_back(application_id=approved.pk, note="Made up for the demonstration.", by=played.officer, at=at)


def _week(played: Played, at: datetime) -> CalendarWeek | None:
    return CalendarWeek.objects.filter(season=played.season, monday=week_rules.week_of(at)).first()


def plan(played: Played, *, share: float, at: datetime, draw_at: datetime) -> Round | None:
    """
    One person plans a round over the pools that are due; another approves it.

    :param share: of those who wait, how many are invited; in a small season at least a dozen
    :returns: None when no pool is due
    """
    looked = due_pools.looked_at(played.season, drawn_on=clock.home_date(draw_at))
    share = min(1.0, max(share, FEWEST / max(1, sum(one.candidates for one in looked))))
    wanted = {}
    for one in looked:
        # Rounded by chance, so that small pools have their turn in some weeks and not in every one.
        number = int(one.candidates * share + played.dice.random())
        left = max(0, one.unused or 0) if one.advice.after_final else one.advice.places.left()
        if number and one.why_not is None:
            wanted[one.pool.pk] = number if left is None else min(number, left)
    if not wanted:
        return None
    week = _week(played, draw_at)
    if week is not None and week.skipped_at is not None:
        # When its plan was due nobody waited yet.
        weeks.take_up(week_id=week.pk, by=played.planner, at=at)
    planned = rounds.plan(
        season=played.season,
        freeze_at=draw_at,
        draw_at=draw_at,
        invitations=wanted,
        note="Demonstration",
        test_source=True,
        by=played.planner,
        at=at,
    )
    return rounds.approve(round_id=planned.pk, by=played.approver, at=at)


def draw(round_: Round, *, at: datetime) -> Round:
    """Take every step of an approved round."""
    for _step in range(20):
        if draws.advance(round_id=round_.pk, at=at) == RoundState.CLOSED:
            break
    drawn = Round.objects.get(pk=round_.pk)
    if drawn.state != RoundState.CLOSED:
        raise RuntimeError(f"Round {drawn.code} stopped as {drawn.state}: {drawn.last_error or 'no reason was noted'}.")
    return drawn


def answer(played: Played, *, at: datetime) -> list[Application]:
    """The invited say yes or no, or nothing; returns the applications that were opened."""
    opened = []
    asked_now = Invitation.objects.filter(state=InvitationState.ISSUED, lapses_at__gt=at, issued_at__lt=at)
    for invitation in asked_now.select_related("profile__user").order_by("pk"):
        user, luck = invitation.profile.user, played.dice.random()
        if luck < ACCEPT + DECLINE:
            invitations.open_invitation(invitation_id=invitation.pk, by=user, at=at)
        if luck < ACCEPT:
            opened.append(intake.accept_invitation(invitation_id=invitation.pk, by=user, at=at))
        elif luck < ACCEPT + DECLINE:
            invitations.decline(invitation_id=invitation.pk, by=user, at=at)
    return opened


def apply(played: Played, application: Application, *, at: datetime) -> bool:
    """One person completes, declares, pays and so sends their application; False when they do not get to it."""
    if played.dice.random() > FINISH:
        return False
    send(played, application, at=at, first_card_refused=played.dice.random() < 0.03)
    return True


def send(played: Played, application: Application, *, at: datetime, first_card_refused: bool = False) -> None:
    """Complete, declare, pay and so send an application."""
    user = application.profile.user
    fill_details(application, at=at)
    add_documents(played, application, at=at)
    submission.declare(application_id=application.pk, by=user, at=at)
    started = payments.start_payment(application_id=application.pk, back_url="http://localhost/", by=user, at=at)
    if first_card_refused:
        local.charge_card(payments.charge_of(started.payment), local.REFUSED, at=at)
        payments.settle_payment(payment_id=started.payment.pk, by=user, at=at)
        started = payments.start_payment(application_id=application.pk, back_url="http://localhost/", by=user, at=at)
    local.charge_card(payments.charge_of(started.payment), local.TAKEN, at=at)
    payments.settle_payment(payment_id=started.payment.pk, by=user, at=at)


def fill_details(application: Application, *, at: datetime) -> None:
    """The details of one application, all of them right."""
    arrival = clock.home_date(at) + timedelta(days=120)
    told = {
        "address": "12 Rue des Exemples",
        "city": "Exempleville",
        "postal_code": "00000",
        "country": application.country_id,
        "phone": "+33 1 23 45 67 89",
        "arrival_on": arrival,
        "stay_months": min(application.max_stay_months or 12, 12),
        "offer_number": f"A{application.pk % 10**7:07d}",
        "employer_name": "Example Works Ltd.",
        "offer_ends_on": arrival + timedelta(days=330),
        "job_teer": application.job_teer if application.job_teer is not None else 2,
        "biometrics_valid_until": None,
    }
    wanted = set(asked(application.pool.category))
    details.save_details(
        application_id=application.pk,
        values={name: value for name, value in told.items() if name in wanted},
        confirmed=True,
        version=application.version,
        by=application.profile.user,
        at=at,
    )


def add_documents(played: Played, application: Application, *, at: datetime) -> None:
    """A file for every line that is required."""
    for line in standing.checklist_of(Application.objects.get(pk=application.pk)):
        if line.required:
            documents.keep(
                application_id=application.pk,
                requirement=str(line.key),
                inspected=played.file(str(line.key)),
                name=f"{line.key}.jpg",
                by=application.profile.user,
                at=at,
            )


def decide(played: Played, *, at: datetime, leave_in_queue: int = 0) -> None:
    """Officers take what waits and decide it."""
    waiting = Application.objects.filter(state__in=sorted(UNDECIDED), officer=None, submitted_at__lt=at).count() - leave_in_queue
    for _case in range(max(0, waiting)):
        case = decisions.take_next(by=played.officer, at=at)
        if case is None:
            break
        if played.dice.random() < REFUSE:
            decisions.refuse(
                application_id=case.pk,
                reason_codes=["will_not_leave"],
                note="Made up for the demonstration.",
                by=played.officer,
                at=at,
            )
        else:
            decisions.approve(application_id=case.pk, by=played.officer, at=at)


def sweep(*, at: datetime) -> None:
    """What the clock does: invitations expire, applications lapse, letters are written, refunds sent."""
    while invitations.expire_next(at=at):
        pass
    while candidacies.remove_next_too_old(at=at):
        pass
    while expiry.lapse_next(at=at):
        pass
    while decisions.give_next_place(at=at):
        pass
    while decision_letters.write_next_letter(at=at):
        pass
    while refunds.send_next_refund(at=at):
        pass
