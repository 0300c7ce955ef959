"""My pools: what a candidate is in, may enter, leave or give up altogether."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iecsite import bell, clock
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from profiles.models import Profile
from profiles.queries import duplicates as duplicate_queries
from profiles.rules.remedy_sentences import with_remedy
from profiles.states import ProfileState
from rounds.forms.pools import EnterPools
from rounds.models import Candidacy
from rounds.operations import candidacies, withdrawals
from rounds.queries import listed
from rounds.queries import withdrawals as withdrawal_queries
from rounds.queries.standing import PoolStanding, Standing, held_by, standing_of
from rounds.rules.bounds import keeps_out_of_lists
from rounds.states import IN_POOL, CandidacyState, Departure


@require_safe
def pools(request: HttpRequest) -> HttpResponse:
    """The pools that the person is in, those open to them, and why others are not."""
    standing = standing_of(request.user.pk, at=clock.now(), with_numbers=True)
    return _page(request, standing, EnterPools(rows=standing.open))


@require_http_methods(["GET", "HEAD", "POST"])
@once("pool_enter")
def pool_enter(request: HttpRequest) -> HttpResponse:
    """Enter the pools chosen; the page again, with what is wrong, when that cannot be."""
    if request.method != "POST":
        return redirect("pools")
    at = clock.now()
    standing = standing_of(request.user.pk, at=at, with_numbers=True)
    form = EnterPools(request.POST, rows=standing.open)
    if standing.profile is None or not form.is_valid():
        return _page(request, standing, form, status=422)
    try:
        entered = candidacies.enter_many(profile_id=standing.profile.pk, pool_ids=form.pool_ids(), by=request.user, at=at)
    except Refused as refusal:
        form.add_error("pools", refusal.sentence(get_language()))
        return _page(request, standing, form, status=409)
    done = ngettext("You are in %(number)d pool more.", "You are in %(number)d pools more.", len(entered))
    messages.success(request, done % {"number": len(entered)})
    return redirect("pools")


@require_http_methods(["GET", "HEAD", "POST"])
@once("pool_leave")
def pool_leave(request: HttpRequest, season: int, code: str) -> HttpResponse:
    """What leaving a pool means, and when it happens; on POST, leave it, or drop the wish to leave that waits for a draw."""
    mine = Candidacy.objects.filter(profile__user=request.user, pool__season=season, pool__code=code)
    candidacy = get_object_or_404(mine.select_related("pool__country", "profile").order_by("-id")[:1])
    if request.method == "POST":
        act = candidacies.stay if "stay" in request.POST else candidacies.leave
        try:
            now = act(profile_id=candidacy.profile_id, pool_id=candidacy.pool_id, by=request.user, at=clock.now())
        except Refused as refusal:
            return _refused(request, refusal)
        messages.success(request, _left(now) % {"pool": candidacy.pool.title()})
        return redirect("pools")
    if candidacy.state != CandidacyState.WAITING:
        messages.info(request, _("You are not waiting in this pool, so you cannot leave it."))
        return redirect("pools")
    standing = held_by(request.user.pk)
    context = {"candidacy": candidacy, "standing": standing, "drawn_at": listed.drawn_at(candidacy.pk)}
    return TemplateResponse(request, "rounds/pool_leave.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once("profile_withdraw")
def profile_withdraw(request: HttpRequest) -> HttpResponse:
    """What is lost and what is kept; on POST, withdraw."""
    at = clock.now()
    standing = held_by(request.user.pk)
    if standing.profile is None:
        return redirect("pools")
    if request.method == "POST":
        try:
            candidacies.withdraw(profile_id=standing.profile.pk, by=request.user, at=at)
        except Refused as refusal:
            return _refused(request, refusal)
        messages.success(request, _("You withdrew your profile. We kept your answers."))
        return redirect("pools")
    return TemplateResponse(request, "rounds/profile_withdraw.html", {"standing": standing})


@require_http_methods(["GET", "HEAD", "POST"])
@once("withdrawal_take_back")
def withdrawal_take_back(request: HttpRequest) -> HttpResponse:
    """What comes back when a withdrawal is taken back, and until when that may be; on POST, take it back."""
    at = clock.now()
    if request.method == "POST":
        try:
            back = withdrawals.take_back(by=request.user, at=at)
        except Refused as refusal:
            return _refused(request, refusal)
        if not back and Profile.objects.filter(user=request.user, state=ProfileState.DRAFT).exists():
            messages.success(request, _("You took back the withdrawal. Your profile is there as before. It is not sent yet."))
            return redirect("profile")
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
        messages.success(request, _("You took back the withdrawal. You are a candidate as before."))
        return redirect("pools")
    withdrawn = withdrawal_queries.to_take_back(request.user.pk, at=at, of_page=True)
    return TemplateResponse(request, "rounds/withdrawal_take_back.html", {"withdrawn": withdrawn})


def _left(candidacy: Candidacy) -> str:
    """What was done about leaving a pool, whose title goes into it."""
    if candidacy.state not in IN_POOL:
        return _("You left the pool %(pool)s.")
    if candidacy.leave_asked_at is not None:
        return _("You leave the pool %(pool)s after the draw.")
    return _("You stay in the pool %(pool)s.")


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Back to the pools with the reason why nothing was done."""
    nothing_done(request)
    messages.error(request, refusal.sentence(get_language()))
    return redirect("pools")


def _page(request: HttpRequest, standing: Standing, form: EnterPools, *, status: int = 200) -> HttpResponse:
    reasons = [(row, _reasons(row)) for row in standing.closed]
    # Whoever waits under answers that no longer fit reads why before it is too late, and whether a list leaves them out for it.
    unfit = [(row, _reasons(row), _left_out(row)) for row in standing.here if row.problems] if standing.may_change else []
    ended = [(one, Departure(one.reason).label if one.reason else "") for one in standing.ended]
    context = {"standing": standing, "form": form, "reasons": reasons, "unfit": unfit, "ended": ended}
    if standing.profile is not None:
        # Whoever is invited, or an applicant, waits for no round.
        waits = standing.profile.state == ProfileState.ACTIVE
        context["duplicate"] = duplicate_queries.holding_back(standing.profile.pk) if waits else None
    if standing.profile is None and request.user.is_authenticated:
        context["withdrawn"] = withdrawal_queries.may_be_taken_back(request.user.pk, at=clock.now())
    return TemplateResponse(request, "rounds/pools.html", context, status=status)


def _left_out(row: PoolStanding) -> bool:
    return any(keeps_out_of_lists(problem) for problem in row.problems)


def _reasons(row: PoolStanding) -> list[str]:
    """Why a pool is not open to the person, and what can be done, in the language of the page."""
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    return [with_remedy(problem, language) for problem in row.problems]
