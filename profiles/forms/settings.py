"""What a person prefers: their name, the language of letters, the clocks that deadlines are shown on."""

from typing import Any
from zoneinfo import available_timezones

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.forms.fields import NameField

REGIONS = {
    "America": gettext_lazy("Americas"),
    "Europe": gettext_lazy("Europe"),
    "Africa": gettext_lazy("Africa"),
    "Asia": gettext_lazy("Asia"),
    "Australia": gettext_lazy("Australia"),
    "Pacific": gettext_lazy("Pacific"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Indian": gettext_lazy("Indian Ocean"),
}


def zone_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Time zones by region and place, as the world's clocks name them."""
    zones = sorted(available_timezones())
    groups: list[tuple[Any, list[tuple[str, str]]]] = [
        (name, [(zone, zone.removeprefix(f"{region}/").replace("_", " ")) for zone in zones if zone.startswith(f"{region}/")])
        for region, name in REGIONS.items()
    ]
    return [*groups, (_("Other"), [("UTC", "UTC")])]


class SettingsForm(forms.Form):
    preferred_name = NameField(
        label=gettext_lazy("What should we call you?"),
        help_text=gettext_lazy("We greet you with it in letters. It need not be the name in your passport."),
        required=False,
        complete="nickname",
        max_length=100,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of your letters"),
        choices=[("en", "English"), ("fr", "Français")],
        widget=forms.RadioSelect,
    )
    call_language = forms.ChoiceField(
        label=gettext_lazy("Language of calls"),
        choices=[("", gettext_lazy("As for letters")), ("en", "English"), ("fr", "Français")],
        widget=forms.RadioSelect,
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Deadlines are shown on the clocks of this place, and in Eastern time."),
        choices=zone_choices,
        error_messages={"invalid_choice": gettext_lazy("Choose a time zone from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save")))
