"""Why an answer has to change about which an officer decides."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy

from profiles.rules import names


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why does it have to change?"),
        help_text=gettext_lazy("One or two sentences. An officer reads them."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a sentence why this has to change. An officer reads it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"])
        if names.hides_something(reason.replace("\r", "").replace("\n", "")):
            raise forms.ValidationError(
                gettext_lazy("This text holds characters that nobody can see. Type it by hand instead of pasting it.")
            )
        return reason
