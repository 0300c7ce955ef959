"""Seasons, pools and the dated series of their quotas."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.states import Category
from rounds.states import PoolStatus


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Season(models.Model):
    """One yearly season. `closes_at` empty: not announced yet."""

    year = models.PositiveSmallIntegerField(_("season"), primary_key=True)
    opens_on = models.DateField(_("pools open on"))
    opens_confirmed = models.BooleanField(_("opening confirmed"), default=True)
    first_round_week = models.DateField(_("week of the first round"), null=True, blank=True)
    closes_at = models.DateTimeField(_("pools close at"), null=True, blank=True)
    closes_confirmed = models.BooleanField(_("closing confirmed"), default=False)
    # After the final round: from then on the profiles that are left are closed. Empty: not announced yet.
    profiles_end_at = models.DateTimeField(_("profiles are closed at"), null=True, blank=True)
    source_url = models.URLField(_("source"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Pool(models.Model):
    """
    One country x category x stream in one season.

    `quota` is the number in force now (null: to be announced), `unlimited` the word that some agreements use instead.
    `approved` counts letters of introduction: the gate that no approval passes when the quota is used up.
    `order` is the place in a round's processing order: co-op, young professionals, working holiday, then the code.
    """

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="pools", verbose_name=_("season"))
    code = models.CharField(_("code"), max_length=20, db_collation="C")
    country = models.ForeignKey("profiles.Country", on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    stream = models.CharField(_("stream"), max_length=20, blank=True)
    stream_name_en = models.CharField(max_length=120, blank=True)
    stream_name_fr = models.CharField(max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=15, choices=PoolStatus.choices, default=PoolStatus.OPEN)
    order = models.CharField(max_length=24, db_collation="C", editable=False)
    opens_on = models.DateField(_("opens on"))
    first_round_on = models.DateField(_("first round on"), null=True, blank=True)
    quota = models.PositiveIntegerField(_("quota"), null=True, blank=True)
    unlimited = models.BooleanField(_("unlimited"), default=False)
    approved = models.PositiveIntegerField(_("approved"), default=0)

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        ordering = ["-season_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["season", "code"], name="pool_once_per_season"),
            models.CheckConstraint(
                condition=Q(unlimited=True) | Q(approved=0) | Q(approved__lte=F("quota")),
                name="pool_approved_within_quota",
            ),
            models.CheckConstraint(condition=~(Q(unlimited=True) & Q(quota__isnull=False)), name="pool_unlimited_has_no_number"),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} {self.code}"

    def title(self, language: str | None = None) -> str:
        """Country, category and stream in words, in `en`, `fr` or the language of the page."""
        french = (language or get_language()) == "fr"
        parts = [self.country.name("fr" if french else "en"), CATEGORY_NAMES[self.category][1 if french else 0]]
        if self.stream:
            parts.append((self.stream_name_fr if french else self.stream_name_en) or self.stream)
        return " – ".join(parts)


CATEGORY_NAMES = {
    Category.COOP: ("International Co-op", "Stage coop international"),
    Category.YOUNG_PROFESSIONALS: ("Young Professionals", "Jeunes professionnels"),
    Category.WORKING_HOLIDAY: ("Working Holiday", "Vacances-travail"),
}


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class QuotaChange(models.Model):
    """One point of a pool's quota series. Neither a number nor unlimited: withdrawn, to be announced again."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="quota_changes", verbose_name=_("pool"))
    effective_on = models.DateField(_("in force from"))
    quota = models.PositiveIntegerField(_("quota"), null=True, blank=True)
    unlimited = models.BooleanField(_("unlimited"), default=False)
    confirmed = models.BooleanField(_("date confirmed"), default=True)
    reason_en = models.CharField(_("reason in English"), max_length=300, blank=True)
    reason_fr = models.CharField(_("reason in French"), max_length=300, blank=True)
    source_url = models.URLField(_("source"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("quota change")
        verbose_name_plural = _("quota changes")
        ordering = ["pool_id", "effective_on"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "effective_on"], name="quota_change_once_per_day"),
            models.CheckConstraint(
                condition=~(Q(unlimited=True) & Q(quota__isnull=False)), name="quota_change_unlimited_has_no_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.effective_on}"
