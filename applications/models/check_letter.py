"""The result of a check that somebody without an account had sent to an address."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.models.small_outbox import SmallLetter

LANGUAGES = [("en", "English"), ("fr", "Français")]


class CheckLetter(SmallLetter):
    """
    One result on its way to an address. The row is the job, and is gone once it is done or given up: nobody who asked is kept.

    `answers` are sealed; the words are made when the letter is sent and kept nowhere.
    """

    email = models.EmailField(_("to"), max_length=254)
    answers = models.TextField()
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    event_key = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("result of a check to be sent")
        verbose_name_plural = _("results of checks to be sent")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(sent_at=None, put_aside_at=None), name="check_letter_due"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
