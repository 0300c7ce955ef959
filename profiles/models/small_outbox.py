"""What a row of a small outbox holds about its sending, whatever it says and to whom (`profiles.operations.one_by_one`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SmallLetter(models.Model):
    """
    A letter that is sent one by one. The row is the job: due from a moment, tried some times, then sent or put aside.

    `claimed_until` is a worker's hold on the row; `last_error` names the kind of failure alone, since what a mail server answers
    may quote the address.
    """

    due_at = models.DateTimeField(_("to be sent from"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    put_aside_at = models.DateTimeField(_("put aside at"), null=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)

    class Meta:
        abstract = True
