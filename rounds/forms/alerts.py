"""What somebody types who wants to hear of rounds without an account."""

from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rounds.models import Pool


class AlertForm(forms.Form):
    """An address, and the pool to hear of."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We write to it after rounds and use it for nothing else."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address such as name@example.org."),
        },
    )
    pool = forms.ChoiceField(
        label=gettext_lazy("Rounds of which pool"),
        required=False,
        widget=forms.Select,
        error_messages={"invalid_choice": gettext_lazy("This pool is not in the list. Choose another one.")},
    )

    def __init__(self, *args: object, pools: Iterable[Pool], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {pool.code: pool for pool in pools}
        titles = sorted((pool.title(), code) for code, pool in self.by_code.items())
        self.fields["pool"].choices = [("", _("All pools")), *((code, title) for title, code in titles)]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.add_input(Submit("ask", _("Write to me")))

    def pool_ids(self) -> list[int]:
        """The pool chosen; empty for all."""
        code = self.cleaned_data["pool"]
        return [self.by_code[code].pk] if code else []
