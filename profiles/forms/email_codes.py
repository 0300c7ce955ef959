"""A code by e-mail as a second factor: shown to arrive before it is on, and entered at a sign-in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import BaseConfirmCodeForm
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from django import forms
from django.utils.translation import gettext_lazy

from profiles.forms.confirm_email import CodeField
from profiles.models import User
from profiles.queries import second_factors


class ProofForm(BaseConfirmCodeForm):
    """The code shows that our mail reaches the person."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["code"] = CodeField()


class SignInCodeForm(BaseConfirmCodeForm):
    """The code of the e-mail, or one of the recovery codes of the account, which is then used up and stands in `recovery`."""

    recovery: Authenticator | None = None

    def __init__(self, *args: Any, user: User, **named: Any) -> None:
        super().__init__(*args, **named)
        self.user = user
        self.fields["code"] = CodeField(gettext_lazy("Six digits. A recovery code works too."))
        if second_factors.confirmed_address(user) is None:
            self.fields["code"].label, self.fields["code"].help_text = gettext_lazy("Recovery code"), ""
            self.fields["code"].error_messages["required"] = gettext_lazy("Enter one of your recovery codes.")

    def clean_code(self) -> str:
        """
        :raises ValidationError: when it is neither, or too many recovery codes were tried for this account, in whatever browser
        """
        code: str = self.cleaned_data["code"]
        if compare_user_code(actual=code, expected=self.expected_code):
            return code
        # Counted with the tries on allauth's own pages. Not before a right code of the e-mail, which strangers must not hold up.
        clear = check_rate_limit(self.user, "too_many_recovery_codes")
        kept = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.RECOVERY_CODES).first()
        if kept is None or not kept.wrap().validate_code(code):
            mailed = second_factors.confirmed_address(self.user) is not None
            raise get_adapter().validation_error("incorrect_code" if mailed else "incorrect_recovery_code")
        clear()
        self.recovery = kept
        return code


class RecoveryCodesForm(GenerateRecoveryCodesForm):
    """allauth's knows of no codes by e-mail, and would make no recovery codes for them."""

    def clean(self) -> dict[str, Any]:
        if second_factors.asks_codes_by_email(self.user):
            return forms.Form.clean(self) or {}
        return super().clean()
