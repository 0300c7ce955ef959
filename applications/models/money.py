"""Fees, payments and refunds. Money is never edited: rows are added."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.rules import lifecycle
from applications.rules.attempts import MOST_ATTEMPTS
from applications.rules.fees import FeeCode, FeeRow, Payer
from applications.states import PaymentState, RefundState
from iecsite.constraints import append_only, begins_in, only_allowed_steps
from profiles.states import Category


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Fee(models.Model):
    """One amount of one fee from a day on, in CAD. The columns are those of `applications/programme/fees.csv`."""

    code = models.CharField(_("code"), max_length=40, choices=[(code.value, code.value) for code in FeeCode])
    effective_from = models.DateField(_("in force from"))
    amount = models.DecimalField(_("amount in CAD"), max_digits=8, decimal_places=2)
    amount_confirmed = models.BooleanField(_("amount confirmed"), default=True)
    start_confirmed = models.BooleanField(_("first day confirmed"), default=True)
    known_until = models.DateField(_("known until"), null=True, blank=True)
    season = models.PositiveSmallIntegerField(_("first season"), null=True, blank=True)
    categories = ArrayField(models.CharField(max_length=20, choices=Category.choices), verbose_name=_("categories"), default=list)
    payer = models.CharField(
        _("payer"),
        max_length=10,
        choices=[(Payer.APPLICANT.value, _("Applicant")), (Payer.EMPLOYER.value, _("Employer")), (Payer.NONE.value, _("Nobody"))],
    )
    name_en = models.CharField(_("name in English"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200)
    note_en = models.TextField(_("remark in English"), blank=True)
    note_fr = models.TextField(_("remark in French"), blank=True)
    source_url = models.URLField(_("source"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["code", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_from"], name="fee_once_per_day"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.effective_from}"

    def row(self) -> FeeRow:
        """What the rules of fees read."""
        return FeeRow(
            code=FeeCode(self.code),
            amount=self.amount,
            categories=frozenset(self.categories),
            payer=Payer(self.payer),
            effective_from=self.effective_from,
            amount_confirmed=self.amount_confirmed,
            start_confirmed=self.start_confirmed,
            known_until=self.known_until,
        )


# That it was asked about once more, every minute while its page is open, is no history of it.
@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["asked_at"])
class Payment(models.Model):
    """
    One attempt to pay the fees of an application. `gateway_key` is ours and goes to the provider, so that two posts of one
    attempt are one charge; `session` is the provider's own name for it.

    `asked_at` is when the sweep asked about it last; whichever was asked about longest ago comes first.
    `attempts` counts how often in a row nothing could be learnt of it; after three it waits for a cashier.
    """

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="payments")
    state = models.CharField(_("state"), max_length=10, choices=PaymentState.choices, default=PaymentState.STARTED)
    amount = models.DecimalField(_("amount in CAD"), max_digits=8, decimal_places=2)
    gateway = models.CharField(_("provider"), max_length=20)
    gateway_key = models.CharField(max_length=64, unique=True)
    session = models.CharField(max_length=120, blank=True)
    card_last4 = models.CharField(_("last digits of the card"), max_length=4, blank=True)
    failure = models.CharField(_("why it was not taken"), max_length=40, blank=True)
    started_at = models.DateTimeField(_("started at"))
    settled_at = models.DateTimeField(_("settled at"), null=True)
    asked_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    rests_until = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-id"]
        indexes = [models.Index(fields=["started_at"], condition=Q(state=PaymentState.STARTED), name="payment_unsettled")]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=[PaymentState.STARTED, PaymentState.PAID]),
                name="payment_one_per_application",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(state=PaymentState.STARTED, settled_at__isnull=True)
                | (~Q(state=PaymentState.STARTED) & Q(settled_at__isnull=False)),
                name="payment_settled_has_moment",
            ),
        ]
        triggers = [only_allowed_steps(lifecycle.PAYMENT), begins_in(lifecycle.PAYMENT)]

    def __str__(self) -> str:
        return f"{self.amount} CAD"

    def put_aside(self) -> bool:
        """Whether nothing could be learnt of it three times in a row, and a cashier must look at it."""
        return self.state == PaymentState.STARTED and self.attempts >= MOST_ATTEMPTS


class PaymentLine(models.Model):
    """One fee inside a payment, at the amount charged."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="lines")
    fee = models.ForeignKey(Fee, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    refunded = models.DecimalField(max_digits=8, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("line of a payment")
        verbose_name_plural = _("lines of a payment")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "code"], name="payment_line_once"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("amount")), name="payment_line_refund_within_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Refund(models.Model):
    """
    Money that goes back: one row for each line of a payment and outcome, so that the same is never paid back twice.

    `outcome` is the line of the refund matrix. After three attempts that failed a row stays due and waits for a cashier.
    """

    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="refunds")
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="refunds")
    outcome = models.CharField(_("because"), max_length=40)
    amount = models.DecimalField(_("amount in CAD"), max_digits=8, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=RefundState.choices, default=RefundState.DUE)
    created_at = models.DateTimeField(_("decided at"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("paid back at"), null=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=Q(state=RefundState.DUE), name="refund_due")]
        constraints = [
            models.UniqueConstraint(fields=["line", "outcome"], name="refund_once_per_line_and_outcome"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_more_than_nothing"),
        ]
        triggers = [only_allowed_steps(lifecycle.REFUND), begins_in(lifecycle.REFUND)]

    def __str__(self) -> str:
        return f"{self.amount} CAD"

    def put_aside(self) -> bool:
        """Whether three attempts to send it failed, and a cashier must look at it."""
        return self.state == RefundState.DUE and self.attempts >= MOST_ATTEMPTS


class CardCharge(models.Model):
    """What the local card page took and gave back: the trial provider's own book, apart from ours. Append-only."""

    key = models.CharField(max_length=80, unique=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    card_last4 = models.CharField(max_length=4, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("charge of the local card page")
        verbose_name_plural = _("charges of the local card page")
        triggers = append_only("card_charge")

    def __str__(self) -> str:
        return f"{self.amount} CAD"
