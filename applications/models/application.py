"""An application for a work permit, from the accepted invitation to the decision."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.rules import lifecycle
from applications.rules.attempts import MOST_ATTEMPTS
from applications.states import UNDECIDED, ApplicationState, Outcome
from iecsite.constraints import begins_in, both_or_neither, only_allowed_steps
from rounds.models.ledger_triggers import moves_the_ledger

# Where an application's invitation stands in the ledger of places.
STAGES = {
    ApplicationState.IN_PROGRESS: "accepted",
    ApplicationState.SUBMITTED: "applied",
    ApplicationState.IN_REVIEW: "applied",
    ApplicationState.AWAITING_PLACE: "awaiting",
    ApplicationState.APPROVED: "approved",
    ApplicationState.REFUSED: "refused",
    ApplicationState.WITHDRAWN: "withdrawn",
    ApplicationState.LAPSED: "lapsed",
}


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Application(models.Model):
    """
    One application. The details are a copy of the profile's when it was opened, which the person then completes and confirms.
    `due_at` is exactly 20 x 24 h after acceptance; `reference` is W and nine digits. `documents_asked_at` and `documents_due_at`
    are those of the last time that an officer asked for documents again.
    """

    reference = models.CharField(_("reference"), max_length=10, unique=True, db_collation="C")
    invitation = models.OneToOneField(
        "rounds.Invitation", on_delete=models.PROTECT, related_name="application", verbose_name=_("invitation")
    )
    profile = models.ForeignKey(
        "profiles.Profile", on_delete=models.PROTECT, related_name="applications", verbose_name=_("profile")
    )
    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="applications", verbose_name=_("pool"))
    state = models.CharField(_("state"), max_length=15, choices=ApplicationState.choices, default=ApplicationState.IN_PROGRESS)
    version = models.PositiveIntegerField(default=0, editable=False)

    family_name = models.CharField(_("family name"), max_length=120)
    given_names = models.CharField(_("given names"), max_length=120, blank=True)
    date_of_birth = models.DateField(_("date of birth"))
    passport_country = models.ForeignKey(
        "profiles.Country", on_delete=models.PROTECT, related_name="+", verbose_name=_("passport issued by")
    )
    passport_number = models.CharField(_("passport number"), max_length=20)
    passport_expires_on = models.DateField(_("passport expires on"))
    address = models.CharField(_("street and number"), max_length=200, blank=True)
    city = models.CharField(_("city or town"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    # Whether the person wrote another address here than their profile has; if not, the profile's is proposed, whatever it
    # becomes. Empty: not saved since this is noted.
    address_is_own = models.BooleanField(null=True, editable=False)
    country = models.ForeignKey(
        "profiles.Country",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country of residence"),
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    arrival_on = models.DateField(_("planned arrival in Canada"), null=True, blank=True)
    stay_months = models.PositiveSmallIntegerField(
        _("planned stay in months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(36)]
    )
    designated_setting = models.BooleanField(_("work where public health must be protected"), default=False)
    designated_country = models.BooleanField(_("half a year in a designated country within the last year"), default=False)
    max_stay_months = models.PositiveSmallIntegerField(_("longest stay in months"), null=True, blank=True)
    offer_number = models.CharField(_("offer of employment number"), max_length=8, blank=True)
    offer_passport_country = models.ForeignKey(
        "profiles.Country",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country of the passport named in the offer"),
    )
    offer_passport_number = models.CharField(_("passport number named in the offer"), max_length=20, blank=True)
    employer_name = models.CharField(_("employer or host"), max_length=120, blank=True)
    offer_ends_on = models.DateField(_("end of the offer or placement"), null=True, blank=True)
    job_teer = models.PositiveSmallIntegerField(_("TEER level of the job"), null=True, blank=True)
    biometrics_valid_until = models.DateField(_("biometrics already given, valid until"), null=True, blank=True)
    details_confirmed_at = models.DateTimeField(_("details confirmed at"), null=True, blank=True)
    declared_at = models.DateTimeField(_("declarations made at"), null=True, blank=True)

    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("to be sent before"))
    submitted_at = models.DateTimeField(_("received at"), null=True, blank=True)
    documents_asked_at = models.DateTimeField(_("documents asked for again at"), null=True, blank=True)
    documents_due_at = models.DateTimeField(_("documents to be there before"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("officer"),
    )
    proposal_note = models.TextField(_("note of the officer who proposed a refusal"), blank=True)
    proposal_reasons = models.JSONField(_("reasons of the proposed refusal"), default=list, blank=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-id"]
        permissions = [("decide_application", _("Can decide applications")), ("refund_payment", _("Can pay back fees"))]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state=ApplicationState.IN_PROGRESS), name="application_open"),
            models.Index(fields=["submitted_at", "id"], condition=Q(state__in=sorted(UNDECIDED)), name="application_queue"),
            models.Index(
                fields=["pool", "id"],
                condition=Q(state=ApplicationState.AWAITING_PLACE),
                name="application_awaiting_place",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False)
                | Q(state__in=[ApplicationState.IN_PROGRESS, ApplicationState.LAPSED, ApplicationState.WITHDRAWN]),
                name="application_submitted_has_moment",
            ),
            both_or_neither("documents_asked_at", "documents_due_at", name="application_documents_asked_and_due"),
            models.CheckConstraint(condition=Q(reference__regex=r"^W[0-9]{9}$"), name="application_reference_form"),
        ]
        triggers = [
            only_allowed_steps(lifecycle.APPLICATION),
            begins_in(lifecycle.APPLICATION),
            *moves_the_ledger("application", STAGES, comes_from="accepted"),
        ]

    def __str__(self) -> str:
        return self.reference

    def decided_as(self) -> str:
        """Its state, or that it was approved where the letter was given back since: what decides which fees may go back."""
        given_back = self.state == ApplicationState.WITHDRAWN and Decision.objects.filter(application=self).exists()
        return ApplicationState.APPROVED if given_back else self.state

    def display_name(self) -> str:
        """Given names and family name as in the passport; one name stands alone."""
        return " ".join(part for part in (self.given_names, self.family_name) if part)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(models.Model):
    """
    The decision of an application: who, when, why, and the letter that says so. What was decided is never edited.

    The row is the job of writing the letter: `letter_due_at` is when a worker may take it (null: nothing to write, or put
    aside after three attempts), and while one holds it, when another may try.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reason_codes = models.JSONField(_("reasons"), default=list)
    note = models.TextField(_("officer's note"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))
    place_taken_at = models.DateTimeField(_("place taken at"), null=True)
    given_back_at = models.DateTimeField(_("letter given back at"), null=True)
    given_back_note = models.TextField(_("who gave it back, and when"), blank=True)
    letter_valid_until = models.DateField(_("letter valid until"), null=True)
    permit_months = models.PositiveSmallIntegerField(_("months of the permit"), null=True)
    check_code = models.CharField(_("check code"), max_length=16, unique=True)
    pdf = models.FileField(_("letter"), upload_to="decisions/", null=True)
    letter_due_at = models.DateTimeField(null=True)
    pdf_attempts = models.PositiveSmallIntegerField(_("attempts to write the letter"), default=0)
    letter_error = models.CharField(_("last error"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["letter_due_at", "id"], condition=Q(letter_due_at__isnull=False), name="decision_letter_due")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.APPROVED) | (Q(place_taken_at__isnull=True) & ~Q(reason_codes=[])),
                name="decision_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(given_back_at__isnull=True) | Q(place_taken_at__isnull=False), name="decision_given_back_had_a_place"
            ),
            both_or_neither("place_taken_at", "letter_valid_until", name="decision_place_and_letter_pair"),
        ]

    def __str__(self) -> str:
        return self.outcome

    def letter_put_aside(self) -> bool:
        """Whether three attempts to write the letter failed, and staff must look at it."""
        return not self.pdf and self.letter_due_at is None and self.pdf_attempts >= MOST_ATTEMPTS
