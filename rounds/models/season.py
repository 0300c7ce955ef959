"""Seasons, pools and the dated series of their quotas."""

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import both_or_neither
from profiles.rules.terms import PARTNERS
from profiles.states import Category
from rounds.models.ledger_triggers import approved_agrees
from rounds.rules.weeks import monday_of
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

    @property
    def first_round_monday(self) -> date | None:
        """The Monday of the week of the first round, whichever day of it was announced; None: to be announced."""
        return None if self.first_round_week is None else monday_of(self.first_round_week)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Pool(models.Model):
    """
    One country x category x stream in one season.

    `quota` is the number in force now (null: to be announced), `unlimited` the word that some agreements use instead.
    `approved` counts letters of introduction: the gate that no approval passes when the quota is used up.
    `final_round_on` is announced at least five days ahead; empty: not announced. What is drawn after it gives remaining places.
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
    final_round_on = models.DateField(_("final round on"), null=True, blank=True)
    final_announced_at = models.DateTimeField(_("final round announced at"), null=True, blank=True, editable=False)
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
            both_or_neither("final_round_on", "final_announced_at", name="pool_final_round_pair"),
        ]
        triggers = [
            approved_agrees("pool_approved_agrees", pgtrigger.Update, pool="NEW.id", when="OLD.approved <> NEW.approved"),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} {self.code}"

    @property
    def first_round_monday(self) -> date | None:
        """The Monday of the week of the first round, whichever day of it was announced; None: to be announced."""
        return None if self.first_round_on is None else monday_of(self.first_round_on)

    def title(self, language: str | None = None) -> str:
        """Country, category and stream in words, in `en`, `fr` or the language of the page."""
        french = (language or get_language()) == "fr"
        category = CATEGORY_NAMES[self.category][1 if french else 0]
        if self.country_id == PARTNERS and self.stream:
            through = "Par l'entremise de" if french else "Through"
            return f"{through} {self.stream_name_en} – {category}"
        parts = [self.country.name("fr" if french else "en"), category]
        if self.stream:
            parts.append(self.stream_name("fr" if french else "en"))
        return " – ".join(parts)

    def stream_name(self, language: str) -> str:
        """The stream in words in `en` or `fr`; empty for the pool of everybody in its category."""
        return (self.stream_name_fr if language == "fr" else self.stream_name_en) or self.stream


_TRANSFER_BALANCES = pgtrigger.Trigger(
    # What one pool gives the other gets, of one country and season: held at the commit, when both rows are there.
    name="quota_transfer_balances",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Condition("NEW.transfer IS NOT NULL"),
    func="""
        IF (SELECT count(*) <> 2 OR sum(change.moved) <> 0 OR count(DISTINCT (pool.country_id, pool.season_id)) <> 1
              FROM rounds_quotachange AS change JOIN rounds_pool AS pool ON pool.id = change.pool_id
             WHERE change.transfer = NEW.transfer)
        THEN
            RAISE EXCEPTION 'a transfer has two pools of one country and season, and what one gives the other gets'
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'quota_transfer_balances';
        END IF;
        RETURN NULL;
    """,
)

CATEGORY_NAMES = {
    Category.COOP: ("International Co-op", "Stage coop international"),
    Category.YOUNG_PROFESSIONALS: ("Young Professionals", "Jeunes professionnels"),
    Category.WORKING_HOLIDAY: ("Working Holiday", "Vacances-travail"),
}


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class QuotaChange(models.Model):
    """
    One point of a pool's quota series. Neither a number nor unlimited: withdrawn, to be announced again.

    `transfer` is shared by the two rows of one transfer between categories of a country; `moved` is how many places this pool
    got by it (below 0: gave).
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="quota_changes", verbose_name=_("pool"))
    effective_on = models.DateField(_("in force from"))
    quota = models.PositiveIntegerField(_("quota"), null=True, blank=True)
    unlimited = models.BooleanField(_("unlimited"), default=False)
    confirmed = models.BooleanField(_("date confirmed"), default=True)
    transfer = models.UUIDField(null=True, editable=False)
    moved = models.IntegerField(_("places moved here"), null=True, editable=False)
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
            both_or_neither("transfer", "moved", name="quota_change_transfer_pair"),
            models.CheckConstraint(condition=Q(moved__isnull=True) | ~Q(moved=0), name="quota_change_moves_something"),
        ]
        triggers = [_TRANSFER_BALANCES]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.effective_on}"
