"""One form for each topic of the profile."""

from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite.date_fields import DayField
from profiles.forms.fields import FAULTS, AmountField, CountryField, PassportNameField, YesNoField
from profiles.models import Profile
from profiles.queries.section_answers import KEYS
from profiles.rules import names
from profiles.rules.sections import FIELDS, MOST_OTHER_NAMES, Section

BDAY = ("bday-day", "bday-month", "bday-year")


class SectionForm(forms.Form):
    """The answers of one section, with the version of the profile that the person saw."""

    section: ClassVar[Section]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    # What the section held when the page was made: a change of another section is no conflict with this one.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)

    def __init__(self, *args: Any, today: date, submit: str = "", **kwargs: Any) -> None:
        """:param today: the Eastern day, against which days that lie in the past are held"""
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", submit or _("Save and continue")))

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        """What the profile holds for this form's fields."""
        return {key: getattr(profile, KEYS.get(key, key)) for key in FIELDS[cls.section]}

    def answers(self) -> dict[str, Any]:
        """The values that `save_section` takes."""
        return {key: self.cleaned_data.get(key) for key in FIELDS[self.section]}


class OtherNamesField(forms.Field):
    """Whole names, one a line; each is judged as a name."""

    widget = forms.Textarea({"rows": 3, "spellcheck": "false", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        written = [names.tidy(line.strip()) for line in str(value or "").splitlines()]
        found = list(dict.fromkeys(one for one in written if one))
        if len(found) > MOST_OTHER_NAMES:
            raise forms.ValidationError(_("Enter at most %(most)d names, one a line.") % {"most": MOST_OTHER_NAMES})
        for one in found:
            fault = names.fault(one)
            if fault is not None:
                raise forms.ValidationError(f"{one[:40]}: {FAULTS[fault]}", code=str(fault))
        return found


class NamesForm(SectionForm):
    section = Section.NAMES
    family_name = PassportNameField(
        label=gettext_lazy("Family name(s)"),
        help_text=gettext_lazy("As in your passport. If it shows only one name, write it here."),
        complete="family-name",
        error_messages={"required": gettext_lazy("Enter your family name as it is printed in your passport.")},
    )
    given_names = PassportNameField(
        label=gettext_lazy("Given name(s)"),
        help_text=gettext_lazy("All of them, as in your passport."),
        complete="given-name",
        required=False,
    )
    one_name_only = forms.BooleanField(label=gettext_lazy("My passport shows only one name"), required=False)
    other_names = OtherNamesField(
        label=gettext_lazy("Other names you have used"),
        help_text=gettext_lazy(
            "One a line: a name at birth, before or after a marriage, or any other on papers of yours. Leave it empty if there "
            "is none."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("one_name_only") and values.get("given_names"):
            self.add_error(
                "given_names", _("Leave the given names empty if your passport shows only one name, or take the tick away.")
            )
        elif not values.get("one_name_only") and not values.get("given_names") and "given_names" not in self.errors:
            self.add_error("given_names", _("Enter your given names, or tick that your passport shows only one name."))
        return values

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        return super().told(profile) | {"other_names": profile.other_names}

    def answers(self) -> dict[str, Any]:
        return super().answers() | {"other_names": self.cleaned_data.get("other_names") or []}


class BirthForm(SectionForm):
    section = Section.BIRTH
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), complete=BDAY)

    def clean_date_of_birth(self) -> date:
        born = self.cleaned_data["date_of_birth"]
        if born >= self.today:
            raise forms.ValidationError(_("A date of birth lies in the past. Check the year."))
        return born


class CitizenshipForm(SectionForm):
    """Adds one citizenship to those that the profile holds."""

    section = Section.CITIZENSHIPS
    country = CountryField(label=gettext_lazy("Country of citizenship"))

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        return {}


class ResidenceForm(SectionForm):
    section = Section.RESIDENCE
    residence = CountryField(
        label=gettext_lazy("Country where you live"),
        help_text=gettext_lazy("Where your home is now, even if you are travelling."),
    )


class DeclarationsForm(SectionForm):
    section = Section.DECLARATIONS
    dependants_accompany = YesNoField(
        label=gettext_lazy("Would children or other dependants be part of your application?"),
        help_text=gettext_lazy("Whoever comes along applies by themselves, for a visa or permit of their own."),
    )
    funds_cad = AmountField(
        label=gettext_lazy("How much money will you have when you arrive, in Canadian dollars?"),
        help_text=gettext_lazy("You need at least $2,500. You may have to show it at the border."),
        min_value=0,
        error_messages={"required": gettext_lazy("Enter the amount in figures, such as 2500.")},
    )
    insurance_whole_stay = YesNoField(
        label=gettext_lazy("Will you have health insurance for your whole stay?"),
        help_text=gettext_lazy("It must cover care, hospital and the way home. A shorter insurance makes a shorter permit."),
    )
    departure_ticket_or_funds = YesNoField(label=gettext_lazy("Will you have a ticket to leave Canada, or the money to buy one?"))
