"""What a person sent with their profile, as it stood at that moment: what the receipt of it is made from."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class SentAnswers(models.Model):
    """
    The answers of one sent profile, under the number that the receipt bears. The name and the declarations that were signed
    stand in the profile itself, and are as fixed.

    `answers`: section -> its values as `rules.kept_answers` packs them; `time_zone`: the person's, in which the receipt tells
    when. Written once and never changed; the row goes with the person's facts.
    """

    profile = models.OneToOneField(Profile, on_delete=models.PROTECT, related_name="sent_answers", verbose_name=_("profile"))
    reference = models.CharField(_("reference"), max_length=10, unique=True)
    sent_at = models.DateTimeField(_("sent at"))
    time_zone = models.CharField(_("time zone"), max_length=60)
    answers = models.JSONField(_("answers"), default=dict)

    class Meta:
        verbose_name = _("answers sent")
        verbose_name_plural = _("answers sent")
        triggers = [pgtrigger.Protect(name="sent_answers_stand", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.reference
