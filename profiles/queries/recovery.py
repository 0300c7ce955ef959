"""Which account a request to recover one fits, and what stands open about an account."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from profiles.models import Profile, Recovery, User
from profiles.queries.references import accounts_with
from profiles.rules.likeness import same_name
from profiles.states import SENT, RecoveryState


def fitting(*, reference: str, family_name: str, date_of_birth: date) -> int | None:
    """
    The one open account of a person, not of the staff, that holds a number and whose profile has a name and a day of birth; None
    when there is none, or it cannot be told which.

    A profile that was sent counts before drafts, which anybody can write with any number. Of several accounts with a sent one,
    it is the one whose profile is not over, or else the one that was sent last.

    :param reference: a passport number or the number of an application, however it is spaced
    """
    accounts = User.objects.filter(
        is_staff=False, is_superuser=False, is_active=True, erased_at__isnull=True, closed_at__isnull=True
    )
    rows = Profile.objects.filter(
        user__in=accounts.filter(pk__in=accounts_with(reference)), date_of_birth=date_of_birth
    ).values_list("user_id", "family_name", "state", "sent_at")
    fits = [(user, state, sent_at) for user, name, state, sent_at in rows if name and same_name(family_name, name)]
    live = {user for user, state, _sent_at in fits if state in SENT}
    sent = [(sent_at, user) for user, _state, sent_at in fits if sent_at is not None]
    if not live and sent:
        last, _user = max(sent)
        live = {user for sent_at, user in sent if sent_at == last}
    found = live or {user for user, _state, _sent_at in fits}
    return found.pop() if len(found) == 1 else None


def latest(user_id: int) -> Recovery | None:
    """The last request for an account, whatever became of it."""
    return Recovery.objects.filter(user=user_id).order_by("-id").first()


def lost_its_second_factor(last: Recovery) -> bool:
    """Whether an account was recovered, by its last request, and has no second factor since."""
    return last.state == RecoveryState.USED and not Authenticator.objects.filter(user=last.user_id).exists()


def put_aside(to: str = "") -> Q:
    """
    Of letters about recoveries: no mail server took it. One that was stopped with its recovery is none.

    :param to: the way to the letters, such as `letters__`
    """
    return Q(**{f"{to}put_aside_at__isnull": False}) & ~Q(**{f"{to}last_error": "stopped"})


def of_link(recovery_id: int | None) -> QuerySet[Recovery]:
    """The request that a sealed link names, with its account; none for a link that is not ours."""
    return Recovery.objects.filter(pk=recovery_id).select_related("user")
