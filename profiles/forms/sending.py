"""The declarations with which a profile is sent, and the signature under them."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from profiles.forms.fields import NameField
from profiles.models import Profile
from profiles.rules import declarations
from profiles.rules.declarations import Declaration, Signature


class SendForm(forms.Form):
    """
    Each declaration by a box of its own, and the person's name as their signature, under the answers that the page showed:
    those of a version of the profile.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    signed_name = NameField(
        label=gettext_lazy("Your name as your signature"),
        complete="name",
        error_messages={"required": gettext_lazy("Type your name to sign the declarations.")},
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": profile.version}, **kwargs)
        self.profile = profile
        signed = self.fields.pop("signed_name")
        for one in Declaration:
            self.fields[f"declared_{one}"] = forms.BooleanField(
                label=declarations.text(one, get_language() or "en"),
                error_messages={"required": gettext_lazy("Tick this declaration to send your profile.")},
            )
        signed.help_text = _("Type it as it stands in your profile: %(name)s.") % {"name": profile.display_name()}
        self.fields["signed_name"] = signed
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.add_input(Submit("send", _("Send my profile")))

    def clean_signed_name(self) -> str:
        signed, mine = self.cleaned_data["signed_name"], self.profile
        if not declarations.is_theirs(signed, family_name=mine.family_name, given_names=mine.given_names):
            names = {"signed": signed, "name": mine.display_name()}
            raise forms.ValidationError(
                _(
                    "You signed as %(signed)s, and your profile has the name %(name)s. Type that name. If it is wrong, change "
                    "your names first."
                )
                % names
            )
        return str(signed)

    def show(self, profile: Profile) -> None:
        """Stand under other answers than those that were posted: they were changed, and the page shows them as they are now."""
        self.profile = profile
        self.data = self.data.copy()
        self.data["version"] = str(profile.version)

    def signed(self) -> Signature:
        """What was signed, as the operation takes it."""
        made = frozenset(one for one in Declaration if self.cleaned_data[f"declared_{one}"])
        return Signature(name=self.cleaned_data["signed_name"], declarations=made, language=(get_language() or "en")[:2])
