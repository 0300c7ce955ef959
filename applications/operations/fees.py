"""New amounts of fees. What was in force once stays as it was: a fee is chosen by the day of receipt, also years later."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from applications.models import ApplicationEntry, Fee, PaymentLine
from applications.models.journal import STREAM
from applications.rules import fees as rules
from iecsite import clock, dates, journal
from iecsite.journal import Act
from iecsite.refusal import Refused

if TYPE_CHECKING:
    from profiles.models import User

COLUMNS = (
    "code",
    "effective_from",
    "amount",
    "amount_confirmed",
    "start_confirmed",
    "known_until",
    "season",
    "categories",
    "payer",
    "name_en",
    "name_fr",
    "note_en",
    "note_fr",
    "source_url",
)


class CannotSetFee(Refused):
    """The table of fees cannot be changed like this."""


@transaction.atomic(durable=True)
def announce_fee(*, values: Mapping[str, Any], by: "User", at: datetime) -> Fee:
    """
    Write down an amount that a fee will have from a later day on; until then, and for what is received until then, the one
    before it holds.

    :param values: the columns of `COLUMNS`
    :raises CannotSetFee: for a day that has begun, a day from which the fee has an amount already, or an end before it
    """
    fee = Fee(**_checked(values, at=at))
    _check_free(fee)
    fee.save(force_insert=True)
    _record("fee_announced", fee, by=by, at=at)
    return fee


@transaction.atomic(durable=True)
def change_fee(*, fee_id: int, values: Mapping[str, Any], by: "User", at: datetime) -> Fee:
    """
    Change an amount that is announced and not in force yet.

    :param values: the columns of `COLUMNS`
    :raises CannotSetFee: when it is in force or was, when somebody was charged by it, or as for `announce_fee`
    :raises Fee.DoesNotExist: when there is no such amount
    """
    fee = Fee.objects.select_for_update(of=("self",), no_key=True).get(pk=fee_id)
    if rules.has_begun(fee.effective_from, on=clock.home_date(at)) or PaymentLine.objects.filter(fee=fee).exists():
        raise CannotSetFee(
            f"This amount has been in force since {dates.day(fee.effective_from, 'en')}, and people were charged by it. It stays "
            "as it is; add a new amount from a later day.",
            f"Ce montant est en vigueur depuis le {dates.day(fee.effective_from, 'fr')} et a servi à percevoir des frais. Il "
            "reste tel quel; ajoutez un nouveau montant à partir d'une date ultérieure.",
        )
    for column, value in _checked(values, at=at).items():
        setattr(fee, column, value)
    _check_free(fee)
    fee.save()
    _record("fee_changed", fee, by=by, at=at)
    return fee


def _checked(values: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    begins: date = values["effective_from"]
    if rules.has_begun(begins, on=clock.home_date(at)):
        raise CannotSetFee(
            "A new amount begins tomorrow at the earliest: what was received until today is charged by the amount in force. "
            "Choose a later day.",
            "Un nouveau montant prend effet demain au plus tôt\u00a0: ce qui a été reçu jusqu'à aujourd'hui relève du montant en "
            "vigueur. Choisissez une date ultérieure.",
        )
    if values["known_until"] is not None and values["known_until"] < begins:
        raise CannotSetFee(
            "The last day for which the amount is known lies before its first day. Correct one of them.",
            "Le dernier jour pour lequel le montant est connu précède son premier jour. Corrigez l'un des deux.",
        )
    return {column: values[column] for column in COLUMNS}


def _check_free(fee: Fee) -> None:
    """Held rows of the same fee let one change of it at a time come here."""
    same = list(Fee.objects.select_for_update(of=("self",), no_key=True).filter(code=fee.code))
    if any(one.effective_from == fee.effective_from and one.pk != fee.pk for one in same):
        raise CannotSetFee(
            f"This fee has an amount from {dates.day(fee.effective_from, 'en')} already. Change that one, or choose another day.",
            f"Ces frais ont déjà un montant à partir du {dates.day(fee.effective_from, 'fr')}. Modifiez celui-là ou choisissez "
            "une autre date.",
        )


def _record(kind: str, fee: Fee, *, by: "User", at: datetime) -> None:
    details = {"fee": fee.pk, "code": fee.code, "amount": str(fee.amount), "effective_from": fee.effective_from.isoformat()}
    journal.record(ApplicationEntry, Act(kind, details=details), stream=STREAM, by=by, at=at)
