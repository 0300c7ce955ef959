"""The profile: the facts of one person, as they told them."""

import uuid

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import begins_in, both_or_neither, only_allowed_steps
from profiles.models.country import Country
from profiles.models.organization import Organization
from profiles.rules import lifecycle
from profiles.states import (
    LIVE,
    Category,
    JobProgramme,
    PlacementProgramme,
    ProfileState,
    Removal,
    StudySector,
    TravelDocument,
)

LONGEST_SIGNATURE = 260

# What was signed is blanked when the person's facts are erased, and changed by nothing else.
SIGNATURE_STANDS = pgtrigger.Protect(
    name="signature_stands",
    operation=pgtrigger.UpdateOf("signed_name", "signed_declarations"),
    condition=pgtrigger.Condition(
        "OLD.signed_name <> '' AND NEW.signed_name <> ''"
        " AND (OLD.signed_name <> NEW.signed_name OR OLD.signed_declarations <> NEW.signed_declarations)"
    ),
)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Profile(models.Model):
    """
    One person's facts. A fact that was not told yet is null. `sent_at` is the moment at which the person declared them and
    became a candidate.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("profiles.User", on_delete=models.PROTECT, related_name="profiles", verbose_name=_("account"))
    state = models.CharField(_("state"), max_length=12, choices=ProfileState.choices, default=ProfileState.DRAFT)
    version = models.PositiveIntegerField(default=0, editable=False)

    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    given_names = models.CharField(_("given names"), max_length=120, blank=True)
    one_name_only = models.BooleanField(_("the passport shows only one name"), default=False)
    # A name at birth, of a marriage, or any other under which documents may be found.
    other_names = models.JSONField(
        _("other names used"), default=list, blank=True, db_default=Value([], output_field=models.JSONField())
    )
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    residence = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country of residence"),
    )
    # Parts by the rules of its country (`rules.addresses`), which is under "country".
    address = models.JSONField(_("home address"), default=dict, blank=True)
    # Where letters reach the person, in the same form; empty: at home.
    mailing_address = models.JSONField(
        _("mailing address"), default=dict, blank=True, db_default=Value({}, output_field=models.JSONField())
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    # What tells two accounts of one person: names and birth as digests (`rules.likeness`), by all letters and by the first names.
    identity_key = models.CharField(max_length=64, blank=True, editable=False)
    short_key = models.CharField(max_length=64, blank=True, editable=False, db_default="", default="")

    student_enrolled = models.BooleanField(_("student"), null=True, blank=True)
    student_country = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country of the school"),
    )
    student_training_centre = models.BooleanField(_("at a training centre"), default=False, db_default=False)
    # For the streams that ask for one of some sectors and take recent graduates; also of who is no longer enrolled.
    study_sector = models.CharField(
        _("sector of the studies"), max_length=20, choices=StudySector.choices, blank=True, default="", db_default=""
    )
    graduated_on = models.DateField(_("graduated on"), null=True, blank=True)
    has_job_offer = models.BooleanField(_("has a job offer"), null=True, blank=True)
    job_paid = models.BooleanField(_("the job is paid"), null=True, blank=True)
    job_self_employed = models.BooleanField(_("self-employed"), null=True, blank=True)
    job_teer = models.PositiveSmallIntegerField(
        _("TEER level of the job"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(5)]
    )
    job_post_secondary = models.BooleanField(_("post-secondary diploma"), null=True, blank=True)
    # The stream whose own conditions the person says that the offer, or the placement, meets.
    job_programme = models.CharField(
        _("programme of the offer"), max_length=20, choices=JobProgramme.choices, blank=True, default="", db_default=""
    )
    has_placement = models.BooleanField(_("has a placement"), null=True, blank=True)
    placement_required = models.BooleanField(_("the placement is required by the programme"), null=True, blank=True)
    placement_in_field = models.BooleanField(_("the placement is in the field of study"), null=True, blank=True)
    placement_paid = models.BooleanField(_("the placement is paid"), null=True, blank=True)
    placement_programme = models.CharField(
        _("programme of the placement"), max_length=20, choices=PlacementProgramme.choices, blank=True, default="", db_default=""
    )
    recognized_organization = models.BooleanField(_("letter of a recognized organization"), default=False)
    organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recognized organization"),
    )
    # Whole tables of people are also written by plain statements, which name only what they need.
    organization_letter = models.CharField(_("number of its letter"), max_length=20, blank=True, default="", db_default="")
    organization_told = models.BooleanField(_("recognized organization told"), default=False, db_default=False)
    past_participations_told = models.BooleanField(_("past participations told"), default=False)
    dependants_accompany = models.BooleanField(_("dependants come along"), null=True, blank=True)
    funds_cad = models.DecimalField(_("funds in CAD"), max_digits=10, decimal_places=2, null=True, blank=True)
    insurance_whole_stay = models.BooleanField(_("insurance for the whole stay"), null=True, blank=True)
    departure_ticket_or_funds = models.BooleanField(_("departure ticket or the money for it"), null=True, blank=True)

    created_at = models.DateTimeField(_("started at"))
    changed_at = models.DateTimeField(_("last changed at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # The name typed under the declarations, and each declaration as it was read: frozen with the sending (a trigger holds it).
    signed_name = models.CharField(_("signed with the name"), max_length=LONGEST_SIGNATURE, blank=True, db_default="", default="")
    signed_declarations = models.JSONField(
        _("declarations made"), default=list, blank=True, db_default=Value([], output_field=models.JSONField())
    )
    removal = models.CharField(_("reason of removal"), max_length=20, choices=Removal.choices, blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        indexes = [
            models.Index(fields=["date_of_birth", "id"], condition=Q(state=ProfileState.ACTIVE), name="profile_active_birth"),
            models.Index(fields=["id"], condition=~Q(state=ProfileState.ACTIVE), name="profile_not_active"),
            models.Index(fields=["family_name", "given_names"], name="profile_names"),
            models.Index(fields=["identity_key"], condition=~Q(identity_key=""), name="profile_identity"),
            models.Index(fields=["short_key"], condition=~Q(short_key=""), name="profile_short"),
            models.Index(fields=["changed_at", "id"], condition=Q(state=ProfileState.DRAFT), name="profile_draft_changed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state__in=sorted(LIVE)), name="profile_one_live_per_person"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False)
                | Q(state__in=[ProfileState.DRAFT, ProfileState.WITHDRAWN, ProfileState.REMOVED]),
                name="profile_sent_before_candidate",
            ),
            models.CheckConstraint(
                condition=Q(removal="") | Q(state=ProfileState.REMOVED), name="profile_removal_only_when_removed"
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=True) | Q(recognized_organization=True), name="profile_organization_was_told"
            ),
        ]
        triggers = [only_allowed_steps(lifecycle.PROFILE), begins_in(lifecycle.PROFILE), SIGNATURE_STANDS]

    def __str__(self) -> str:
        return self.display_name() or f"profile {self.pk}"

    def display_name(self) -> str:
        """Given names and family name as in the passport; one name stands alone."""
        return " ".join(part for part in (self.given_names, self.family_name) if part)


class Citizenship(models.Model):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="citizenships")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("citizenship"))

    class Meta:
        verbose_name = _("citizenship")
        verbose_name_plural = _("citizenships")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["profile", "country"], name="citizenship_once_per_profile")]

    def __str__(self) -> str:
        return self.country_id


ASSUMED_KINDS = models.Index(fields=["id"], condition=Q(kind_assumed=True), name="passport_kind_assumed")


class Passport(models.Model):
    """
    A passport. `number_key` is the number without spaces and marks, in capitals: what a search compares. Of each issuing country
    and kind one counts; those in whose place it came stay with a candidate, so that an officer sees them.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="passports")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by"))
    number = models.CharField(_("passport number"), max_length=20)
    number_key = models.CharField(max_length=20, db_index=True, editable=False)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"))
    # For citizens, or one for refugees or others who are not (E04).
    document = models.CharField(
        _("kind of document"),
        max_length=24,
        choices=TravelDocument.choices,
        default=TravelDocument.PASSPORT,
        db_default=TravelDocument.PASSPORT,
    )
    # Why the person says that a check digit of the machine-readable lines does not fit; empty when all do, or none were told.
    lines_reason = models.CharField(_("reason why a check digit does not fit"), max_length=200, blank=True)
    # Another one came in its place, or its owner holds it no more.
    replaced = models.BooleanField(_("replaced, or no longer held"), default=False, db_default=False)
    # A number that its owner put right: kept so that an officer sees it, and no longer held against anybody's.
    corrected = models.BooleanField(_("number put right since"), default=False, db_default=False)
    # A number of this country was put right before: another one is a question for an officer.
    slip_mended = models.BooleanField(_("a number was put right before"), default=False, db_default=False)
    # Told before the kind was asked, and taken for this one: its owner is still to be written to.
    kind_assumed = models.BooleanField(_("its kind was assumed"), default=False, db_default=False)

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passports")
        ordering = ["id"]
        indexes = [models.Index(fields=["expires_on", "profile"], name="passport_expiry"), ASSUMED_KINDS]
        constraints = [
            models.UniqueConstraint(fields=["profile", "country", "number_key"], name="passport_once_per_profile"),
            models.UniqueConstraint(
                fields=["profile", "country", "document"], condition=Q(replaced=False), name="passport_one_held_of_each_kind"
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(issued_on__lt=models.F("expires_on")),
                name="passport_issued_before_expiry",
            ),
        ]

    def __str__(self) -> str:
        marks = [_("number put right since")] if self.corrected else [_("replaced, or no longer held")] if self.replaced else []
        return " – ".join([f"{self.country_id} {self.number}", *(str(one) for one in marks)])


class Participation(models.Model):
    """An earlier participation. One whose letter was never used for a permit has no `permit_issued_on` and does not count."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="participations")
    citizenship = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("citizenship used"))
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    season = models.PositiveSmallIntegerField(_("season"))
    permit_issued_on = models.DateField(_("permit issued on"), null=True, blank=True)
    permit_expires_on = models.DateField(_("permit expired on"), null=True, blank=True)
    recognized_organization = models.BooleanField(_("through a recognized organization"), default=False)

    class Meta:
        verbose_name = _("past participation")
        verbose_name_plural = _("past participations")
        ordering = ["season", "id"]
        constraints = [both_or_neither("permit_issued_on", "permit_expires_on", name="participation_permit_pair")]

    def __str__(self) -> str:
        return f"{self.citizenship_id} {self.category} {self.season}"
