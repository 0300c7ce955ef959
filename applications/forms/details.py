"""The details of an application, those that its category asks for."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.rules import details
from iecsite.date_fields import DayField
from profiles.queries import countries

TEER = [("", _("Choose a level"))] + [(str(level), f"TEER {level}") for level in range(6)]


def _lines(complete: str, longest: int) -> forms.TextInput:
    return forms.TextInput({"autocomplete": complete, "maxlength": longest})


class DetailsForm(forms.Form):
    """Everything may be left empty for now; what is filled in is kept."""

    address = forms.CharField(label=_("Street and number"), required=False, max_length=200, widget=_lines("street-address", 200))
    city = forms.CharField(label=_("City or town"), required=False, max_length=100, widget=_lines("address-level2", 100))
    postal_code = forms.CharField(
        label=_("Postal code"),
        required=False,
        max_length=20,
        widget=_lines("postal-code", 20),
        help_text=_("If your address has one."),
    )
    country = forms.ChoiceField(
        label=_("Country where you live"), required=False, widget=forms.Select({"autocomplete": "country"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("With the code of the country, for example +33 1 23 45 67 89."),
    )
    arrival_on = DayField(
        label=_("When do you plan to arrive in Canada?"), required=False, help_text=_("A plan is enough. It can change.")
    )
    stay_months = forms.IntegerField(
        label=_("How many months do you plan to stay?"),
        required=False,
        min_value=1,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    designated_setting = forms.BooleanField(
        label=_("I plan to work in child care, a school, health care or another place where health must be protected."),
        required=False,
        help_text=_("Then you need a medical exam, however short your stay."),
    )
    designated_country = forms.BooleanField(
        label=_("In the last year I spent six months in a row in a country for which Canada asks for a medical exam."),
        required=False,
        help_text=_("Absences of less than 14 days do not interrupt the six months. The department lists these countries."),
    )
    offer_number = forms.CharField(
        label=_("Offer of employment number"),
        required=False,
        max_length=8,
        help_text=_("The letter A and seven digits. Your employer gets it when the offer is sent in."),
    )
    offer_passport_country = forms.ChoiceField(
        label=_("Country of the passport that the offer names"), required=False, help_text=_("As your employer entered it.")
    )
    offer_passport_number = forms.CharField(
        label=_("Passport number that the offer names"),
        required=False,
        max_length=20,
        help_text=_("Copy it from the offer. It must be the number in this application, character for character."),
    )
    employer_name = forms.CharField(label=_("Employer or host"), required=False, max_length=120)
    offer_ends_on = DayField(label=_("Last day of the job or placement"), required=False)
    job_teer = forms.TypedChoiceField(
        label=_("TEER level of the job"),
        required=False,
        choices=TEER,
        coerce=int,
        empty_value=None,
        help_text=_("It stands in the offer."),
    )
    biometrics_valid_until = DayField(
        label=_("Biometrics given before: valid until"),
        required=False,
        help_text=_("Leave this empty if you never gave them to Canada. Then the fee for biometrics is part of the sum."),
    )
    confirmed = forms.BooleanField(label=_("The name, date of birth and passport above are as in my passport."), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, category: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in details.COUNTRIES:
            self.fields[name].choices = [("", _("Choose a country")), *countries.in_order((get_language() or "en")[:2])]
        asked = {*details.asked(category), "confirmed", "version"}
        for name in [name for name in self.fields if name not in asked]:
            del self.fields[name]

    @staticmethod
    def told(application: Application) -> dict[str, Any]:
        """What was told before, for a first look at the form."""
        shown = {name: getattr(application, name) for name in details.FIELDS if name not in details.COUNTRIES}
        own = bool(application.address) if application.address_is_own is None else application.address_is_own
        proposed = {} if own else details.address_from(application.profile.address or {})
        return shown | {
            **{name: getattr(application, f"{name}_id") or "" for name in details.COUNTRIES},
            **proposed,
            "confirmed": application.details_confirmed_at is not None,
            "version": application.version,
        }

    @classmethod
    def address_proposed(cls, application: Application) -> bool:
        """Whether the form shows the address of the profile in place of what was saved here, or of nothing."""
        told = cls.told(application)
        held = {name: getattr(application, name) for name in details.ADDRESS[:-1]} | {"country": application.country_id or ""}
        return bool(told["address"]) and any(told[name] != held[name] for name in details.ADDRESS)

    def values(self) -> dict[str, Any]:
        """The answers as the operation takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"confirmed", "version"}}
