"""What was sent in, paid and decided."""

from applications.models.application import Application, Decision
from applications.models.check_letter import CheckLetter
from applications.models.document import Document
from applications.models.journal import ApplicationEntry
from applications.models.money import CardCharge, Fee, Payment, PaymentLine, Refund

__all__ = [
    "Application",
    "ApplicationEntry",
    "CardCharge",
    "CheckLetter",
    "Decision",
    "Document",
    "Fee",
    "Payment",
    "PaymentLine",
    "Refund",
]
