"""What the letter of a decision says, from the case and the decision; a preview is made of the same."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from applications.models import Application
from applications.operations.decisions import permit_end
from applications.rules.permits import Limit
from applications.rules.refunds import RefundLine
from applications.rules.refusals import Reason
from applications.rules.sentences import sentence
from applications.typeset.content import Amount, GivenReason, Head, Introduction, Refusal
from iecsite import dates
from profiles.states import Category


def introduction(
    application: Application, *, permit_months: int, enter_by: date, made_at: datetime, check_code: str = ""
) -> Introduction:
    """
    The letter of introduction, in the person's language.

    Asks for the application with profile and account, pool and country of both address and pool.

    :param made_at: when the place was taken; the permit's end is judged for that day
    """
    language = application.profile.user.language
    employer = application.employer_name if application.pool.category != Category.WORKING_HOLIDAY else ""
    return Introduction(
        head=_head(application, made_at=made_at, check_code=check_code),
        date_of_birth=application.date_of_birth,
        passport_number=application.passport_number,
        category=application.pool.category,
        country=application.pool.country.name(language),
        enter_by=enter_by,
        permit_months=permit_months,
        permit_limit=_permit_limit(application, made_at, language),
        employer=employer,
    )


def refusal(
    application: Application,
    *,
    reasons: Sequence[Reason],
    refunds: Sequence[RefundLine],
    made_at: datetime,
    check_code: str = "",
) -> Refusal:
    """The refusal, in the person's language. Asks for the application as `introduction` does."""
    language = application.profile.user.language
    return Refusal(
        head=_head(application, made_at=made_at, check_code=check_code),
        category=application.pool.category,
        country=application.pool.country.name(language),
        reasons=[GivenReason(sentence(f"refusal.{reason.code}", language), reason.basis) for reason in reasons],
        refunds=[
            Amount(sentence(f"fee.{line.code}", language), line.amount, sentence(line.reason, language)) for line in refunds
        ],
    )


def _head(application: Application, *, made_at: datetime, check_code: str) -> Head:
    language = application.profile.user.language
    town = " ".join(part for part in (application.postal_code, application.city) if part)
    country = application.country.name(language) if application.country else ""
    return Head(
        language=language,
        reference=application.reference,
        made_at=made_at,
        name=application.display_name(),
        large_print=application.profile.user.large_print,
        address=[part for part in (application.address, town, country) if part],
        check_code="-".join(check_code[start : start + 4] for start in range(0, len(check_code), 4)),
        check_at=_check_at(language) if check_code else "",
    )


def _check_at(language: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse("letter_check")


def _permit_limit(application: Application, made_at: datetime, language: str) -> str:
    end = permit_end(application, at=made_at)
    if end.limit is Limit.AGREEMENT:
        return ""
    return sentence(f"permit.until.{end.limit}", language, day=dates.day(end.on, language))
