"""What somebody says who wants an account back by identity, and the password that they choose at the end."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite.date_fields import DayField
from profiles.forms.fields import NameField, PlainField
from profiles.forms.passwords import shown_on_request
from profiles.forms.sections import BDAY
from profiles.models import User
from profiles.models.recovery import LONGEST_WHY


class IdentityForm(forms.Form):
    """A number from a passport or a letter, the name and the birth, where the link goes, and why."""

    reference = PlainField(
        label=gettext_lazy("Passport number, or number of your application"),
        help_text=gettext_lazy("The passport that stands in your profile. An application has W and nine figures on its letters."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "iec-short"}),
        error_messages={"required": gettext_lazy("Enter the number of your passport, or of your application.")},
    )
    family_name = NameField(
        label=gettext_lazy("Family name(s)"),
        help_text=gettext_lazy("As in your passport. If it shows only one name, write it here."),
        complete="family-name",
        error_messages={"required": gettext_lazy("Enter your family name as it is printed in your passport.")},
    )
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), complete=BDAY)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address for the link"),
        help_text=gettext_lazy(
            "You will sign in with it. It must not have another account here. Check every letter: a wrong one costs three days."
        ),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Enter the e-mail address to which we send the link."),
            "invalid": gettext_lazy("Enter an e-mail address such as name@example.org."),
        },
    )
    words = PlainField(
        label=gettext_lazy("Why can you not sign in?"),
        help_text=gettext_lazy("One sentence. Our staff read it."),
        max_length=LONGEST_WHY,
        error_messages={"required": gettext_lazy("Write in a sentence why you cannot sign in.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_date_of_birth(self) -> date:
        born = self.cleaned_data["date_of_birth"]
        if born >= self.today:
            raise forms.ValidationError(_("A date of birth lies in the past. Check the year."))
        return born


class NewPasswordForm(forms.Form):
    """A new password, typed once as everywhere."""

    password1 = shown_on_request(
        forms.CharField(
            label=gettext_lazy("New password"),
            strip=False,
            widget=forms.PasswordInput({"autocomplete": "new-password"}),
            help_text=gettext_lazy("At least 12 characters. Several words that do not belong together are good."),
            error_messages={"required": gettext_lazy("Enter a new password.")},
        )
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """:param user: whose password it will be; it may not be like their address"""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.user)
        return password
