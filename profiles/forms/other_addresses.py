"""Another address of one's own, and the person whom one trusts."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

from profiles.forms.fields import NameField
from profiles.rules.other_addresses import LEADS_AWAY, LONGEST_NAME

NAME_ALONE = RegexValidator(
    LEADS_AWAY, gettext_lazy("Write a name alone, without an address of a page or a mailbox."), inverse_match=True
)

WRONG = {
    "required": gettext_lazy("Enter an e-mail address."),
    "invalid": gettext_lazy("Enter an e-mail address in the form name@example.org."),
}


class SecondAddressForm(forms.Form):
    """A second address."""

    email = forms.EmailField(
        label=gettext_lazy("Second e-mail address"),
        help_text=gettext_lazy("One that you also read, such as that of your school or work. You do not sign in with it."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages=WRONG,
    )


class ContactForm(forms.Form):
    """A trusted contact."""

    first_name = NameField(
        label=gettext_lazy("First name of your contact"),
        max_length=LONGEST_NAME,
        validators=[NAME_ALONE],
        error_messages={"required": gettext_lazy("Enter the first name of your contact.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of your contact"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages=WRONG,
    )
    person_name = NameField(
        label=gettext_lazy("What does your contact call you?"),
        help_text=gettext_lazy("It is the one thing of yours that we tell them."),
        max_length=LONGEST_NAME,
        validators=[NAME_ALONE],
        error_messages={"required": gettext_lazy("Enter the name by which your contact knows you.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the messages to your contact"),
        choices=[("en", "English"), ("fr", "Français")],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the language that your contact reads.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "off"
