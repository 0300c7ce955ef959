"""The code by which a person shows that an address is theirs, and the address that replaces another."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy

from profiles.queries import accounts


def may_be_sent(email: str) -> bool:
    """Whether another code may go to an address now; asking does not count."""
    return consume_email_verification_rate_limit(context.request, email, dry_run=True)


class CodeField(forms.CharField):
    """Six digits from an e-mail; spaces between them do no harm."""

    def __init__(self, help_text: Any = None) -> None:
        super().__init__(
            label=gettext_lazy("Code from the e-mail"),
            help_text=help_text or gettext_lazy("Six digits."),
            max_length=20,
            error_messages={"required": gettext_lazy("Enter the six digits from our e-mail.")},
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        )


class CodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["code"] = CodeField()

    def clean_code(self) -> str:
        """
        allauth's own takes a sign-up that nobody confirmed for an account, by which anybody could keep an address from its owner.

        :raises ValidationError: for a wrong code, and for an address that another account has confirmed or signs in with
        """
        code: str = allauth_forms.BaseConfirmCodeForm.clean_code(self)
        if self.user is None:
            raise get_adapter().validation_error("incorrect_code")
        if accounts.has_another_account(self.email, but=self.user.pk):
            raise get_adapter().validation_error("email_taken")
        return code


class AddressForm(allauth_forms.AddEmailForm):
    def clean_email(self) -> str:
        """
        :raises ValidationError: also when a code went to this address just now
        """
        email = super().clean_email()
        if not may_be_sent(email):
            raise get_adapter().validation_error("code_just_sent")
        return email
