"""What a partner's citizens may do: one row for each country, category and stream, from a day on."""

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import both_or_neither
from profiles.models.country import Country
from profiles.rules.sentences import CATEGORY_NAMES
from profiles.states import Category


class AgreementStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    RO_ONLY = "ro_only", _("Only through a recognized organization")


def _number(label, **more):
    return models.PositiveSmallIntegerField(label, null=True, blank=True, **more)


def _codes(label, length: int = 2):
    return ArrayField(models.CharField(max_length=length), verbose_name=label, default=list, blank=True)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Agreement(models.Model):
    """
    The terms for one country x category x stream. The columns are those of `profiles/programme/agreements.csv`, where each is
    explained; an empty number is "not known". `effective_from` empty: since before our records, unconfirmed.
    """

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("country"))
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    stream = models.CharField(_("stream"), max_length=20, blank=True)
    stream_name_en = models.CharField(_("name of the stream in English"), max_length=120, blank=True)
    stream_name_fr = models.CharField(_("name of the stream in French"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=AgreementStatus.choices)
    min_age = _number(_("lowest age"))
    max_age = _number(_("highest age"))
    max_stay_months = _number(_("longest stay in months"))
    second_stay_months = _number(_("longest second stay in months"))
    combined_months = _number(_("months over all participations"))
    participations_allowed = _number(_("participations allowed"))
    repeat_category = models.BooleanField(_("the same category again"), null=True, blank=True)
    counts_with = _codes(_("categories that share one participation with it"), 20)
    discontinuance_months = _number(_("months between two participations"))
    residence_countries = _codes(_("residence required in"))
    residence_certificate = models.BooleanField(_("residence certificate"), default=False)
    passport_codes = _codes(_("passports accepted"))
    school_countries = _codes(_("school required in"))
    training_centre_accepted = models.BooleanField(_("training centre accepted"), default=False)
    graduates_accepted_months = _number(_("graduates accepted for, in months"))
    student_sectors = _codes(_("fields of study"), 20)
    placement_paid_required = models.BooleanField(_("the placement must be paid"), default=False)
    allowance_replaces_wage = models.BooleanField(_("an allowance replaces the wage"), default=False)
    asks_beyond_facts = models.BooleanField(_("asks for what a profile cannot show"), default=False)
    changed_on = models.DateField(_("terms changed on"), null=True, blank=True)
    earlier_stay_months = _number(_("stay in months before that"))
    earlier_participations_allowed = _number(_("participations before that"))
    legacy_effect = models.CharField(_("effect of early participations"), max_length=20, blank=True)
    legacy_before_season = _number(_("early means before season"))
    legacy_launched_on = models.DateField(_("present terms launched on"), null=True, blank=True)
    legacy_max_participations = _number(_("early participations that leave one"))
    legacy_max_months = _number(_("early months that leave one"))
    legacy_final_stay_months = _number(_("stay of the one left, in months"))
    since_season = _number(_("first season"))
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_until = models.DateField(_("in force until (not including)"), null=True, blank=True)
    as_of = models.DateField(_("source read as of"), null=True, blank=True)
    note_en = models.TextField(_("remark in English"), blank=True)
    note_fr = models.TextField(_("remark in French"), blank=True)
    source_url = models.URLField(_("source"), max_length=400)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["country_id", "category", "stream", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "category", "stream", "effective_from"],
                name="agreement_once_per_start",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(effective_from__lt=F("effective_until")),
                name="agreement_starts_before_end",
            ),
            models.CheckConstraint(
                condition=Q(note_en="", note_fr="") | (~Q(note_en="") & ~Q(note_fr="")),
                name="agreement_note_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.country_id, self.category, self.stream) if part)

    def title(self, language: str) -> str:
        """Country, category and stream in words, in `en` or `fr`; the row comes with its country."""
        return _title(self, self.stream_name_fr if language == "fr" else self.stream_name_en, language)

    def version_state(self, on: date) -> str:
        """`scheduled`, `in_force` or `ended`, as of a day; which of several in force counts is told by `rules.in_force`."""
        if self.effective_from is not None and self.effective_from > on:
            return "scheduled"
        return "ended" if self.effective_until is not None and self.effective_until <= on else "in_force"

    def stream_name(self) -> str:
        """The name of the stream in the language of the page; empty when the row is not a stream."""
        return self.stream_name_fr if get_language() == "fr" else self.stream_name_en


def _title(row: "Agreement | AgreementDraft", stream: str, language: str) -> str:
    name = f"{row.country.name(language)} – {CATEGORY_NAMES[language][row.category]}"
    return f"{name} ({stream})" if stream else name


class AgreementDraft(models.Model):
    """
    New terms that somebody wrote and another person puts in force from a day on: a version of `base` with other columns, or
    (without `base`) the first terms of a country, category and stream.

    `columns` has every column of the version, as `agreements.csv` writes its cells; `version` is the row that it became.
    """

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    stream = models.CharField(_("stream"), max_length=20, blank=True)
    base = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts", verbose_name=_("terms before")
    )
    columns = models.JSONField(_("columns"))
    effective_from = models.DateField(_("in force from"))
    reason = models.CharField(_("reason"), max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("dropped by")
    )
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)
    version = models.OneToOneField(
        Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="draft", verbose_name=_("version")
    )
    # When everybody whom the version takes out of pools was taken out; until then, up to which candidacy people were judged.
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True, editable=False)
    applied_through = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("new terms")
        verbose_name_plural = _("new terms")
        ordering = ["-id"]
        permissions = [("approve_agreement", _("Can put new terms in force"))]
        indexes = [
            models.Index(
                fields=["effective_from", "id"],
                condition=Q(version__isnull=False, applied_at__isnull=True),
                name="agreementdraft_to_apply",
            )
        ]
        constraints = [
            both_or_neither("approved_by", "approved_at", name="agreementdraft_approved_pair"),
            both_or_neither("dropped_by", "dropped_at", name="agreementdraft_dropped_pair"),
            # What was approved and then called off is no version any more.
            models.CheckConstraint(
                condition=Q(version__isnull=True) | Q(approved_at__isnull=False, dropped_at__isnull=True),
                name="agreementdraft_version_is_approved",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("written_by")), name="agreementdraft_two_people"),
        ]

    def __str__(self) -> str:
        named = " ".join(part for part in (self.country_id, self.category, self.stream) if part)
        return f"{named} {self.effective_from:%Y-%m-%d}"

    def title(self, language: str) -> str:
        """Country, category and stream in words, in `en` or `fr`; the draft comes with its country."""
        return _title(self, self.columns.get(f"stream_name_{language}", ""), language)

    @property
    def open(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.approved_at is None and self.dropped_at is None

    def state(self, on: date) -> str:
        """`draft`, `dropped`, `called_off`, or how its version stands on a day: `scheduled`, `in_force`, `ended`."""
        if self.dropped_at is not None:
            return "dropped" if self.approved_at is None else "called_off"
        return "draft" if self.version is None else self.version.version_state(on)


# What the states of a version are called where staff read them.
VERSION_STATES = {
    "draft": _("Draft"),
    "scheduled": _("Scheduled"),
    "in_force": _("In force"),
    "ended": _("Ended"),
    "dropped": _("Dropped"),
    "called_off": _("Called off"),
}
