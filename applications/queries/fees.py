"""What an application costs, from the dated table."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from applications.models import Application, Fee
from applications.rules import fees
from applications.rules.fees import FeeLine, FeeRow
from iecsite.kept import kept
from profiles.rules.facts import CATEGORIES


def lines_of(application: Application, *, on: date) -> tuple[FeeLine, ...]:
    """
    What the applicant pays when the application is received on an Eastern day. Two queries.

    :raises fees.NoFeeKnown: when the table does not reach that day
    """
    rows = [fee.row() for fee in Fee.objects.all()]
    return fees.fee_lines(rows, application.pool.category, on, biometrics_needed(application, on=on))


def table() -> list[FeeRow]:
    """Every dated line of the table of fees. One query at most."""
    return list(kept("fees", lambda: [fee.row() for fee in Fee.objects.all()]))


def costs(
    *, date_of_birth: date, citizenships: Iterable[str], on: date, rows: Sequence[FeeRow] | None = None
) -> dict[str, Decimal]:
    """
    What an application costs in each category in all, in dollars, for somebody who never gave biometrics. One query at most.

    :param on: the Eastern day on which it would be received
    :param rows: the table, where the caller has it for many people; None reads it
    """
    rows = table() if rows is None else rows
    biometrics = fees.biometrics_needed(date_of_birth=date_of_birth, citizenships=citizenships, last_captured_on=None, on=on)
    found = {}
    for category in CATEGORIES:
        try:
            found[category] = fees.total(fees.fee_lines(rows, category, on, biometrics))
        except fees.NoFeeKnown:
            continue
    return found


def biometrics_needed(application: Application, *, on: date) -> bool:
    """Whether the person has to give biometrics, and so to pay for them."""
    if application.biometrics_valid_until is not None and application.biometrics_valid_until >= on:
        return False
    citizenships = application.profile.citizenships.values_list("country_id", flat=True)
    return fees.biometrics_needed(
        date_of_birth=application.date_of_birth, citizenships=citizenships, last_captured_on=None, on=on
    )


def fee_ids(lines: tuple[FeeLine, ...]) -> dict[str, int]:
    """The row of the table behind each line: code -> id. One query."""
    wanted = {(str(line.code), line.effective_from) for line in lines}
    found = Fee.objects.filter(code__in=[code for code, _ in wanted]).values_list("code", "effective_from", "id")
    return {code: pk for code, since, pk in found if (code, since) in wanted}
