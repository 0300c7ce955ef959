"""What the person tells in an application."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from applications.models import Application
from applications.operations.held import check_not_paying, check_open, held, record
from applications.queries import applications
from applications.rules import details as rules
from applications.rules.details import DetailProblem
from applications.states import PaymentState
from iecsite import clock
from iecsite.refusal import Refused

if TYPE_CHECKING:
    from profiles.models import User


class ChangedElsewhere(Refused):
    """The details were changed since the person saw them, in another window or on another device."""

    def __init__(self) -> None:
        super().__init__(
            "You changed these answers in another window. Compare them below, then save the ones you want to keep.",
            "Vous avez modifié ces réponses dans une autre fenêtre. Comparez-les ci-dessous, puis enregistrez celles que vous "
            "voulez garder.",
        )


class CannotSave(Refused):
    """Some details are wrong; `problems` says which and why. What is only missing can be saved."""

    def __init__(self, problems: tuple[DetailProblem, ...]) -> None:
        super().__init__(
            "Some answers do not fit. What is wrong stands beside each.",
            "Certaines réponses ne conviennent pas. Le problème est indiqué à côté de chacune.",
        )
        self.problems = problems


class BiometricsPaid(Refused):
    """The biometrics fee was settled by what was told before; that answer stands."""

    def __init__(self) -> None:
        super().__init__(
            "You have paid your fees. The answer about biometrics can no longer be changed here.",
            "Vous avez payé vos frais. La réponse sur les données biométriques ne peut plus être modifiée ici.",
        )


@transaction.atomic(durable=True)
def save_details(
    *, application_id: int, values: Mapping[str, Any], confirmed: bool, version: int, by: "User", at: datetime
) -> Application:
    """
    Keep what the person told. An answer may be left out for now; declarations made before are to be made again.

    :param values: by field, those of `rules.details.asked` for the category; a country is a code, or empty
    :param confirmed: the person says that name, birth and passport are right
    :param version: the version that the person saw
    :raises CannotSave: when an answer cannot be right; says which
    :raises ChangedElsewhere: when it was changed in between
    :raises held.NotOpen: when it was sent or ended
    :raises held.TooLate: when the twenty days are over
    :raises held.PaymentUnderWay: while the end of a payment is not known
    :raises BiometricsPaid: when the answer about biometrics changes after the fees were paid
    :raises Application.DoesNotExist: when it is somebody else's
    :raises ValueError: for a field that the category does not have
    """
    application = held(application_id, by)
    check_open(application, at=at)
    check_not_paying(application)
    if unknown := set(values) - set(rules.asked(application.pool.category)):
        raise ValueError(f"This category does not ask for {sorted(unknown)}.")
    if application.version != version:
        raise ChangedElsewhere
    _check_fee_stands(application, values)
    for name, value in values.items():
        if name in rules.COUNTRIES:
            setattr(application, f"{name}_id", value or None)
        else:
            setattr(application, name, value)
    _note_whose_address(application)
    found = rules.problems(applications.details_of(application), on=clock.home_date(at))
    wrong = tuple(problem for problem in found if problem.code != "missing")
    if wrong:
        raise CannotSave(wrong)
    application.details_confirmed_at = at if confirmed else None
    application.declared_at = None
    application.version += 1
    application.save()
    record("details_saved", application, by=by, at=at, version=application.version)
    return application


def _note_whose_address(application: Application) -> None:
    """An address that the person wrote here stays; one that is the profile's follows it."""
    written = {name: getattr(application, name) for name in rules.ADDRESS[:-1]} | {"country": application.country_id or ""}
    proposed = rules.address_from(application.profile.address or {})
    application.address_is_own = bool(written["address"]) and written != proposed


def _check_fee_stands(application: Application, values: Mapping[str, Any]) -> None:
    before = application.biometrics_valid_until
    if values.get("biometrics_valid_until", before) == before:
        return
    if application.payments.filter(state=PaymentState.PAID).exists():
        raise BiometricsPaid
