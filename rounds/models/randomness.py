"""Random values as they became known, the staff's sealed chain, and who is in a remedial round."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import append_only, both_or_neither
from rounds.models.round_triggers import PLANNING, never_emptied, written_in
from rounds.rules import staff_chain


class StaffChain(models.Model):
    """
    A season's sealed chain: every link hashes to the one before it; the anchor is published, the last link kept sealed.

    `known` is the link revealed last (the anchor before any was), `revealed` how many were. The anchor is public from `made_at`
    on.
    """

    season = models.ForeignKey("rounds.Season", on_delete=models.PROTECT, related_name="staff_chains", verbose_name=_("season"))
    anchor = models.CharField(_("published anchor"), max_length=64, unique=True)
    length = models.PositiveIntegerField(_("links"))
    sealed = models.TextField(editable=False)
    known = models.CharField(_("link revealed last"), max_length=64)
    revealed = models.PositiveIntegerField(_("links revealed"), default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    lost_at = models.DateTimeField(_("declared lost at"), null=True)

    class Meta:
        verbose_name = _("staff chain")
        verbose_name_plural = _("staff chains")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["season"],
                condition=Q(lost_at__isnull=True, revealed__lt=models.F("length")),
                name="staff_chain_one_in_use",
            ),
            models.CheckConstraint(condition=Q(revealed__lte=models.F("length")), name="staff_chain_long_enough"),
        ]
        triggers = [
            pgtrigger.Protect(name="staff_chain_never_deleted", operation=pgtrigger.Delete),
            never_emptied("staff_chain"),
            pgtrigger.Protect(
                name="staff_chain_lost_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lost_at__isnull=False) & pgtrigger.Q(old__lost_at__df=pgtrigger.F("new__lost_at")),
            ),
            pgtrigger.Trigger(
                name="staff_chain_only_forward",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (OLD.season_id, OLD.anchor, OLD.length, OLD.sealed, OLD.made_at)
                        IS DISTINCT FROM (NEW.season_id, NEW.anchor, NEW.length, NEW.sealed, NEW.made_at)
                        OR NEW.revealed NOT IN (OLD.revealed, OLD.revealed + 1)
                        OR (NEW.revealed = OLD.revealed AND NEW.known <> OLD.known)
                        OR (NEW.revealed > OLD.revealed AND OLD.known <>
                            encode(sha256(convert_to('IEC-DRAW/1|chain|' || NEW.known, 'UTF8')), 'hex'))
                    THEN
                        RAISE EXCEPTION 'staff chain: links are revealed one after the other, and nothing else changes';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} {self.anchor[:16]}"

    @property
    def usable_from(self) -> datetime:
        """From when on a list that is fixed may name it."""
        return staff_chain.usable_from(self.made_at)


class TicketKey(models.Model):
    """
    What a season committed itself to: the SHA-256 of the key from which its tickets are made. Written once, before its first
    list.

    The key itself is kept sealed (`SealedTicketKey`); that of a season whose key was noted by an older release is derived from
    the one secret of the site and stands nowhere.
    """

    season = models.OneToOneField("rounds.Season", on_delete=models.PROTECT, primary_key=True, related_name="ticket_key")
    sha256 = models.CharField(_("fingerprint of the ticket key"), max_length=64)
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("ticket key of a season")
        verbose_name_plural = _("ticket keys of seasons")
        triggers = append_only("ticket_key")

    def __str__(self) -> str:
        return f"{self.season_id} {self.sha256[:16]}"


class SealedTicketKey(models.Model):
    """
    The key from which a season's tickets are made, sealed; destroyed when the time to contest its decisions is over, so that
    nobody who gets at the site's secret later can work tickets out. Whose ticket one was then stands in `Ticket` alone.
    """

    season = models.OneToOneField("rounds.Season", on_delete=models.PROTECT, primary_key=True, related_name="sealed_ticket_key")
    sealed = models.TextField(editable=False, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True)

    class Meta:
        verbose_name = _("sealed ticket key of a season")
        verbose_name_plural = _("sealed ticket keys of seasons")
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed="", destroyed_at__isnull=False) | (~Q(sealed="") & Q(destroyed_at__isnull=True)),
                name="sealed_ticket_key_or_its_end",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="sealed_ticket_key_never_deleted", operation=pgtrigger.Delete),
            never_emptied("sealed_ticket_key"),
            pgtrigger.Trigger(
                name="sealed_ticket_key_only_destroyed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.destroyed_at IS NOT NULL OR NEW.destroyed_at IS NULL OR NEW.season_id <> OLD.season_id THEN
                        RAISE EXCEPTION 'sealed ticket key: it is destroyed once, and nothing else changes';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.season_id)


class RandomValue(models.Model):
    """A value that an announced source gave for a round: read from a relay, or typed by two officers. Written once."""

    round = models.ForeignKey("rounds.Round", on_delete=models.PROTECT, related_name="random_values", verbose_name=_("round"))
    line = models.CharField(_("announced source"), max_length=140)
    value = models.CharField(_("value"), max_length=200)
    relay = models.CharField(_("relay"), max_length=200, blank=True)
    evidence = models.CharField(_("where the official result stands"), max_length=300, blank=True)
    # Of a lottery's numbers: where both officers looked before they said that the beacon itself has given no value.
    looked_at = models.CharField(_("where the beacon's value was looked for"), max_length=300, blank=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("typed by")
    )
    typed_at = models.DateTimeField(_("typed at"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("typed again by")
    )
    confirmed_at = models.DateTimeField(_("typed again at"), null=True)
    known_at = models.DateTimeField(_("known at"))

    class Meta:
        verbose_name = _("random value")
        verbose_name_plural = _("random values")
        constraints = [
            models.UniqueConstraint(fields=["round", "line"], name="random_value_once"),
            both_or_neither("typed_at", "typed_by", name="random_value_typed_pair"),
            both_or_neither("confirmed_at", "confirmed_by", name="random_value_confirmed_pair"),
            models.CheckConstraint(
                condition=(Q(typed_by__isnull=True, confirmed_by__isnull=True) & ~Q(relay=""))
                | (Q(typed_by__isnull=False, confirmed_by__isnull=False) & ~Q(typed_by=models.F("confirmed_by"))),
                name="random_value_by_relay_or_two",
            ),
        ]
        triggers = [*append_only("random_value"), never_emptied("random_value")]

    def __str__(self) -> str:
        return self.line


class RemedialEntry(models.Model):
    """A candidacy that was wrongly left out of a round, and among which its remedial round draws."""

    round = models.ForeignKey("rounds.Round", on_delete=models.PROTECT, related_name="remedial_entries")
    candidacy = models.ForeignKey("rounds.Candidacy", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("entry of a remedial round")
        verbose_name_plural = _("entries of a remedial round")
        constraints = [models.UniqueConstraint(fields=["round", "candidacy"], name="remedial_entry_once")]
        triggers = [*append_only("remedial_entry"), *written_in("remedial_entry", PLANNING)]

    def __str__(self) -> str:
        return f"{self.round_id} {self.candidacy_id}"


class ReceiptWish(models.Model):
    """Somebody who wants the receipt of every round by letter."""

    profile = models.OneToOneField("profiles.Profile", on_delete=models.CASCADE, related_name="receipt_wish")
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("wish for receipts")
        verbose_name_plural = _("wishes for receipts")

    def __str__(self) -> str:
        return str(self.profile_id)
