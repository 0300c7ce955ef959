"""What every question of the check without an account has in common."""

from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _

from profiles.forms.plans import CHOOSE
from profiles.rules.check import Step
from profiles.rules.streams import NOTHING, Asked

# A field, None where it is not asked, and the one behind which it stands.
Besides = tuple[forms.Field | None, str]


class StepForm(forms.Form):
    """
    One question. `told` are the answers so far, from which it is filled in when the person comes back to it.

    `parts`: boxes of yes and no, each with those that have to be filled in after a yes.
    """

    step: ClassVar[Step]
    parts: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __init__(self, *args: Any, told: dict[str, Any], today: date, own: Asked = NOTHING, **kwargs: Any) -> None:
        """:param own: what the streams of the person's agreements ask besides"""
        super().__init__(*args, initial=self.shown(told), **kwargs)
        self.told, self.today = told, today
        for name, (field, behind) in self.besides(own).items():
            if field is not None:
                order = list(self.fields)
                order.insert(order.index(behind) + 1, name)
                self.fields[name] = field
                self.order_fields(order)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("answer", _("Continue")))

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        """What the answers so far put into the boxes."""
        return {}

    def besides(self, own: Asked) -> dict[str, Besides]:
        """What only the streams of some agreements ask, by the name of its field."""
        return {}

    def asks_more(self) -> bool:
        """Whether what was posted asks for the rest of the question before it can be read."""
        return False

    def answers(self) -> dict[str, Any]:
        """The keys of the facts that this question answers."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for first, then in self.parts.items():
            for name in then:
                if values.get(first) is True and values.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, CHOOSE)
                elif values.get(first) is False:
                    self.errors.pop(name, None)
        return values
