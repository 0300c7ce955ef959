"""Letters to cashiers about money that needs a look."""

from datetime import datetime

from applications.models import Payment
from profiles.models import User
from profiles.operations.letters import Draft


def payment_put_aside(reader: User, payment: Payment, *, at: datetime) -> Draft:
    """Nothing can be learnt of a payment: whose application it is for, and what failed."""
    return Draft(
        kind="applications/payment_put_aside",
        # It may be put aside again after a cashier had it asked about once more.
        event_key=f"payment/{payment.pk}/put_aside/{at.isoformat()}/{reader.pk}",
        user_id=reader.pk,
        language=reader.language,
        context={
            "reference": payment.application.reference,
            "payment": payment.pk,
            "error": payment.last_error,
            "started_at": payment.started_at.isoformat(),
        },
    )
