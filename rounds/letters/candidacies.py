"""Letters about pools: entered, left, over the age limit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from iecsite.clock import home_date
from profiles.operations.letters import Draft
from profiles.rules.problems import Problem
from profiles.rules.remedy_sentences import with_remedy
from rounds.models import Candidacy


def in_pool(candidacies: Sequence[Candidacy], *, at: datetime, drawn_at: datetime | None = None) -> Draft:
    """
    One letter for all the pools that one act entered.

    :param drawn_at: the draw that is still to come in whose list the person stands with one of them, if any
    """
    first = candidacies[0]
    return _draft(
        "in_pool",
        first,
        "entered" if first.entered_at == at else f"entered_again_{int(at.timestamp())}",
        pools=[pool_titles(one) for one in candidacies],
        season=str(first.pool.season_id),
        entered_on=home_date(at).isoformat(),
        **({"draw_at": drawn_at.isoformat()} if drawn_at else {}),
    )


def left_pool(candidacy: Candidacy, *, remaining: int, because: Sequence[Problem] = ()) -> Draft:
    """
    The person left one pool.

    :param remaining: in how many pools they still wait
    :param because: what keeps them from it; nothing where it was their wish
    """
    assert candidacy.left_at is not None
    context = {
        **pool_titles(candidacy),
        "remaining": remaining,
        "left_on": home_date(candidacy.left_at).isoformat(),
        "reasons_en": [with_remedy(problem, "en") for problem in because],
        "reasons_fr": [with_remedy(problem, "fr") for problem in because],
    }
    return _draft("left_pool", candidacy, "left", **context)


def leave_waits(candidacy: Candidacy, *, drawn_at: datetime) -> Draft:
    """The person asked to leave a pool and stands in the list of a round that is drawn first."""
    assert candidacy.leave_asked_at is not None
    mark = f"leave_waits/{candidacy.leave_asked_at:%Y%m%d%H%M%S}"
    return _draft("leave_waits", candidacy, mark, **pool_titles(candidacy), draw_at=drawn_at.isoformat())


def too_old(candidacy: Candidacy, *, remaining: int) -> Draft:
    """
    The birthday came that ends the stay in a pool.

    :param remaining: in how many pools they still wait
    """
    assert candidacy.too_old_on is not None
    context = {**pool_titles(candidacy), "remaining": remaining, "from_on": candidacy.too_old_on.isoformat()}
    return _draft("too_old", candidacy, "too_old", **context)


def soon_too_old(candidacies: Sequence[Candidacy], *, notice: int) -> Draft:
    """
    A birthday is near that ends the stay of one person in pools.

    :param candidacies: of one person, all of which the same day ends
    :param notice: 60 or 14, the days before the birthday from which this letter is due
    """
    first = candidacies[0]
    assert first.too_old_on is not None
    day = first.too_old_on.isoformat()
    return Draft(
        kind="rounds/soon_too_old",
        event_key=f"profile/{first.profile_id}/too_old/{day}/{notice}",
        user_id=first.profile.user_id,
        profile_id=first.profile_id,
        language=first.profile.user.language,
        context={"pools": [pool_titles(one) for one in candidacies], "from_on": day},
    )


def back_in_pools(candidacies: Sequence[Candidacy], *, person: Any, drawn_at: datetime | None, at: datetime) -> Draft:
    """
    A withdrawal was taken back.

    :param candidacies: those that go on; none, when the person was in no pool or none takes them now
    :param person: the profile, with its account
    :param drawn_at: the draw that is still to come in whose list they stand, if any
    """
    return Draft(
        kind="rounds/withdrawal_taken_back",
        event_key=f"profile/{person.pk}/withdrawal_taken_back/{person.version}",
        user_id=person.user_id,
        profile_id=person.pk,
        language=person.user.language,
        context={
            "pools": [pool_titles(one) for one in candidacies],
            "back_on": home_date(at).isoformat(),
            "draw_at": drawn_at.isoformat() if drawn_at else "",
        },
    )


def pool_titles(candidacy: Candidacy) -> dict[str, str]:
    """The pool's title in both languages, with its season and code for the address of its page, as a letter's context."""
    pool = candidacy.pool
    titles = {"pool_title_en": pool.title("en"), "pool_title_fr": pool.title("fr")}
    return {**titles, "pool_season": str(pool.season_id), "pool_code": pool.code}


def _draft(kind: str, candidacy: Candidacy, event: str, **context: object) -> Draft:
    user = candidacy.profile.user
    return Draft(
        kind=f"rounds/{kind}",
        event_key=f"candidacy/{candidacy.pk}/{event}",
        user_id=user.pk,
        profile_id=candidacy.profile_id,
        language=user.language,
        context=context,
    )
