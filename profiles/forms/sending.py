"""The declaration with which a profile is sent."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SendForm(forms.Form):
    declared = forms.BooleanField(
        label=gettext_lazy("What I have told here is true and complete."),
        error_messages={"required": gettext_lazy("Tick the declaration to send your profile.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.add_input(Submit("send", _("Send my profile")))
