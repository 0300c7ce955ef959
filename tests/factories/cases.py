"""Cases of officers: applications that were received, taken and decided, and the staff who do it."""

import itertools
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from applications.models import Application, CardCharge, Fee, Payment, PaymentLine
from applications.operations import decisions, intake
from applications.states import ApplicationState, PaymentState
from profiles.models import AnswerChange, User
from profiles.operations import changes
from profiles.rules.sections import Section
from tests.factories import people, rounds

_numbers = itertools.count(1)
PAID = {"IEC_FEE": Decimal("184.75"), "OWP_HOLDER_FEE": Decimal("100.00"), "BIOMETRICS_FEE": Decimal("85.00")}


def officer(*, at: datetime) -> User:
    """Somebody who decides applications."""
    return people.staff("Officers", at=at)


def cashier(*, at: datetime) -> User:
    """Somebody who pays fees back."""
    return people.staff("Cashiers", at=at)


def asked_change(*, at: datetime, reason: str = "I married.", **person: Any) -> AnswerChange:
    """An invited person's wish to change their names, about which nobody has decided."""
    profile = rounds.invited("FR-WH", at=at, **person).profile
    profile.refresh_from_db()
    names = {"family_name": "Autrement", "given_names": "Dominique", "one_name_only": False}
    row = changes.change(
        profile_id=profile.pk, section=Section.NAMES, values=names, version=profile.version, reason=reason, by=profile.user, at=at
    )
    assert row is not None
    return row


def received(code: str = "FR-WH", *, at: datetime, paid: bool = True, details: dict[str, Any] | None = None, **person: Any):
    """
    An application that was sent in at `at` and paid with a card; nobody has taken it.

    :param details: columns of the application set for this test, such as `arrival_on`
    :param person: as for `people.active_profile`
    """
    invitation = rounds.invited(code, at=at - timedelta(days=2), **person)
    application = intake.accept_invitation(invitation_id=invitation.pk, by=invitation.profile.user, at=at - timedelta(days=1))
    if paid:
        _pay(application, at)
    changes = {"address": "1, rue de l'Exemple", "city": "Lyon", "postal_code": "69000", **(details or {})}
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.SUBMITTED, submitted_at=at, declared_at=at, details_confirmed_at=at, **changes
    )
    return Application.objects.select_related("profile__user", "pool__country").get(pk=application.pk)


def in_review(code: str = "FR-WH", *, by: User, at: datetime, **more: Any) -> Application:
    """The same, taken by an officer; `more` as for `received`."""
    application = received(code, at=at - timedelta(hours=1), **more)
    return decisions.take(application_id=application.pk, by=by, at=at)


def _pay(application: Application, at: datetime) -> None:
    amounts = {code: amount for code, amount in PAID.items() if application.pool.category in _fee(code).categories}
    payment = Payment.objects.create(
        application=application,
        amount=sum(amounts.values()),
        gateway="local",
        gateway_key=f"case-{next(_numbers)}",
        started_at=at,
    )
    for code, amount in amounts.items():
        PaymentLine.objects.create(payment=payment, fee=_fee(code), code=code, amount=amount)
    _charge(payment, at)
    Payment.objects.filter(pk=payment.pk).update(
        state=PaymentState.PAID, settled_at=at, card_last4="4242", session=payment.gateway_key
    )


def _charge(payment: Payment, at: datetime) -> None:
    CardCharge.objects.create(key=payment.gateway_key, amount=payment.amount, card_last4="4242", at=at)


def _fee(code: str) -> Fee:
    return Fee.objects.filter(code=code).order_by("-effective_from").first()
