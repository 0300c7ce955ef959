"""What a new account is asked besides its address and password."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from profiles.forms.settings import zone_choices
from profiles.models import User


def choices() -> list[tuple[Any, Any]]:
    return [("", gettext_lazy("I will say it later: show Eastern time")), *zone_choices()]


class SignupForm(forms.Form):
    """The adapter writes what it says with the account; browsers that run scripts suggest the zone of their own clock."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Deadlines are shown on the clocks of this place, and in Eastern time."),
        choices=choices,
        required=False,
        widget=forms.Select(attrs={"data-here": ""}),
        error_messages={"invalid_choice": gettext_lazy("Choose a time zone from the list.")},
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do once the account is there."""
