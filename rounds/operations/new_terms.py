"""New terms take effect: whoever may no longer take part under them leaves the pool, and is written why."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from iecsite import clock
from profiles.operations import dated_settings
from profiles.operations import letters as outbox
from profiles.operations import new_terms as lower
from profiles.operations import organizations as memoranda
from profiles.queries import agreements, organizations, profiles
from profiles.queries.new_terms import to_apply
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import RO_ONLY, Terms
from rounds.letters import new_terms as letters
from rounds.models import Candidacy, Pool, Season
from rounds.operations import candidacies, seasons
from rounds.queries import affected
from rounds.queries.pools import terms_of_pools
from rounds.rules.pools import has_a_pool, takes_candidates
from rounds.states import CandidacyState, Departure, PoolStatus

if TYPE_CHECKING:
    from iecsite.models import DatedSetting
    from profiles.models import AgreementDraft, Memorandum

# So many people in one transaction; the sweep comes again until nobody is left.
MOST = 200


@transaction.atomic(durable=True)
def apply_next(*, at: datetime) -> int | None:
    """
    Take the next people out of a pool whose terms changed so that they may no longer take part, and write each why: by a new
    version of an agreement, a new memorandum with an organization, or a choice about the gap between two stays.

    A list that is frozen stands: whoever leaves after that is passed over when invitations are issued, as with every leaving.
    Safe to run twice, late, or in two workers.

    :returns: how many left now; None when no version, memorandum or choice waits to be applied
    """
    today = clock.home_date(at)
    if draft := to_apply(today).select_for_update(of=("self",), skip_locked=True, no_key=True).first():
        return _apply(draft, at=at)
    if memorandum := organizations.to_apply(today).select_for_update(of=("self",), skip_locked=True, no_key=True).first():
        return _apply_memorandum(memorandum, at=at)
    choice = agreements.gap_to_apply(today).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    return None if choice is None else _apply_choice(choice, at=at)


def apply_in_turns(*, at: datetime, within: timedelta) -> bool:
    """
    The same of every version whose day has come, one short transaction after the other, for so long at most.

    :returns: whether none is left, with those that another worker is at
    """
    until = monotonic() + within.total_seconds()
    while apply_next(at=at) is not None:
        if monotonic() >= until:
            break
    return not are_due(at=at)


def are_due(*, at: datetime) -> bool:
    """Whether a version, a memorandum or a choice whose day has come was not applied to everybody yet."""
    today = clock.home_date(at)
    waiting = (to_apply(today), organizations.to_apply(today), agreements.gap_to_apply(today))
    return any(some.exists() for some in waiting)


def _apply(draft: "AgreementDraft", *, at: datetime) -> int:
    assert draft.version is not None, "only what was approved is applied"
    terms = agreements.with_choices(agreements.terms_of(draft.version), on=clock.home_date(at))
    if not draft.applied_through:
        _pools_follow(terms, None if draft.base is None else draft.base.status, at=at)
    people = affected.judged(terms, on=clock.home_date(at), after=draft.applied_through)
    gone, last, over = _take_out(people, terms=terms, at=at)
    lower.judged_through(draft_id=draft.pk, candidacy=last, over=over, at=at)
    return gone


def _apply_memorandum(memorandum: "Memorandum", *, at: datetime) -> int:
    theirs = affected.pools_of_organization(memorandum.organization_id, memorandum.category)
    people = affected.judged_in(terms_of_pools(theirs, at), on=clock.home_date(at), after=memorandum.applied_through)
    # One that another took the place of since is not what they are judged by.
    newest = organizations.is_newest(memorandum, clock.home_date(at))
    gone, last, over = _take_out(people, since=memorandum.effective_from if newest else None, at=at)
    memoranda.judged_through(memorandum_id=memorandum.pk, candidacy=last, over=over, at=at)
    return gone


def _apply_choice(choice: "DatedSetting", *, at: datetime) -> int:
    terms = terms_of_pools(affected.pools_with_a_gap(), at)
    on, after = clock.home_date(at), choice.applied_through
    people = affected.judged_in(terms, on=on, after=after, of=Code.DISCONTINUANCE)
    gone, last, over = _take_out(people, since=choice.effective_on, at=at)
    dated_settings.judged_through(setting_id=choice.pk, candidacy=last, over=over, at=at)
    return gone


def _take_out(
    people: Iterable[tuple[int, tuple[Problem, ...]]], *, terms: Terms | None = None, since: date | None = None, at: datetime
) -> tuple[int, int, bool]:
    """How many left, which candidacy was judged last of those that may not stay, and whether nobody is left to be judged."""
    found = dict(islice(((pk, problems) for pk, problems in people if problems), MOST))
    gone = _held(found)
    candidacies.end_for(gone, reason=Departure.TERMS_CHANGED, at=at)
    candidacies.record("pool_left", gone, by=None, at=at, reason=Departure.TERMS_CHANGED)
    left = candidacies.still_waiting(gone)
    drafts = (
        letters.terms_changed(one, found[one.pk], terms=terms, remaining=left[one.profile_id], since=since, at=at) for one in gone
    )
    outbox.queue_letters(drafts, at=at)
    return len(gone), max(found, default=0), len(found) < MOST


def _held(candidacy_ids: Collection[int]) -> list[Candidacy]:
    """
    Those of some candidacies that still wait. Their people are locked first, in the order of the profiles, as whoever leaves,
    withdraws or is invited is: nobody waits for us while we wait for them.
    """
    here = Candidacy.objects.filter(pk__in=candidacy_ids)
    people = profiles.whole().filter(pk__in=here.values("profile")).order_by("pk").values_list("pk")
    list(people.select_for_update(of=("self",), no_key=True))
    waiting = here.filter(state=CandidacyState.WAITING).select_related("profile__user", "pool__country")
    return list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _pools_follow(terms: Terms, status_before: str | None, *, at: datetime) -> None:
    """
    The pools of a row whose status changed: made where it had none, in each season that still takes profiles (their quotas are
    to be announced), open where its terms let them take candidates, and otherwise shown as taking nobody.

    A version that changes something else leaves the pools as staff have set them.

    :param status_before: of the terms that the version ends; None for first terms
    """
    if status_before == terms.status:
        return
    if status_before in (None, RO_ONLY) and has_a_pool(terms):
        seasons.load_pools([terms], seasons=Season.objects.filter(Q(closes_at=None) | Q(closes_at__gt=at)))
    if status_before is not None:
        pools = Pool.objects.filter(country=terms.country, category=terms.category, stream=terms.stream)
        pools.update(status=PoolStatus.OPEN if takes_candidates(terms) else PoolStatus.NOT_ACCEPTING)
