"""What somebody says who looks for an account that they may have forgotten."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite.date_fields import DayField
from profiles.forms.fields import NameField
from profiles.forms.sections import BDAY


class FindForm(forms.Form):
    """Names as in a passport, and the day of birth."""

    family_name = NameField(
        label=gettext_lazy("Family name(s)"),
        help_text=gettext_lazy("As in your passport. If it shows only one name, write it here."),
        complete="family-name",
        error_messages={"required": gettext_lazy("Enter your family name as it is printed in your passport.")},
    )
    given_names = NameField(label=gettext_lazy("Given name(s)"), complete="given-name", required=False)
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), complete=BDAY)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper()
        self.helper.add_input(Submit("find", _("Write to the address of my account")))

    def clean_date_of_birth(self) -> date:
        born = self.cleaned_data["date_of_birth"]
        if born >= self.today:
            raise forms.ValidationError(_("A date of birth lies in the past. Check the year."))
        return born
