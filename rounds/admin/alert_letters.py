"""Letters to addresses without an account that no mail server took."""

from django.contrib import admin

from iecsite.put_aside import PutAsideAdmin
from profiles.rules.recovery import masked
from rounds.models import AlertLetter
from rounds.operations import alert_delivery


@admin.register(AlertLetter)
class AlertLetterAdmin(PutAsideAdmin):
    outbox = alert_delivery.OUTBOX
    sent_by = "rounds.tasks.deliver_alerts"
    list_select_related = ["alert"]

    def masked_address(self, letter: AlertLetter) -> str:
        """Of an alert that has ended nothing is left."""
        return masked(letter.alert.email)
