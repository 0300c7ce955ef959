"""One form for each topic of the profile."""

from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite.date_fields import DayField
from profiles.forms.fields import AmountField, CountryField, NameField, PlainField, YesNoField
from profiles.models import Profile
from profiles.queries.profiles import current_passport
from profiles.rules import machine_readable
from profiles.rules.machine_readable import Fault
from profiles.rules.sections import FIELDS, Section

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
        return {key: getattr(profile, key) for key in FIELDS[cls.section]}

    def answers(self) -> dict[str, Any]:
        """The values that `save_section` takes."""
        return {key: self.cleaned_data.get(key) for key in FIELDS[self.section]}


class NamesForm(SectionForm):
    section = Section.NAMES
    family_name = NameField(
        label=gettext_lazy("Family name(s)"),
        help_text=gettext_lazy("As in your passport. If it shows only one name, write it here."),
        complete="family-name",
        error_messages={"required": gettext_lazy("Enter your family name as it is printed in your passport.")},
    )
    given_names = NameField(
        label=gettext_lazy("Given name(s)"),
        help_text=gettext_lazy("All of them, as in your passport."),
        complete="given-name",
        required=False,
    )
    one_name_only = forms.BooleanField(label=gettext_lazy("My passport shows only one name"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("one_name_only") and values.get("given_names"):
            self.add_error(
                "given_names", _("Leave the given names empty if your passport shows only one name, or take the tick away.")
            )
        elif not values.get("one_name_only") and not values.get("given_names") and "given_names" not in self.errors:
            self.add_error("given_names", _("Enter your given names, or tick that your passport shows only one name."))
        return values


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


READ_FAULTS = {
    Fault.TWO_LINES: gettext_lazy("Enter both lines at the foot of the photo page, one below the other."),
    Fault.LENGTH: gettext_lazy("Each line has 44 characters, the signs < among them. Count them again."),
    Fault.LETTERS: gettext_lazy("The lines are made of capital letters, figures and the sign < only."),
    Fault.NOT_A_PASSPORT: gettext_lazy("The first line of a passport begins with P. Enter the lines of your passport."),
    Fault.DATE: gettext_lazy(
        "A date in the second line is no date. Compare it with the photo page: O and 0, I and 1 look alike."
    ),
    Fault.NUMBER: gettext_lazy("The passport number and its check digit do not fit. O and 0, I and 1 look alike."),
    Fault.BIRTH: gettext_lazy("The date of birth and its check digit do not fit."),
    Fault.EXPIRY: gettext_lazy("The date of expiry and its check digit do not fit."),
    Fault.OPTIONAL: gettext_lazy("The personal number and its check digit do not fit."),
    Fault.WHOLE: gettext_lazy("The last check digit of the second line does not fit."),
}


class PassportForm(SectionForm):
    """
    The passport by its fields, or by its two machine-readable lines.

    The lines fill the fields, which the person then checks. A check digit that does not fit is said; who says why it is so all
    the same may go on, since some passports are printed wrongly.
    """

    section = Section.PASSPORT
    lines = forms.CharField(
        label=gettext_lazy("The two lines at the foot of the photo page"),
        help_text=gettext_lazy("If you want to: type or paste them, and we fill in the rest. They begin with P<."),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    lines_reason = PlainField(
        label=gettext_lazy("If your passport really shows this: say what is different"),
        help_text=gettext_lazy("An officer will read it. Leave it empty when you have put the lines right."),
        required=False,
        max_length=200,
    )
    country = CountryField(label=gettext_lazy("Country that issued it"))
    number = PlainField(
        label=gettext_lazy("Passport number"),
        help_text=gettext_lazy("Exactly as it is printed on the photo page."),
        max_length=20,
        widget=forms.TextInput({"class": "iec-short", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter the passport number exactly as it is printed on the photo page."),
            "max_length": gettext_lazy("A passport number has at most 20 characters. Check it against the photo page."),
        },
    )
    issued_on = DayField(label=gettext_lazy("Date of issue"))
    expires_on = DayField(
        label=gettext_lazy("Date of expiry"),
        help_text=gettext_lazy("Your work permit can't be longer than your passport. For example: 27 3 2030."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read, self.read_failed = None, ()
        if self.is_bound and str(self.data.get("lines", "")).strip():
            self._read()
        if not self.read_failed and not self.data.get("lines_reason"):
            del self.fields["lines_reason"]

    def _read(self) -> None:
        """Read the lines and put what they say into the fields that are empty."""
        try:
            self.read = machine_readable.read(str(self.data["lines"]), today=self.today)
        except machine_readable.Unreadable as unreadable:
            self.read_failed = (unreadable.fault,)
            return
        self.read_failed = self.read.failed
        found = {"number": self.read.number, "country": self.read.country or ""}
        expires = self.read.expires
        found |= {"expires_on_0": str(expires.day), "expires_on_1": str(expires.month), "expires_on_2": str(expires.year)}
        empty = [name for name, value in found.items() if value and not str(self.data.get(name, "")).strip()]
        self.filled_in = bool(empty)
        if empty:
            self.data = self.data.copy()
            for name in empty:
                self.data[name] = found[name]

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        passport = current_passport(profile)
        if passport is None:
            held = list(profile.citizenships.all())
            return {"country": held[0].country_id} if len(held) == 1 else {}
        return {
            "country": passport.country_id,
            "number": passport.number,
            "issued_on": passport.issued_on,
            "expires_on": passport.expires_on,
        }

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        if not all(character.isalnum() or character in " -./<" for character in number) or not any(
            character.isalnum() for character in number
        ):
            raise forms.ValidationError(_("A passport number is made of letters and figures. Check it against the photo page."))
        return number

    def clean_issued_on(self) -> date:
        issued = self.cleaned_data["issued_on"]
        if issued > self.today:
            raise forms.ValidationError(_("The date of issue lies in the future. Check it against the photo page."))
        return issued

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        issued, expires = values.get("issued_on"), values.get("expires_on")
        if issued and expires and expires <= issued:
            self.add_error("expires_on", _("The date of expiry must be later than the date of issue. Check both."))
        elif expires and expires <= self.today:
            self.add_error("expires_on", _("This passport has expired. Enter one that is valid, or renew it first."))
        self._compare(values)
        return values

    def _compare(self, values: dict[str, Any]) -> None:
        """Say which digits do not fit, where the fields and the lines differ, and what was filled in and waits to be checked."""
        unreadable = [fault for fault in self.read_failed if fault not in machine_readable.DIGITS]
        if unreadable or (self.read_failed and not values.get("lines_reason")):
            for fault in self.read_failed:
                self.add_error("lines", str(READ_FAULTS[fault]))
        if self.read is None:
            return
        number = str(values.get("number", "")).upper().replace(" ", "")
        if number and self.read.number and number != self.read.number and not number.startswith(self.read.number):
            self.add_error("number", _("The lines say %(number)s. Correct one of the two.") % {"number": self.read.number})
        if values.get("expires_on") and values["expires_on"] != self.read.expires:
            self.add_error("expires_on", _("The lines show another day. Correct one of the two."))
        if self.filled_in and not self.errors:
            self.add_error("lines", _("We filled in what the lines say. Check it below, then save."))

    def answers(self) -> dict[str, Any]:
        return super().answers() | {"lines_reason": self.cleaned_data.get("lines_reason", "")}


class ResidenceForm(SectionForm):
    section = Section.RESIDENCE
    residence = CountryField(
        label=gettext_lazy("Country where you live"),
        help_text=gettext_lazy("Where your home is now, even if you are travelling."),
    )

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        return {"residence": profile.residence_id}


class DeclarationsForm(SectionForm):
    section = Section.DECLARATIONS
    dependants_accompany = YesNoField(label=gettext_lazy("Will children or other dependants come to Canada with you?"))
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
