"""The address to which somebody wants the result of their check."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckLetterForm(forms.Form):
    """One address, typed once: who mistypes it gets no letter and types it again."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("One letter, at most three a day. We keep the address only until it is sent."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address, such as name@example.org."),
            "invalid": _("Enter your e-mail address, such as name@example.org."),
        },
    )
