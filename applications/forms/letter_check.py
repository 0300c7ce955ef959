"""The code of a letter that somebody wants to check."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SIGNS = 16


class LetterCheckForm(forms.Form):
    """Sixteen letters and digits, with or without the hyphens between them."""

    code = forms.CharField(
        label=gettext_lazy("Check code"),
        help_text=gettext_lazy("16 letters and digits at the foot of the letter, for example 7F3K-92QX-M4TB-8WJC."),
        max_length=40,
        error_messages={"required": gettext_lazy("Enter the code from the foot of the letter.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("check", _("Check this letter")))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        signs = sum(sign.isalnum() for sign in code)
        if signs != SIGNS:
            raise forms.ValidationError(
                _("A code has %(many)s letters and digits; this one has %(found)s. Compare it with the letter."),
                params={"many": SIGNS, "found": signs},
            )
        return code
