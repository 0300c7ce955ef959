"""Earlier participations: whether there were any, and one at a time."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite.date_fields import DayField
from profiles.forms.fields import CountryField, YesNoField
from profiles.forms.sections import SectionForm
from profiles.models import Profile
from profiles.rules.facts import CATEGORIES
from profiles.rules.sections import Section
from profiles.states import Category

# The first agreement was signed with France in 1951; a season before that is a slip.
FIRST_SEASON = 1951


def year_out_of_range(today: date) -> str:
    """What is said of a year in which no season can have been."""
    return _("Enter a year from %(first)d to %(last)d.") % {"first": FIRST_SEASON, "last": today.year + 1}


class AnyBeforeForm(SectionForm):
    section = Section.PARTICIPATIONS
    before = YesNoField(
        label=gettext_lazy("Have you taken part in International Experience Canada before?"),
        help_text=gettext_lazy(
            "Working Holiday, Young Professionals or International Co-op, in any year and under any citizenship."
        ),
    )

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        return {}


class ParticipationForm(SectionForm):
    section = Section.PARTICIPATIONS
    citizenship = CountryField(label=gettext_lazy("Citizenship that you used"))
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        choices=lambda: [(key, Category(key).label) for key in reversed(CATEGORIES)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the category.")},
    )
    season = forms.IntegerField(
        label=gettext_lazy("Year of the season"),
        help_text=gettext_lazy("The year in which you were invited, such as 2024."),
        widget=forms.TextInput({"inputmode": "numeric", "maxlength": 4, "class": "iec-short"}),
        error_messages={
            "required": gettext_lazy("Enter the year with four digits, such as 2024."),
            "invalid": gettext_lazy("Enter the year with four digits, such as 2024."),
        },
    )
    permit_issued_on = DayField(
        label=gettext_lazy("Your work permit was issued on"),
        help_text=gettext_lazy(
            "Leave both dates empty if you never entered Canada with it. For example: 27 3 2024. If you no longer know the day, "
            "enter the first of the month."
        ),
        required=False,
    )
    permit_expires_on = DayField(
        label=gettext_lazy("Your work permit expired on"),
        help_text=gettext_lazy("For example: 26 3 2025. If you no longer know the day, enter the last of the month."),
        required=False,
    )
    recognized_organization = YesNoField(label=gettext_lazy("Was it through a recognized organization?"))

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        held = list(profile.citizenships.all())
        return {"citizenship": held[0].country_id} if len(held) == 1 else {}

    def clean_season(self) -> int:
        season = self.cleaned_data["season"]
        if not FIRST_SEASON <= season <= self.today.year + 1:
            raise forms.ValidationError(year_out_of_range(self.today))
        return season

    def clean_permit_issued_on(self) -> date | None:
        issued = self.cleaned_data["permit_issued_on"]
        if issued and issued > self.today:
            raise forms.ValidationError(_("This day lies in the future. Check the year."))
        return issued

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        issued, expires = values.get("permit_issued_on"), values.get("permit_expires_on")
        if issued and expires and expires < issued:
            self.add_error("permit_expires_on", _("A permit expires after it was issued. Check both dates."))
        elif issued and not expires and "permit_expires_on" not in self.errors:
            self.add_error("permit_expires_on", _("Enter the day on which the permit expired. It is printed on the permit."))
        elif expires and not issued and "permit_issued_on" not in self.errors:
            self.add_error("permit_issued_on", _("Enter the day on which the permit was issued. It is printed on the permit."))
        return values

    def row(self) -> dict[str, Any]:
        """The participation as `save_section` takes it."""
        keys = ("citizenship", "category", "season", "permit_issued_on", "permit_expires_on", "recognized_organization")
        return {key: self.cleaned_data[key] for key in keys}
