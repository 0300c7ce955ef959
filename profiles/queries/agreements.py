"""The terms of the agreements as the rules read them: one query, whatever the number of people and days."""

from datetime import date
from typing import Any

from profiles.models.agreement import Agreement
from profiles.rules import agreement_columns
from profiles.rules.in_force import DatedTerms, in_force
from profiles.rules.terms import Terms


def dated_terms() -> tuple[DatedTerms, ...]:
    """All agreement rows, past and present."""
    return tuple(
        DatedTerms(terms_of(agreement), agreement.effective_from, agreement.effective_until)
        for agreement in Agreement.objects.select_related("country")
    )


def terms_of(agreement: Agreement) -> Terms:
    """
    The terms of one row.

    Asks for the country's names: select them with the row.
    """
    values: dict[str, Any] = {field.attname: getattr(agreement, field.attname) for field in agreement._meta.concrete_fields}
    country = agreement.country
    return agreement_columns.terms(
        values | {"country_code": country.code}, country_en=country.name_en, country_fr=country.name_fr
    )


def terms_in_force(on: date) -> tuple[Terms, ...]:
    """The terms of every row in force on a day."""
    return in_force(dated_terms(), on)
