"""Where a person lives and how to call them, by the rules of their country."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

import phonenumbers
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.forms.fields import FAULTS, CountryField, PlainField
from profiles.forms.sections import SectionForm
from profiles.models import Profile
from profiles.rules import addresses, names
from profiles.rules.addresses import AS_WRITTEN, Fault
from profiles.rules.sections import Section

LABELS = {
    addresses.STREET: gettext_lazy("Street, house and flat"),
    addresses.SORTING: gettext_lazy("Sorting code"),
    "city": gettext_lazy("City or town"),
    "post_town": gettext_lazy("Post town"),
    "suburb": gettext_lazy("Suburb"),
    "district": gettext_lazy("District"),
    "neighborhood": gettext_lazy("Neighbourhood"),
    "village_township": gettext_lazy("Village or township"),
    "townland": gettext_lazy("Townland"),
    "area": gettext_lazy("Area"),
    "county": gettext_lazy("County"),
    "department": gettext_lazy("Department"),
    "do_si": gettext_lazy("Province or city"),
    "emirate": gettext_lazy("Emirate"),
    "island": gettext_lazy("Island"),
    "oblast": gettext_lazy("Oblast"),
    "parish": gettext_lazy("Parish"),
    "prefecture": gettext_lazy("Prefecture"),
    "province": gettext_lazy("Province"),
    "state": gettext_lazy("State"),
    "postal": gettext_lazy("Postal code"),
    "zip": gettext_lazy("ZIP code"),
    "eircode": gettext_lazy("Eircode"),
    "pin": gettext_lazy("PIN code"),
}
HOME, ELSEWHERE = "home", "elsewhere"
MAIL = "mail_"
COMPLETE = {
    addresses.CITY: "address-level2",
    addresses.AREA: "address-level1",
    addresses.DISTRICT: "address-level3",
    addresses.CODE: "postal-code",
}


class LinesField(forms.CharField):
    """A few lines of text; nothing in them hides."""

    def __init__(self, *, rows: int, complete: str = "", **kwargs: Any) -> None:
        attrs: dict[str, Any] = {"rows": rows, "spellcheck": "false"} | ({"autocomplete": complete} if complete else {})
        super().__init__(widget=forms.Textarea(attrs), max_length=addresses.LONGEST, **kwargs)

    def to_python(self, value: Any) -> str:
        lines = [" ".join(line.split()) for line in str(value or "").splitlines()]
        text = "\n".join(line for line in lines if line)
        if names.hides_something(text.replace("\n", "")):
            raise forms.ValidationError(FAULTS[names.Fault.HIDDEN], code="hidden")
        return text


class ContactForm(SectionForm):
    """
    The home address, in the parts that addresses of the country of residence have, a telephone number, and a mailing address in
    the parts of its own country where letters reach the person elsewhere.

    `warnings`: sentences about what was kept all the same.
    """

    section = Section.CONTACT
    as_written = LinesField(
        label=gettext_lazy("If these parts do not fit: the whole address as on an envelope"),
        rows=4,
        required=False,
    )
    phone = PlainField(
        label=gettext_lazy("Telephone (if you want to)"),
        help_text=gettext_lazy("As you dial it at home, or with the country's code, such as +33 1 23 45 67 89."),
        required=False,
        max_length=30,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "iec-short"}),
    )
    letters_at = forms.ChoiceField(
        label=gettext_lazy("Where do letters on paper reach you?"),
        choices=[(HOME, gettext_lazy("At my home address")), (ELSEWHERE, gettext_lazy("At another address"))],
        widget=forms.RadioSelect,
        required=False,
        initial=HOME,
    )
    mail_country = CountryField(label=gettext_lazy("Country of the mailing address"), required=False)
    # The country whose parts the page showed: another one has other parts.
    mail_parts = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2)
    country: ClassVar[str] = ""

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        """:param country: where the person lives; the parts of the address follow from it"""
        super().__init__(*args, **kwargs)
        self.country = country  # type: ignore[misc]  # named for the class above; each form has its own
        self.warnings: list[str] = []
        self.parts = addresses.parts(country)
        for part in self.parts:
            self.fields[part.key] = _field(part)
        home = (*(part.key for part in self.parts), AS_WRITTEN)
        self.helper.layout = Layout("version", "seen", "mail_parts", *home, "phone", "letters_at", *self._mail_fields())

    def _mail_fields(self) -> tuple[str, ...]:
        """The fields of a mailing address, once the person has said that they have one; in the parts of its country."""
        shown = self.data if self.is_bound else self.initial
        if shown.get("letters_at") != ELSEWHERE:
            del self.fields["mail_country"]
            self.mail_country = ""
            return ()
        chosen = str(shown.get("mail_country") or self.country)
        known = {code for code, _name in cast(forms.ChoiceField, self.fields["mail_country"]).choices}
        self.mail_country = chosen if chosen in known else self.country
        self.mail_shown = str(shown.get("mail_parts") or "") == self.mail_country
        keys = []
        for part in addresses.parts(self.mail_country):
            keys.append(MAIL + part.key)
            self.fields[keys[-1]] = _field(part, complete="shipping")
        self.fields[MAIL + AS_WRITTEN] = LinesField(label=self.fields[AS_WRITTEN].label, rows=4, required=False)
        self._follow_country()
        return ("mail_country", *keys, MAIL + AS_WRITTEN)

    def _follow_country(self) -> None:
        """Begin with the country of the home, and let the page say whose parts it shows."""
        self.initial = {**self.initial, "mail_country": self.mail_country, "mail_parts": self.mail_country}
        if self.is_bound and not self.mail_shown:
            self.data = self.data.copy()
            self.data |= {"mail_country": self.mail_country, "mail_parts": self.mail_country}

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        address = profile.address or {}
        # Parts of another country's addresses do not fit this one's.
        home = address if address.get("country") == profile.residence_id else {}
        mail = profile.mailing_address or {}
        told = {MAIL + key: value for key, value in mail.items()} | {"mail_parts": mail.get("country", "")}
        return home | told | {"phone": profile.phone, "letters_at": ELSEWHERE if mail else HOME}

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if not phone:
            return ""
        if not all(one.isdecimal() or one in " +-().x" for one in phone) or not any(one.isdecimal() for one in phone):
            raise forms.ValidationError(_("Use figures, spaces and + only, such as +33 1 23 45 67 89."))
        try:
            number = phonenumbers.parse(phone, self.country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            self.warnings.append(_("We kept the telephone number as you wrote it, but it looks incomplete. Look at it again."))
            return phone
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        told = {part.key: values.get(part.key) or "" for part in self.parts} | {AS_WRITTEN: values.get(AS_WRITTEN) or ""}
        for key, fault in addresses.faults(self.country, told).items():
            if key not in self.errors:
                self.add_error(key, _sentence(self.parts, key, fault))
        if self.mail_country:
            self._clean_mail(values)
        return values

    def _clean_mail(self, values: dict[str, Any]) -> None:
        if not self.mail_shown:
            self.add_error("mail_country", _("Fill in the mailing address below as it is written in this country, then save."))
            return
        parts = addresses.parts(self.mail_country)
        told = {key: values.get(MAIL + key) or "" for key in (*(part.key for part in parts), AS_WRITTEN)}
        for key, fault in addresses.faults(self.mail_country, told).items():
            if MAIL + key not in self.errors:
                self.add_error(MAIL + key, _sentence(parts, key, fault))

    def _written(self, country: str, parts: Sequence[addresses.Part], prefix: str = "") -> dict[str, str]:
        """An address as the profile holds it: its country and the parts that were filled in."""
        as_written = prefix + AS_WRITTEN
        keys = [AS_WRITTEN] if self.cleaned_data.get(as_written) else [part.key for part in parts]
        written = {key: self.cleaned_data.get(prefix + key) or "" for key in keys}
        if written.get(addresses.CODE):
            written[addresses.CODE] = written[addresses.CODE].upper()
        return {"country": country} | {key: value for key, value in written.items() if value}

    def answers(self) -> dict[str, Any]:
        mail = self._written(self.mail_country, addresses.parts(self.mail_country), MAIL) if self.mail_country else {}
        return {
            "address": self._written(self.country, self.parts),
            "mailing_address": mail,
            "phone": self.cleaned_data.get("phone", ""),
        }


def _sentence(parts: Sequence[addresses.Part], key: str, fault: Fault) -> str:
    part = next(one for one in parts if one.key == key)
    name = {"name": str(LABELS[part.kind])}
    if fault == Fault.CHOICE:
        return _("%(name)s: choose one from the list.") % name
    if fault == Fault.CODE and part.example:
        return _("%(name)s: it is written like %(example)s there.") % (name | {"example": part.example})
    return _("%(name)s: fill it in, or write the whole address below as on an envelope.") % name


def _field(part: addresses.Part, *, complete: str = "") -> forms.Field:
    """:param complete: the kind of address that a browser may fill in (`shipping`); the home has none"""
    kind = f"{complete} " if complete else ""
    label = LABELS[part.kind]
    if part.key == addresses.STREET:
        return LinesField(label=label, rows=2, complete=f"{kind}street-address", required=False)
    if part.choices:
        choices = [("", gettext_lazy("Choose one")), *part.choices]
        return forms.ChoiceField(
            label=label,
            choices=choices,
            required=False,
            error_messages={"invalid_choice": gettext_lazy("Choose one from the list.")},
        )
    optional = "" if part.required else gettext_lazy("If there is one.")
    attrs = {"autocomplete": kind + COMPLETE[part.key] if part.key in COMPLETE else "off"} | (
        {"class": "iec-short"} if part.key == addresses.CODE else {}
    )
    return PlainField(label=label, help_text=optional, required=False, max_length=80, widget=forms.TextInput(attrs))
