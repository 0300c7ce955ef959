"""Small forms: a file, the declarations, a card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.gateway.local import NUMBERS


class UploadForm(forms.Form):
    """One file for one line of the checklist."""

    file = forms.FileField(
        label=_("Choose a file"), max_length=250, error_messages={"empty": _("The file is empty. Choose another one.")}
    )

    def __init__(self, *args, accept: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = accept


class DeclarationsForm(forms.Form):
    """What the person declares before the application can be sent."""

    true = forms.BooleanField(label=_("What I have told and sent is true and whole."))
    alone = forms.BooleanField(label=_("Nobody comes with me on this application. My family would apply for themselves."))
    insured = forms.BooleanField(label=_("I will have health insurance for my whole stay, and show it when I arrive."))
    funds = forms.BooleanField(label=_("I will have at least $2,500 and a ticket to leave, or the money for one, when I arrive."))


class CardForm(forms.Form):
    """The card of the local page. It knows its own numbers only and keeps none."""

    number = forms.CharField(
        label=_("Card number"),
        max_length=25,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "cc-number"}),
        error_messages={"required": _("Enter one of the numbers above.")},
    )

    def clean_number(self) -> str:
        number = "".join(character for character in self.cleaned_data["number"] if character.isdigit())
        if number not in NUMBERS:
            raise forms.ValidationError(_("This page takes only the numbers above. Do not enter a real card."))
        return number
