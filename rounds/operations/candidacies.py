"""Candidacies: a person enters pools, leaves them, withdraws, or grows too old for one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import clock, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.operations import letters as outbox
from profiles.operations import profiles as lower
from profiles.queries import agreements, profiles
from profiles.rules import eligibility
from profiles.rules.calendar import birthday
from profiles.rules.facts import Facts
from profiles.rules.remedy_sentences import with_remedy
from profiles.rules.terms import Terms
from profiles.states import ProfileState
from rounds.letters import candidacies as letters
from rounds.letters.new_terms import terms_changed
from rounds.models import Candidacy, Pool, RoundEntry
from rounds.models.journal import STREAM
from rounds.operations import letters_of_organizations
from rounds.queries import listed, pools
from rounds.states import IN_POOL, CandidacyState, Departure

if TYPE_CHECKING:
    from profiles.models import Profile, User


class CannotEnter(Refused):
    """The person may not enter a pool now."""


class CannotLeave(Refused):
    """The person may not leave a pool, or withdraw, now."""


def enter(*, profile_id: int, pool_id: int, by: "User", at: datetime) -> Candidacy:
    """
    Put a candidate into one pool; see `enter_many`.

    :raises CannotEnter: when they may not
    """
    return enter_many(profile_id=profile_id, pool_ids=[pool_id], by=by, at=at)[0]


@transaction.atomic(durable=True)
def enter_many(*, profile_id: int, pool_ids: Iterable[int], by: "User", at: datetime) -> list[Candidacy]:
    """
    Put a candidate into pools, into all of them or none, and write them one letter.

    While a round is frozen its list stands: whoever enters then takes part from the next round on. Who stands in that list, was
    removed from the pool since, and may be in it again goes on with the candidacy that the list names, and takes part.

    :raises CannotEnter: when the profile is not a candidate's, a pool is closed, the person may not take part under its terms
        today, or is in it already
    :raises Profile.DoesNotExist: when the profile is somebody else's
    """
    profile = _held(profile_id, by)
    check_candidate(profile)
    wanted = list(Pool.objects.filter(pk__in=set(pool_ids)).select_related("country", "season").order_by("order"))
    if not wanted:
        raise CannotEnter("Choose at least one pool.", "Choisissez au moins un bassin.")
    check_open(wanted, at)
    _check_not_in(profile, wanted)
    terms = pools.terms_of_pools(wanted, at)
    facts = profiles.facts_of(profile)
    assert facts is not None, "a sent profile has told its facts"
    for pool in wanted:
        check_eligible(facts, pool, terms.get(pool.pk), on=clock.home_date(at))
    use_letter(profile, wanted, at=at)
    entered = begin(
        [
            Candidacy(profile=profile, pool=pool, entered_at=at, too_old_on=first_day_too_old(facts, terms[pool.pk]))
            for pool in wanted
        ]
    )
    record("pool_entered", entered, by=by, at=at)
    outbox.queue_letter(letters.in_pool(entered, drawn_at=listed.last_draw_of(entered), at=at), at=at)
    return entered


def begin(new: Sequence[Candidacy]) -> list[Candidacy]:
    """
    Write new candidacies inside the caller's transaction, which holds the profiles; in place of one whose person still stands in
    a fixed list with an earlier one of the same pool, that one goes on, as if it had never ended.
    """
    gone = listed.gone_from_list(new)
    fresh = iter(Candidacy.objects.bulk_create(one for one in new if (one.profile_id, one.pool_id) not in gone))
    begun = []
    for one in new:
        back = gone.get((one.profile_id, one.pool_id))
        if back is None:
            begun.append(next(fresh))
            continue
        back.profile, back.pool, back.too_old_on, back.leave_asked_at = one.profile, one.pool, one.too_old_on, None
        begun.append(back)
    resume([one for one in begun if (one.profile_id, one.pool_id) in gone])
    Candidacy.objects.bulk_update(gone.values(), ["too_old_on", "leave_asked_at"])
    return begun


@transaction.atomic(durable=True)
def leave(*, profile_id: int, pool_id: int, by: "User", at: datetime) -> Candidacy:
    """
    Take a candidate out of one pool; the others stay.

    Whoever stands with it in the list of a round that is not over leaves after the draw: a freeze fixes what a person is drawn
    from. The candidacy then waits with `leave_asked_at` set, and `leaving.leave_due` ends it.

    :returns: the candidacy, ended or waiting
    :raises CannotLeave: when they are not in it, or hold an invitation, or have an application
    :raises Profile.DoesNotExist: when the profile is somebody else's
    """
    profile = _held(profile_id, by)
    if profile.state in {ProfileState.INVITED, ProfileState.APPLICANT}:
        raise CannotLeave(*_PAUSED[ProfileState(profile.state)])
    here = list(_waiting(profile_id))
    candidacy = next((one for one in here if one.pool_id == pool_id), None)
    if candidacy is None:
        raise CannotLeave("You are not in this pool.", "Vous n'êtes pas dans ce bassin.")
    candidacy.profile = profile
    drawn_at = listed.drawn_at(candidacy.pk)
    if drawn_at is not None:
        if candidacy.leave_asked_at is None:
            candidacy.leave_asked_at = at
            candidacy.save(update_fields=["leave_asked_at"])
            record("pool_leave_asked", [candidacy], by=by, at=at)
            outbox.queue_letter(letters.leave_waits(candidacy, drawn_at=drawn_at), at=at)
        return candidacy
    _end([candidacy], CandidacyState.LEFT, Departure.LEFT, at=at)
    record("pool_left", [candidacy], by=by, at=at)
    outbox.queue_letter(letters.left_pool(candidacy, remaining=len(here) - 1), at=at)
    return candidacy


@transaction.atomic(durable=True)
def stay(*, profile_id: int, pool_id: int, by: "User", at: datetime) -> Candidacy:
    """
    Drop a person's wish to leave a pool, which waits for a draw; who never asked stays as they are.

    :raises CannotLeave: when they are no longer in it
    :raises Profile.DoesNotExist: when the profile is somebody else's
    """
    _held(profile_id, by)
    here = Candidacy.objects.filter(profile_id=profile_id, pool_id=pool_id, state__in=sorted(IN_POOL))
    candidacy = here.select_related("pool__country").first()
    if candidacy is None:
        raise CannotLeave("You are not in this pool.", "Vous n'êtes pas dans ce bassin.")
    if candidacy.leave_asked_at is not None:
        candidacy.leave_asked_at = None
        candidacy.save(update_fields=["leave_asked_at"])
        record("pool_leave_taken_back", [candidacy], by=by, at=at)
    return candidacy


@transaction.atomic(durable=True)
def withdraw(*, profile_id: int, by: "User", at: datetime) -> list[Candidacy]:
    """
    End a person's candidacy at their wish: out of every pool, the profile withdrawn, a letter that says so.

    :returns: the candidacies that ended
    :raises CannotLeave: when they hold an invitation, have an application, or withdrew already
    :raises Profile.DoesNotExist: when the profile is somebody else's
    """
    profile = _held(profile_id, by)
    if profile.state not in {ProfileState.DRAFT, ProfileState.ACTIVE}:
        raise CannotLeave(*_PAUSED.get(ProfileState(profile.state), _OVER))
    lower.withdraw(profile_id=profile_id, by=by, at=at)
    ended = leave_all(profile_id=profile_id, reason=Departure.WITHDRAWN, at=at)
    record("pool_left", ended, by=by, at=at, reason=Departure.WITHDRAWN)
    return ended


@transaction.atomic(durable=True)
def remove_next_too_old(*, at: datetime) -> Candidacy | None:
    """
    Take one person out of one pool for which they are too old from today on (Eastern), and write them why.

    Where new terms or a choice of staff lowered the limit after that birthday, they end the stay, and the letter tells their day.
    The profile stays, whatever pools are left to it. Safe to run twice, late, or in two workers: a person whom somebody else
    holds is skipped.

    :returns: the candidacy that ended, or None when there is none to end
    """
    candidacy = (
        Candidacy.objects.filter(state=CandidacyState.WAITING, too_old_on__lte=clock.home_date(at))
        .select_related("profile__user", "pool__country")
        .select_for_update(of=("self", "profile"), skip_locked=True, no_key=True)
        .order_by("too_old_on", "id")
        .first()
    )
    if candidacy is None:
        return None
    pool, on = candidacy.pool, clock.home_date(at)
    since = agreements.age_limit_since(pool.country_id, pool.category, pool.stream, on=on)
    lowered = since is not None and candidacy.too_old_on is not None and candidacy.too_old_on < since
    reason = Departure.TERMS_CHANGED if lowered else Departure.AGED_OUT
    _end([candidacy], CandidacyState.REMOVED, reason, at=at)
    record("pool_left", [candidacy], by=None, at=at, reason=reason)
    remaining = _waiting(candidacy.profile_id).count()
    if not lowered:
        outbox.queue_letter(letters.too_old(candidacy, remaining=remaining), at=at)
        return candidacy
    terms, facts = pools.terms_of_pools([pool], at).get(pool.pk), profiles.facts_of(profiles.whole().get(pk=candidacy.profile_id))
    problems = eligibility.pool_problems(facts, terms, on=on, season=pool.season_id) if facts and terms else ()
    outbox.queue_letter(terms_changed(candidacy, problems, terms=terms, remaining=remaining, since=since, at=at), at=at)
    return candidacy


def leave_all(
    *, profile_id: int, reason: Departure, at: datetime, state: CandidacyState = CandidacyState.LEFT
) -> list[Candidacy]:
    """
    End every candidacy of a person inside the caller's transaction, which holds the profile and journals the act.

    :param state: LEFT, or REMOVED where it was not their doing
    :returns: the candidacies that ended, in the order of a round
    """
    held = Candidacy.objects.filter(profile_id=profile_id, state__in=sorted(IN_POOL))
    here = list(held.select_related("pool__country").order_by("pool__order"))
    _end(here, state, reason, at=at)
    return here


def still_waiting(gone: Iterable[Candidacy]) -> Counter[int]:
    """Profile -> in how many pools its owner still waits, for those of candidacies that ended; one query."""
    waiting = Candidacy.objects.filter(profile__in={one.profile_id for one in gone}, state=CandidacyState.WAITING)
    return Counter(waiting.values_list("profile_id", flat=True))


def of_people(profile_ids: Iterable[int]) -> list[Candidacy]:
    """Every candidacy of these people, whom the caller holds, in the order of a round."""
    here = Candidacy.objects.filter(profile__in=list(profile_ids), state__in=sorted(IN_POOL))
    return list(here.order_by("pool__order", "pk"))


def end_for(
    here: Sequence[Candidacy], *, reason: Departure, at: datetime, state: CandidacyState = CandidacyState.REMOVED
) -> None:
    """
    Take candidacies that the caller holds out of their pools, inside the caller's transaction.

    :param state: REMOVED, or LEFT where it was the people's wish
    """
    _end(here, state, reason, at=at)


def resume(here: Sequence[Candidacy]) -> None:
    """Let candidacies that ended go on, inside the caller's transaction, which holds the profile."""
    for candidacy in here:
        candidacy.state, candidacy.reason, candidacy.left_at = CandidacyState.WAITING, "", None
    Candidacy.objects.filter(pk__in=[one.pk for one in here]).update(state=CandidacyState.WAITING, reason="", left_at=None)


# What a person hears who wants to change pools while they may not.
_PAUSED = {
    ProfileState.DRAFT: (
        "Finish your profile and send it first. Then you can enter pools.",
        "Terminez d'abord votre profil et envoyez-le. Vous pourrez ensuite entrer dans des bassins.",
    ),
    ProfileState.INVITED: (
        "You hold an invitation. Your pools are paused until you answer it with yes or no.",
        "Vous avez une invitation. Vos bassins sont en pause tant que vous n'avez pas répondu oui ou non.",
    ),
    ProfileState.APPLICANT: (
        "You said yes to an invitation, so you are in no pool. Go on with your application.",
        "Vous avez dit oui à une invitation; vous n'êtes donc dans aucun bassin. Poursuivez votre demande.",
    ),
}
_OVER = (
    "This profile has ended. Start a new one to enter pools.",
    "Ce profil est terminé. Commencez-en un nouveau pour entrer dans des bassins.",
)


def _held(profile_id: int, by: "User") -> "Profile":
    """The person's profile, locked: who enters, leaves, is drawn or withdraws at once does it one after the other."""
    return profiles.whole().select_for_update(of=("self",), no_key=True).get(pk=profile_id, user=by)


def _waiting(profile_id: int):
    return Candidacy.objects.filter(profile_id=profile_id, state=CandidacyState.WAITING).select_related("pool__country")


def check_candidate(profile: "Profile") -> None:
    """:raises CannotEnter: when the profile is not a candidate's"""
    if profile.state != ProfileState.ACTIVE:
        raise CannotEnter(*_PAUSED.get(ProfileState(profile.state), _OVER))


def check_open(wanted: Iterable[Pool], at: datetime) -> None:
    """:raises CannotEnter: when one of the pools takes nobody now"""
    season = pools.open_season(at)
    for pool in wanted:
        if season is None or pool.season_id != season.pk:
            raise CannotEnter(
                f"The pools of season {pool.season_id} are closed.",
                f"Les bassins de la saison {pool.season_id} sont fermés.",
            )
        if not pools.takes_candidates(pool, at):
            raise CannotEnter(
                f"{pool.title('en')}: this pool takes no candidates now.",
                f"{pool.title('fr')} : ce bassin n'accepte pas de candidatures en ce moment.",
            )


def _check_not_in(profile: "Profile", wanted: Sequence[Pool]) -> None:
    here = Candidacy.objects.filter(profile=profile, pool__in=wanted, state__in=sorted(IN_POOL)).values_list("pool_id", flat=True)
    already = set(here)
    for pool in wanted:
        if pool.pk in already:
            raise CannotEnter(
                f"{pool.title('en')}: you are in this pool already. Nothing was changed.",
                f"{pool.title('fr')} : vous êtes déjà dans ce bassin. Rien n'a été modifié.",
            )


def check_eligible(facts: Facts, pool: Pool, terms: Terms | None, *, on: date) -> None:
    """:raises CannotEnter: when the person may not take part under a pool's terms on a day"""
    if terms is None:
        raise CannotEnter(
            f"{pool.title('en')}: there is no agreement in force today.",
            f"{pool.title('fr')} : aucun accord n'est en vigueur aujourd'hui.",
        )
    problems = eligibility.pool_problems(facts, terms, on=on, season=pool.season_id)
    if problems:
        raise CannotEnter(
            " ".join([f"{pool.title('en')}:", *(with_remedy(problem, "en") for problem in problems)]),
            " ".join([f"{pool.title('fr')} :", *(with_remedy(problem, "fr") for problem in problems)]),
        )


def use_letter(profile: "Profile", wanted: Iterable[Pool], *, at: datetime) -> None:
    """:raises CannotEnter: for the pool of a recognized organization without its letter"""
    try:
        letters_of_organizations.use(profile, wanted, at=at)
    except letters_of_organizations.NoSuchLetter as refusal:
        raise CannotEnter(refusal.en, refusal.fr) from refusal


def first_day_too_old(facts: Facts, terms: Terms) -> date | None:
    """The first day on which the age rule no longer holds: the birthday after the last year of age that is allowed."""
    return None if terms.max_age is None else birthday(facts.date_of_birth, terms.max_age + 1)


def _end(candidacies: Sequence[Candidacy], state: CandidacyState, reason: Departure, *, at: datetime) -> None:
    for candidacy in candidacies:
        candidacy.state, candidacy.reason, candidacy.left_at = state, reason, at
    Candidacy.objects.filter(pk__in=[one.pk for one in candidacies]).update(state=state, reason=reason, left_at=at)


def record(kind: str, candidacies: Iterable[Candidacy], *, by: "User | None", at: datetime, **details: str) -> None:
    """Write down inside the caller's transaction what happened to candidacies, one entry each."""
    acts = [Act(kind, {"profile_id": one.profile_id, "pool_id": one.pool_id}, details) for one in candidacies]
    journal.record_all(RoundEntry, acts, stream=STREAM, by=by, at=at)
