"""Letters about what was decided: the decision itself, a place still to come, and money on its way back."""

from collections.abc import Sequence
from decimal import Decimal

from applications.models import Application, Decision, Refund
from iecsite import money
from profiles.operations.letters import Draft


def decided(decision: Decision, *, enclosure: str) -> Draft:
    """
    The decision is made and its letter written. Which way it went stands in the letter alone, never in a subject.

    :param enclosure: where the letter is stored
    """
    return _draft("decided", decision.application, enclosure=enclosure)


def awaiting_place(application: Application) -> Draft:
    """Approved in substance, while every place of the pool is taken."""
    pool = application.pool
    return _draft("awaiting_place", application, pool_title_en=pool.title("en"), pool_title_fr=pool.title("fr"))


def refund_sent(application: Application, *, outcome: str, refunds: Sequence[Refund], card_last4: str) -> Draft:
    """All that goes back for one outcome is on its way to the card with which it was paid."""
    total = sum((refund.amount for refund in refunds), start=Decimal("0.00"))
    return _draft(
        "refund_sent",
        application,
        about=outcome,
        amount_en=money.show(total, "en", with_code=True),
        amount_fr=money.show(total, "fr", with_code=True),
        card=card_last4,
    )


def _draft(kind: str, application: Application, *, enclosure: str = "", about: str = "", **context: str) -> Draft:
    user = application.profile.user
    key = "/".join(part for part in (f"application/{application.pk}", kind, about) if part)
    return Draft(
        kind=f"applications/{kind}",
        event_key=key,
        user_id=user.pk,
        profile_id=application.profile_id,
        language=user.language,
        context={**context, "reference": application.reference},
        enclosure=enclosure,
    )
