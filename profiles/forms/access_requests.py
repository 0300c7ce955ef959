"""What a person asks the privacy office for."""

from django import forms
from django.utils.translation import gettext_lazy

from profiles.models import AccessRequest


class AskForm(forms.Form):
    """The kind of request, and the words."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=AccessRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you ask for.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Say it in your words"),
        help_text=gettext_lazy("Which records, from when? Or: what is wrong, and what should it be?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": gettext_lazy("Say what you ask for.")},
    )
