"""A round: its plan, the frozen list, the draw and what was selected."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import append_only, begins_in, both_or_neither, in_both_languages, only_allowed_steps
from rounds.models.round_triggers import DRAWING, FREEZING, never_emptied, round_stands, written_in
from rounds.rules import lifecycle
from rounds.states import RoundState


class Round(models.Model):
    """
    One round. The row is the job: the state says which step comes next, `next_step_at` when; `attempts` counts starts of that
    step, and after three without an end the round is put aside for staff to look at.
    """

    season = models.ForeignKey("rounds.Season", on_delete=models.PROTECT, related_name="rounds", verbose_name=_("season"))
    code = models.CharField(_("round"), max_length=8, unique=True, db_collation="C")
    state = models.CharField(_("state"), max_length=10, choices=RoundState.choices, default=RoundState.PLANNED)
    week = models.ForeignKey(
        "rounds.CalendarWeek", null=True, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("week of the calendar")
    )
    test_source = models.BooleanField(_("local random source (for trials only)"), default=False)
    freeze_at = models.DateTimeField(_("pools are frozen at"))
    draw_at = models.DateTimeField(_("drawn at"))
    note = models.CharField(_("note for staff"), max_length=300, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("planned by")
    )
    planned_at = models.DateTimeField(_("planned at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True)
    published_at = models.DateTimeField(_("list published at"), null=True)
    seeded_at = models.DateTimeField(_("random value known at"), null=True)
    drawn_at = models.DateTimeField(_("selection made at"), null=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    issued_at = models.DateTimeField(_("invitations issued at"), null=True)
    closed_at = models.DateTimeField(_("result published at"), null=True)
    voided_at = models.DateTimeField(_("voided at"), null=True)
    void_reason_en = models.CharField(_("reason for voiding, in English"), max_length=300, blank=True)
    void_reason_fr = models.CharField(_("reason for voiding, in French"), max_length=300, blank=True)
    remedies = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="remedial_rounds",
        verbose_name=_("makes good the error of"),
        help_text=_("A remedial round draws only among people who were wrongly left out of an earlier one."),
    )
    fault_note_en = models.CharField(_("what was wrong with the earlier round, in English"), max_length=300, blank=True)
    fault_note_fr = models.CharField(_("what was wrong with the earlier round, in French"), max_length=300, blank=True)
    # What two people found out about an alarm of chance, and when the second of them agreed; published with the result.
    alarm_note_en = models.CharField(_("what was found about the alarm, in English"), max_length=500, blank=True)
    alarm_note_fr = models.CharField(_("what was found about the alarm, in French"), max_length=500, blank=True)
    alarm_settled_at = models.DateTimeField(_("alarm settled at"), null=True)
    next_step_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts at this step"), default=0)
    put_aside_at = models.DateTimeField(_("put aside at"), null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-code"]
        permissions = [("plan_round", _("Can plan a round")), ("approve_round", _("Can approve a round"))]
        indexes = [
            models.Index(
                fields=["next_step_at"],
                condition=Q(next_step_at__isnull=False, put_aside_at__isnull=True),
                name="round_due",
            )
        ]
        constraints = [
            both_or_neither("approved_at", "approved_by", name="round_approved_pair"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("planned_by")), name="round_approved_by_another"
            ),
            models.CheckConstraint(condition=Q(freeze_at__lte=models.F("draw_at")), name="round_frozen_before_draw"),
            in_both_languages("void_reason", name="round_void_reason_in_both"),
            in_both_languages("fault_note", name="round_fault_note_in_both"),
            in_both_languages("alarm_note", name="round_alarm_note_in_both"),
        ]
        triggers = [
            only_allowed_steps(lifecycle.ROUND),
            begins_in(lifecycle.ROUND),
            *round_stands(),
        ]

    def __str__(self) -> str:
        return self.code

    def void_reason(self, language: str | None = None) -> str:
        """Why it is void, in `en`, `fr` or the language of the page; empty where it is not."""
        return self._said("void_reason", language)

    def fault_note(self, language: str | None = None) -> str:
        """What was wrong with the round that this one makes good, in `en`, `fr` or the language of the page."""
        return self._said("fault_note", language)

    def alarm_note(self, language: str | None = None) -> str:
        """What was found about an alarm of chance, in `en`, `fr` or the language of the page; empty where nobody looked."""
        return self._said("alarm_note", language)

    def _said(self, name: str, language: str | None) -> str:
        words: str = getattr(self, f"{name}_fr" if (language or get_language()) == "fr" else f"{name}_en")
        return words


class RoundPool(models.Model):
    """One pool of a round: how many are to be invited (fixed at the freeze) and what came of it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="pools")
    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="round_pools", verbose_name=_("pool"))
    invite = models.PositiveIntegerField(_("invitations"))
    entries = models.PositiveIntegerField(_("entries"), null=True, editable=False)
    considered = models.PositiveIntegerField(_("considered"), null=True, editable=False)
    invited = models.PositiveIntegerField(_("invited"), null=True, editable=False)
    cutoff_key = models.CharField(_("cut-off"), max_length=64, blank=True, editable=False)
    # Of the whole pool at the draw, which the numbers of another day cannot tell.
    approved = models.PositiveIntegerField(_("letters given"), null=True, editable=False)
    awaiting = models.PositiveIntegerField(_("awaiting a place"), null=True, editable=False)

    class Meta:
        verbose_name = _("pool of a round")
        verbose_name_plural = _("pools of a round")
        ordering = ["round_id", "pool__order"]
        constraints = [models.UniqueConstraint(fields=["round", "pool"], name="round_pool_once")]
        triggers = [
            never_emptied("round_pool"),
            pgtrigger.Trigger(
                name="round_pool_frozen_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                # The freeze counts the entries before it notes its moment, in one transaction; the draw writes its numbers once.
                func="""
                    IF TG_OP <> 'INSERT' AND EXISTS
                        (SELECT 1 FROM rounds_round WHERE id = OLD.round_id AND frozen_at IS NOT NULL)
                        OR TG_OP <> 'DELETE' AND EXISTS
                        (SELECT 1 FROM rounds_round WHERE id = NEW.round_id AND frozen_at IS NOT NULL)
                    THEN
                        IF TG_OP <> 'UPDATE'
                            OR (OLD.round_id, OLD.pool_id, OLD.invite, OLD.entries)
                               IS DISTINCT FROM (NEW.round_id, NEW.pool_id, NEW.invite, NEW.entries)
                            OR (OLD.invited IS NOT NULL
                                AND (OLD.considered, OLD.invited, OLD.cutoff_key, OLD.approved, OLD.awaiting)
                                    IS DISTINCT FROM
                                    (NEW.considered, NEW.invited, NEW.cutoff_key, NEW.approved, NEW.awaiting))
                        THEN
                            RAISE EXCEPTION 'round pool: what the manifest says and the draw gave is never changed';
                        END IF;
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.pool_id}"


class Ticket(models.Model):
    """The code under which a person stands in one round's public list."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tickets")
    profile = models.ForeignKey("profiles.Profile", on_delete=models.PROTECT, related_name="tickets")
    ticket = models.CharField(_("ticket"), max_length=32, db_collation="C")

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            models.UniqueConstraint(fields=["round", "profile"], name="ticket_once_per_person"),
            models.UniqueConstraint(fields=["round", "ticket"], name="ticket_once_per_round"),
        ]
        triggers = [*append_only("ticket"), *written_in("ticket", FREEZING)]

    def __str__(self) -> str:
        return self.ticket


class DrawEntry(models.Model):
    """One line of the frozen list: a ticket in a pool, and the candidacy behind it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draw_entries")
    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="draw_entries")
    candidacy = models.ForeignKey("rounds.Candidacy", on_delete=models.PROTECT, related_name="draw_entries")
    # Its line in entries.txt, from 0: where its proof begins.
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("entry of a round")
        verbose_name_plural = _("entries of a round")
        constraints = [
            models.UniqueConstraint(fields=["round", "pool", "ticket"], name="draw_entry_once"),
            models.UniqueConstraint(fields=["round", "number"], name="draw_entry_number_once"),
        ]
        triggers = [*append_only("draw_entry"), *written_in("draw_entry", FREEZING)]

    def __str__(self) -> str:
        return f"{self.pool_id}|{self.ticket_id}"


class LeftOut(models.Model):
    """Somebody who waited in a pool of a round when its list was fixed and is not in it, and for which reason."""

    id = models.BigAutoField(primary_key=True)
    # The unique pair finds a round's rows.
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+", db_index=False)
    candidacy = models.ForeignKey("rounds.Candidacy", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=20)

    class Meta:
        verbose_name = _("person left out of a list")
        verbose_name_plural = _("people left out of a list")
        constraints = [models.UniqueConstraint(fields=["round", "candidacy"], name="left_out_once")]
        triggers = [*append_only("left_out"), *written_in("left_out", FREEZING)]

    def __str__(self) -> str:
        return f"{self.round_id} {self.candidacy_id} {self.reason}"


class Draw(models.Model):
    """The texts and fingerprints of a round. Each is written once; a second, different value is an error."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="draw")
    format = models.CharField(max_length=20)
    manifest = models.TextField()
    manifest_sha256 = models.CharField(max_length=64)
    entries_sha256 = models.CharField(max_length=64)
    merkle_root = models.CharField(max_length=64)
    # The roots of the tree's branches of 512 lines, so that one proof needs one branch and these.
    merkle_branches = models.BinaryField(default=bytes)
    completeness = models.TextField(blank=True)
    seed_input = models.TextField(blank=True)
    seed = models.CharField(max_length=64, blank=True)
    selection_sha256 = models.CharField(max_length=64, blank=True)
    result = models.TextField(blank=True)
    second_digest = models.CharField(max_length=64, blank=True)
    quality = models.TextField(blank=True)

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        triggers = [
            pgtrigger.Protect(name="draw_never_deleted", operation=pgtrigger.Delete),
            never_emptied("draw"),
            pgtrigger.Trigger(
                name="draw_written_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (OLD.format, OLD.manifest, OLD.manifest_sha256, OLD.entries_sha256, OLD.merkle_root,
                        OLD.merkle_branches, OLD.completeness)
                        IS DISTINCT FROM (NEW.format, NEW.manifest, NEW.manifest_sha256, NEW.entries_sha256, NEW.merkle_root,
                                          NEW.merkle_branches, NEW.completeness)
                        OR (OLD.seed <> '' AND (OLD.seed, OLD.seed_input) IS DISTINCT FROM (NEW.seed, NEW.seed_input))
                        OR (OLD.result <> '' AND (OLD.result, OLD.selection_sha256)
                            IS DISTINCT FROM (NEW.result, NEW.selection_sha256))
                        OR (OLD.quality <> '' AND (OLD.quality, OLD.second_digest)
                            IS DISTINCT FROM (NEW.quality, NEW.second_digest))
                    THEN
                        RAISE EXCEPTION 'draw: what was fixed is never changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.manifest_sha256


class Selection(models.Model):
    """One person drawn: place in the pool's order, ticket and number."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="selections")
    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, db_collation="C")

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        constraints = [
            models.UniqueConstraint(fields=["round", "pool", "position"], name="selection_position_once"),
            models.UniqueConstraint(fields=["round", "ticket"], name="selection_one_per_person"),
        ]
        triggers = [*append_only("selection"), *written_in("selection", DRAWING)]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.position}"
