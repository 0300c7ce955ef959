"""One of my pools: the chance, my rounds in it, what lies ahead, what would end my stay or has ended it, and the way back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from iecsite import clock, dates
from iecsite.templatetags.iec import language
from profiles.rules.remedy_sentences import with_remedy
from profiles.rules.terms import PARTNERS
from profiles.states import ProfileState
from rounds.models import Candidacy
from rounds.queries import my_pool as queries
from rounds.queries import round_told
from rounds.queries.my_pool import MyPool, WayBack
from rounds.states import IN_POOL, CandidacyState, Departure
from rounds.views import charts
from rounds.views.chances import chance_now

# Why a stay ended by what the person did or let pass; all else is a removal.
OWN_ACTS = frozenset({Departure.LEFT, Departure.WITHDRAWN, Departure.ACCEPTED, Departure.DECLINED})


@require_safe
def my_pool(request: HttpRequest, season: int, code: str) -> HttpResponse:
    """A pool that the person is in or was in; for everybody else there is no such page."""
    found = queries.my_pool(request.user.pk, season, code, at=clock.now())
    if found is None:
        raise Http404
    lines = _lines(found)
    context = {
        "mine": found,
        "pool": found.pool,
        "stay": found.stay,
        "of_organization": found.pool.country_id == PARTNERS,
        "in_pool": found.stay.state in IN_POOL,
        "may_change": found.stay.state == CandidacyState.WAITING and found.stay.profile.state == ProfileState.ACTIVE,
        "days": (clock.today() - clock.home_date(found.stay.entered_at)).days,
        "why": _why(found.stay),
        "removed": found.stay.reason not in OWN_ACTS,
        "earlier": [(one, _why(one)) for one in found.earlier],
        "lines": lines,
        "shares": _picture(found),
        "back": None if found.back is None else _back_in_words(found.back),
        **chance_now(found.lately.numbers, found.lately.alone),
    }
    return TemplateResponse(request, "rounds/my_pool.html", context)


def _why(stay: Candidacy) -> str:
    return str(Departure(stay.reason).label) if stay.reason else ""


def _lines(found: MyPool) -> list[dict[str, Any]]:
    """Every round of the pool and every one of the person's, newest first: the share invited, and what became of the person."""
    mine = {one.round.pk: one for one in found.rounds}
    told = {line.round_id: line for line in found.lately.history}
    rounds = {line.round_id: line.round for line in found.lately.history} | {pk: one.round for pk, one in mine.items()}
    standing = round_told.of_rounds([one.round for one in found.rounds], at=clock.now())
    lines = []
    for pk, round_ in sorted(rounds.items(), key=lambda one: one[1].code, reverse=True):
        line, own = told.get(pk), mine.get(pk)
        place = next((one for one in own.places if one.pool.pk == found.pool.pk), None) if own is not None else None
        lines.append(
            {
                "round": round_,
                "standing": standing.get(pk),
                "on": clock.home_date(round_.draw_at),
                "line": line,
                "share": (line.invited or 0) / line.entries if line is not None and line.entries else None,
                "own": own,
                "place": place,
            }
        )
    return lines


def _picture(found: MyPool) -> charts.Chart | None:
    """The share invited in each round; darker where the person stood in its list."""
    mine = {one.round.pk for one in found.rounds}
    lines = found.lately.history
    shares = [100 * (line.invited or 0) / line.entries if line.entries else 0 for line in lines]
    own = [share if line.round_id in mine else 0 for line, share in zip(lines, shares, strict=True)]
    return charts.bars(shares, own, [dates.day(clock.home_date(line.round.draw_at), language()) for line in lines])


def _back_in_words(back: WayBack) -> dict[str, Any]:
    """The way back: one sentence, the reasons against it with what can be done, and where to go."""
    if back.take_back_until is not None:
        return _way(
            _("You can take back the withdrawal of your profile and come back into your pools. It is possible until:"),
            "withdrawal_take_back",
            _("Take the withdrawal back"),
            until=back.take_back_until,
        )
    if back.season_over:
        return _way(
            _("The season of this pool is over. Your answers are kept. When the next season opens, you can take part again."),
            "calendar",
            _("Rounds and seasons to come"),
        )
    if back.elsewhere:
        return _way(
            _("We put your two profiles together. You take part with your other account, and go on there."),
            "find_account",
            _("Find my account"),
        )
    if back.profile is None:
        return _way(
            _("Start a new profile and send it. Your last answers are filled in. Then you can choose the pools open to you."),
            "profile",
            _("Go to my profile"),
        )
    return _with_a_profile(back, back.profile.state)


def _with_a_profile(back: WayBack, state: str) -> dict[str, Any]:
    if state == ProfileState.DRAFT:
        return _way(_("Finish your profile and send it. Then you can choose your pools."), "profile", _("Finish my profile"))
    if state == ProfileState.INVITED:
        return _way(_("You hold an invitation. Answer it first; your pools are paused until then."), "pools", _("My pools"))
    if state == ProfileState.APPLICANT:
        return _way(
            _("You said yes to an invitation. While your application goes on you are in no pool."),
            "home",
            _("Go to my application"),
        )
    if not back.terms_known:
        return _way(
            _("No terms of an agreement are in force for this pool now. When new ones come, it opens again in My pools."),
            "pools",
            _("My pools"),
        )
    if back.may_enter:
        return _way(
            _("This pool is open to you. You can enter it again, with the same chance as everybody in it."),
            "pools",
            _("Choose my pools"),
        )
    if back.problems:
        side = language()
        reasons = [with_remedy(problem, side) for problem in back.problems]
        return _way(
            _("This pool is not open to you now. Once nothing below stands in the way, you can enter it again."),
            "profile",
            _("Go to my profile"),
            reasons=reasons,
        )
    return _way(_("This pool takes no candidates now. My pools shows when it takes them again."), "pools", _("My pools"))


def _way(words: str, url: str, act: str, **more: Any) -> dict[str, Any]:
    return {"sentence": words, "url": reverse(url), "act": act, **more}
