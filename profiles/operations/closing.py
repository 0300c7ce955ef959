"""Closing an account at its owner's wish: asked for, taken back within a week, or carried out."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef

from iecsite import clock
from iecsite.refusal import Refused
from profiles.models import Hold, Profile, Question, User
from profiles.operations import browsers, letters, other_addresses
from profiles.operations.accounts import record
from profiles.operations.letters import Draft
from profiles.queries import access_requests
from profiles.queries.accounts import unconfirmed_with
from profiles.rules.retention import CLOSES_AFTER
from profiles.states import LIVE, ProfileState


class CannotClose(Refused):
    """The account cannot be closed now."""


@transaction.atomic(durable=True)
def ask(*, by: User, early_disposal: bool, at: datetime) -> User:
    """
    Note that a person wants their account closed in seven days, and write them so.

    :param early_disposal: whether they agree that their file is erased before the years are over for which it would be kept
    :raises CannotClose: for staff, while a profile of theirs is in a pool, invited or an applicant's, or while they wait for an
        answer to an access request or a question
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    if user.is_staff:
        raise CannotClose(
            "A staff account is closed by whoever gives out the roles.",
            "Un compte du personnel est fermé par la personne qui attribue les rôles.",
        )
    live = Profile.objects.filter(user=user, state__in=sorted(LIVE)).first()
    if live is not None:
        raise CannotClose(*_LIVE[ProfileState(live.state)])
    if access_requests.is_open(user.pk):
        raise CannotClose(
            "You wait for an answer of the privacy office. It is read in your account: wait for it, or take your request back.",
            "Vous attendez une réponse du bureau de la protection des renseignements personnels, qui se lit dans votre compte. "
            "Attendez-la, ou retirez votre demande.",
        )
    if Question.objects.filter(person=user, answered_at=None).exists():
        raise CannotClose(
            "A question of yours waits for an answer, which is read in your account. Wait for it.",
            "Une de vos questions attend une réponse, qui se lit dans votre compte. Attendez-la.",
        )
    if user.closing_at is None:
        user.closing_at, user.early_disposal = at + CLOSES_AFTER, early_disposal
        user.save(update_fields=["closing_at", "early_disposal"])
        record(user, "account_closing", by=by, at=at, early_disposal=early_disposal)
        letters.queue_letter(
            Draft(
                kind="profiles/account_closing",
                event_key=f"account/{user.pk}/closing/{at:%Y%m%d%H%M%S}",
                user_id=user.pk,
                language=user.language,
                context={"closes_on": clock.home_date(user.closing_at).isoformat()},
            ),
            at=at,
        )
    return user


@transaction.atomic(durable=True)
def keep(*, by: User, at: datetime) -> User:
    """Take back the wish to close an account; one that nobody wanted closed stays as it is."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    stay_open(user, by=by, at=at)
    return user


@transaction.atomic(durable=True)
def close_next(*, at: datetime) -> User | None:
    """
    Close one account whose seven days are over: nobody signs in any more, and its address is free for a new account.

    Whoever began a new profile meanwhile keeps the account. One about which staff wrote down a request meanwhile waits until
    that is answered, and seven days more, since the answer is read there; one that is held waits until the hold is lifted.
    Safe to run twice, late, or in two workers.

    :returns: the account that was closed or kept, or None when there is none to do
    """
    due = User.objects.filter(
        ~Exists(access_requests.unread(at - CLOSES_AFTER).filter(person=OuterRef("pk"))),
        ~Exists(Hold.objects.filter(person=OuterRef("pk"), lifted_at__isnull=True)),
        closing_at__lte=at,
        closed_at__isnull=True,
    )
    waiting = due.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("closing_at", "pk")
    user = waiting.first()
    # What was written down while the list was read counts: now that the account is locked nothing more can come.
    while user is not None and not due.filter(pk=user.pk).exists():
        user = waiting.first()
    if user is None:
        return None
    if Profile.objects.filter(user=user, state__in=sorted(LIVE)).exists():
        stay_open(user, by=None, at=at)
        return user
    _close(user, at=at)
    return user


def stay_open(user: User, *, by: User | None, at: datetime) -> None:
    """Take back the wish to close an account inside the caller's transaction, which holds it."""
    if user.closing_at is not None and user.closed_at is None:
        user.closing_at, user.early_disposal = None, False
        user.save(update_fields=["closing_at", "early_disposal"])
        record(user, "account_kept", by=by, at=at)


def close_unconfirmed(address: str, *, but: int, at: datetime) -> None:
    """
    Close the sign-up with an address that its reader never confirmed, inside the caller's transaction, whose account gets it.

    :param but: the account that gets the address
    """
    for waiting in unconfirmed_with(address, but=but).select_for_update(of=("self",), no_key=True):
        _close(waiting, at=at)
    EmailAddress.objects.filter(email__iexact=address, verified=False).exclude(user=but).delete()


def _close(user: User, *, at: datetime) -> None:
    user.closed_at, user.is_active = at, False
    user.email = f"closed-{user.pk}@closed.invalid"
    user.set_unusable_password()
    user.save(update_fields=["closed_at", "is_active", "email", "password"])
    EmailAddress.objects.filter(user=user).delete()
    other_addresses.end_all(user, at=at)
    browsers.forget_all(user)
    record(user, "account_closed", by=None, at=at)


_LIVE = {
    ProfileState.DRAFT: (
        "Withdraw your profile first; then you can close your account.",
        "Retirez d'abord votre profil; vous pourrez ensuite fermer votre compte.",
    ),
    ProfileState.ACTIVE: (
        "Withdraw your profile first; then you can close your account.",
        "Retirez d'abord votre profil; vous pourrez ensuite fermer votre compte.",
    ),
    ProfileState.INVITED: (
        "You hold an invitation. Say no to it first; then you can close your account.",
        "Vous avez une invitation. Répondez d'abord non; vous pourrez ensuite fermer votre compte.",
    ),
    ProfileState.APPLICANT: (
        "You have an application. Withdraw it, or wait for its decision; then you can close your account.",
        "Vous avez une demande en cours. Retirez-la ou attendez la décision; vous pourrez ensuite fermer votre compte.",
    ),
}
