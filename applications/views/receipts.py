"""The receipt of an application as a PDF."""

from applications.models import Application
from applications.queries import standing
from applications.rules.sentences import sentence
from applications.states import PaymentState
from applications.typeset.content import Amount, Head, Receipt, SentFile
from applications.typeset.letters import receipt_letter
from iecsite import dates


def receipt_pdf(application: Application, *, language: str) -> bytes:
    """What was received, when, and what was paid, as a tagged PDF in `en` or `fr`."""
    assert application.submitted_at is not None
    payment = application.payments.filter(state=PaymentState.PAID).prefetch_related("lines").first()
    lines = list(payment.lines.all()) if payment else []
    head = Head(
        language=language,
        reference=application.reference,
        made_at=application.submitted_at,
        name=application.display_name(),
        large_print=application.profile.user.large_print,
        address=[line for line in (application.address, f"{application.postal_code} {application.city}".strip()) if line],
    )
    content = Receipt(
        head=head,
        category=application.pool.category,
        country=application.pool.country.name(language),
        received_at=dates.moment(application.submitted_at, application.profile.user.time_zone, language),
        fees=[Amount(sentence(f"fee.{line.code}", language), line.amount) for line in lines],
        total=payment.amount if payment else 0,
        files=[
            SentFile(sentence(f"checklist.{one.requirement}", language), one.sha256)
            for one in standing.sent_documents(application)
        ],
        card=payment.card_last4 if payment else "",
    )
    return receipt_letter(content)
