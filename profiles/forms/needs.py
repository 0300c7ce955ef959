"""In which form a person needs what we write to them."""

from django import forms
from django.utils.translation import gettext_lazy

from profiles.forms.fields import PlainField


class NeedsForm(forms.Form):
    """What is ticked is done by itself, as far as its hint says so."""

    large_print = forms.BooleanField(
        label=gettext_lazy("Letters in large print"),
        help_text=gettext_lazy("New PDF letters are set in 18 points."),
        required=False,
    )
    plain_email = forms.BooleanField(
        label=gettext_lazy("E-mail as plain text"),
        help_text=gettext_lazy("Our e-mail comes without colours and layout."),
        required=False,
    )
    no_pdf = forms.BooleanField(
        label=gettext_lazy("Letters as text, without a PDF"),
        help_text=gettext_lazy("We enclose no PDF. Every letter is a page in your account, and the PDF stays there too."),
        required=False,
    )
    by_phone = forms.BooleanField(
        label=gettext_lazy("Call me instead of writing"),
        help_text=gettext_lazy(
            "Officers see this and call the number in your profile. "
            "Letters that count are still written, since a deadline begins with them."
        ),
        required=False,
    )
    other_needs = PlainField(
        label=gettext_lazy("What else do you need?"),
        help_text=gettext_lazy("One or two sentences. Officers who work on your case read them. Leave it empty if nothing."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
