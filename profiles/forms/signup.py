"""What a new account is asked: its address, one password, and the clocks of its deadlines."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.forms.confirm_email import may_be_sent
from profiles.forms.passwords import shown_on_request
from profiles.forms.settings import zone_choices
from profiles.queries import mail_domains


def choices() -> list[tuple[Any, Any]]:
    return [("", gettext_lazy("I will say it later: show Eastern time")), *zone_choices()]


class SignupForm(allauth_forms.SignupForm):
    """The adapter writes what it says with the account; browsers that run scripts suggest the zone of their own clock."""

    field_order = ["email", "meant", "password1", "time_zone"]

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Deadlines are shown on the clocks of this place, and in Eastern time."),
        choices=choices,
        required=False,
        widget=forms.Select(attrs={"data-here": ""}),
        error_messages={"invalid_choice": gettext_lazy("Choose a time zone from the list.")},
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if "password1" in self.fields:  # not where a passkey is made instead
            shown_on_request(self.fields["password1"])
        typed = str(self.data.get("email", "")).strip().lower()
        self._suggested = mail_domains.suggested(typed) if self.is_bound else None
        if self._suggested:
            again = _("Choose which address is yours, and type your password again.")
            if self.by_passkey:
                again = _("Choose which address is yours.")
            choices = [
                (self._suggested, _("Yes, %(address)s") % {"address": self._suggested}),
                (typed, _("No, %(address)s is right") % {"address": typed}),
            ]
            self.fields["meant"] = forms.ChoiceField(
                label=_("Did you mean %(address)s?") % {"address": self._suggested},
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": again},
            )
            self.order_fields(self.field_order)

    def clean_email(self) -> str:
        """
        The address that was meant, where the typed one looked like a slip. The same for an address that has an account and for
        one that has none.

        :raises ValidationError: also when a message about an account went to this address just now
        """
        if self._suggested and self.data.get("meant") == self._suggested:
            self.cleaned_data["email"] = self._suggested
        email = super().clean_email()
        if not may_be_sent(email):
            raise get_adapter().validation_error("code_just_sent")
        return email
