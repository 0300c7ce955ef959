"""New passwords: typed once everywhere, with a button that shows what was typed where the browser runs scripts."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy


def shown_on_request(field: forms.Field) -> forms.Field:
    """The same field, beside which the script of the site puts a button that shows the password and hides it again."""
    field.widget.attrs |= {"data-show": gettext_lazy("Show the password"), "data-hide": gettext_lazy("Hide the password")}
    return field


class _TypedOnce:
    """Put before a form of allauth's that would ask for the same password twice."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        del self.fields["password2"]
        shown_on_request(self.fields["password1"])

    fields: dict[str, forms.Field]


class ChangeForm(_TypedOnce, allauth_forms.ChangePasswordForm):
    pass


class SetForm(_TypedOnce, allauth_forms.SetPasswordForm):
    pass


class ResetForm(_TypedOnce, allauth_forms.ResetPasswordKeyForm):
    pass
