"""What people ask about their own profile, invitation or application, and what staff answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import both_or_neither


class Question(models.Model):
    """One question of one person with its answer. Until it is answered, `answer_by` is the day that the person was told."""

    class Topic(models.TextChoices):
        PROFILE = "profile", _("My profile or my pools")
        INVITATION = "invitation", _("A round or an invitation")
        APPLICATION = "application", _("My application")
        LETTER = "letter", _("A mistake in a letter")
        MONEY = "money", _("A payment or a refund")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions", verbose_name=_("asked by")
    )
    topic = models.CharField(_("about"), max_length=12, choices=Topic.choices)
    words = models.TextField(_("question"), max_length=4000)
    asked_at = models.DateTimeField(_("asked at"))
    answer_by = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["answer_by", "id"]
        permissions = [("answer_question", _("Can answer questions of people"))]
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(answered_at__isnull=True), name="question_open"),
            models.Index(fields=["person", "-id"], name="question_of_person"),
        ]
        constraints = [both_or_neither("answered_by", "answered_at", name="question_answered_pair")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What letters and pages call it."""
        return f"Q-{self.asked_at:%Y}-{self.pk or 0:06d}"
