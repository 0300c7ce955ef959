"""Recognized organizations, and what Canada agreed with each for a category."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from profiles.states import Category

CODE = r"^[A-Z][A-Z0-9]{1,7}$"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Organization(models.Model):
    """An organization in Canada whose letter of acceptance opens a way. `code` stands at the end of the codes of its pools."""

    code = models.CharField(
        _("code"),
        max_length=8,
        primary_key=True,
        db_collation="C",
        validators=[RegexValidator(CODE, _("Two to eight capital letters and figures, beginning with a letter, such as SWAP."))],
    )
    name = models.CharField(_("name"), max_length=120)
    website = models.URLField(_("website"), max_length=400, blank=True)
    recognized = models.BooleanField(_("recognized"), default=True)

    class Meta:
        verbose_name = _("recognized organization")
        verbose_name_plural = _("recognized organizations")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(code__regex=CODE), name="organization_code_form")]

    def __str__(self) -> str:
        return self.name


# How far a sweep has come is no change of what was agreed.
@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["applied_at", "applied_through"])
class Memorandum(models.Model):
    """
    What one organization may do in one category from a day on. What is empty is as for every organization.

    The one in force is the latest that has begun.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memoranda", verbose_name=_("recognized organization")
    )
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    effective_from = models.DateField(_("in force from"))
    min_age = models.PositiveSmallIntegerField(_("lowest age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("highest age"), null=True, blank=True)
    max_stay_months = models.PositiveSmallIntegerField(_("longest stay in months"), null=True, blank=True)
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("whose citizens it may nominate"), default=list, blank=True
    )
    source = models.CharField(_("source"), max_length=400)
    # When everybody who waits in its pool was judged under it, and until then through which candidacy.
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True, editable=False)
    applied_through = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("memorandum")
        verbose_name_plural = _("memoranda")
        ordering = ["organization_id", "category", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "category", "effective_from"], name="memorandum_once_per_day"),
            models.CheckConstraint(
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(min_age__lte=F("max_age")),
                name="memorandum_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.category} {self.effective_from}"
