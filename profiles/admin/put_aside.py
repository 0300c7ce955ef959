"""Letters to other addresses, and about recoveries, that no mail server took."""

from typing import Any

from django.contrib import admin

from iecsite.put_aside import PutAsideAdmin
from profiles.models import OtherAddressLetter, RecoveryLetter
from profiles.operations import other_delivery, recovery_delivery
from profiles.rules.recovery import masked


@admin.register(OtherAddressLetter)
class OtherAddressLetterAdmin(PutAsideAdmin):
    outbox = other_delivery.OUTBOX
    sent_by = "profiles.tasks.deliver_to_other_addresses"
    list_select_related = ["address__user"]
    search_fields = ["address__user__email"]

    def owner_of(self, letter: OtherAddressLetter) -> Any:
        """The account that named the address."""
        return letter.address.user

    def masked_address(self, letter: OtherAddressLetter) -> str:
        """Of an address that has ended nothing is left."""
        return masked(letter.address.email)


@admin.register(RecoveryLetter)
class RecoveryLetterAdmin(PutAsideAdmin):
    outbox = recovery_delivery.OUTBOX
    sent_by = "profiles.tasks.deliver_recovery_letters"
    list_select_related = ["recovery__user"]
    search_fields = ["recovery__user__email"]

    def owner_of(self, letter: RecoveryLetter) -> Any:
        """The account that is asked for."""
        return letter.recovery.user

    def masked_address(self, letter: RecoveryLetter) -> str:
        """The one that was typed, or a former one of the account."""
        return masked(letter.address)
