"""The link at the end of the 72 hours: sent, used once, or lapsed."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from profiles.letters.recovery import LAPSED, LINK, USED
from profiles.models import Recovery, User
from profiles.operations import browsers, closing, email_codes, other_addresses
from profiles.operations.accounts import record, verify
from profiles.operations.recovery import CannotRecover, over, write_to, write_to_account
from profiles.queries.accounts import alerted_addresses, has_another_account, is_open_to_recovery
from profiles.rules.recovery import LINK_HOLDS
from profiles.states import RecoveryState

State = RecoveryState


@transaction.atomic(durable=True)
def send_next(*, at: datetime) -> Recovery | None:
    """
    Write the link of one recovery whose 72 hours are over without a stop. Where the account was closed meanwhile, it lapses.

    Safe to run twice, late, or in two workers.

    :returns: the recovery, or None when there is none to do
    """
    found = _next(Q(state=State.ASKED, takes_effect_at__lte=at), "takes_effect_at")
    if found is None:
        return None
    if not is_open_to_recovery(found.user):
        return _lapse(found, at=at)
    found.state, found.ready_at, found.link_ends_at = State.READY, at, at + LINK_HOLDS
    found.save(update_fields=["state", "ready_at", "link_ends_at"])
    record(found.user, "recovery_link_sent", by=None, at=at, recovery=found.pk)
    write_to(found, LINK, found.email, found.language, at=at)
    return found


@transaction.atomic(durable=True)
def lapse_next(*, at: datetime) -> Recovery | None:
    """
    End one recovery whose link was not used in time. Safe to run twice, late, or in two workers.

    :returns: the recovery, or None when there is none to do
    """
    found = _next(Q(state=State.READY, link_ends_at__lte=at), "link_ends_at")
    return None if found is None else _lapse(found, at=at)


@transaction.atomic(durable=True)
def use(*, recovery_id: int, password: str, by: User | None, at: datetime) -> User:
    """
    Give an account the address at which its link arrived, and a new password. Second factors, other addresses, known browsers,
    open sessions and the wish to close it end; the addresses that the account had until now are told. A sign-up with the address
    that was never confirmed is closed.

    :param password: has passed the rules for passwords
    :raises CannotRecover: when the link was used, stopped or refused, is too old, when the account is closed, or when the address
        has an account of its own by now
    :raises Recovery.DoesNotExist: when there is none
    """
    found = Recovery.objects.select_for_update(of=("self",), no_key=True).get(pk=recovery_id)
    if found.state != State.READY:
        raise CannotRecover(*over(found.state))
    if found.link_ends_at is None or at >= found.link_ends_at:
        raise CannotRecover(*over(State.LAPSED))
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=found.user_id)
    if not is_open_to_recovery(user):
        raise CannotRecover("This account is closed.", "Ce compte est fermé.")
    if has_another_account(found.email, but=user.pk):
        raise CannotRecover(
            "This address has an account of its own by now. Close that account, or ask again with another address.",
            "Cette adresse a maintenant son propre compte. Fermez ce compte-là, ou présentez une nouvelle demande avec une autre "
            "adresse.",
        )
    known = alerted_addresses(user.pk, at=at)
    closing.close_unconfirmed(found.email, but=user.pk, at=at)
    closing.stay_open(user, by=by, at=at)
    user.email = found.email
    user.set_password(password)
    user.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=user).delete()
    verify(user)
    other_addresses.end_all(user, at=at)
    browsers.forget_all(user)
    Authenticator.objects.filter(user=user).delete()
    email_codes.forget(user)
    open_now = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=open_now.values("session_key")).delete()
    open_now.delete()
    found.state, found.ended_at, found.user = State.USED, at, user
    found.save(update_fields=["state", "ended_at"])
    record(user, "account_recovered", by=by, at=at, recovery=found.pk)
    write_to_account(found, USED, at=at)
    for address in known:
        write_to(found, USED, address, user.language, at=at)
    return user


def _next(due: Q, order: str) -> Recovery | None:
    rows = Recovery.objects.filter(due).select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("user")
    return rows.order_by(order, "pk").first()


def _lapse(found: Recovery, *, at: datetime) -> Recovery:
    found.state, found.ended_at = State.LAPSED, at
    found.save(update_fields=["state", "ended_at"])
    record(found.user, "recovery_lapsed", by=None, at=at, recovery=found.pk)
    write_to(found, LAPSED, found.email, found.language, at=at)
    return found
