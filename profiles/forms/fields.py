"""Fields that several pages share: names, countries, yes or no, amounts of money."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from profiles.queries import countries
from profiles.rules import names
from profiles.rules.machine_readable import transliterate
from profiles.rules.names import Fault

FAULTS = {
    Fault.HIDDEN: gettext_lazy("This text holds characters that nobody can see. Type it by hand instead of pasting it."),
    Fault.NOT_A_NAME_MARK: gettext_lazy("Use letters, spaces, hyphens, apostrophes and full stops only."),
    Fault.NO_LETTER: gettext_lazy("Enter at least one letter."),
    Fault.TOO_LONG: gettext_lazy("This is too long. Enter at most 120 characters."),
}


class NameField(forms.CharField):
    """A name in any script, composed (NFC). What hides or reverses text is refused with a sentence."""

    def __init__(self, *, complete: str = "", **kwargs: Any) -> None:
        attrs = {"spellcheck": "false", "maxlength": names.LONGEST} | ({"autocomplete": complete} if complete else {})
        super().__init__(strip=True, widget=forms.TextInput(attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        name = names.tidy(str(value)) if value not in self.empty_values else ""
        fault = names.fault(name)
        if fault is not None:
            raise ValidationError(FAULTS[fault], code=str(fault))
        return name


class PassportNameField(NameField):
    """A name as a passport prints it: in Latin letters, too, for which a name is asked whose script has no rule for them."""

    def to_python(self, value: Any) -> str:
        name = super().to_python(value)
        if name and not transliterate(name):
            raise ValidationError(_("Enter this name in Latin letters (A to Z), as your passport prints it too."), code="latin")
        return name


class PlainField(forms.CharField):
    """A line of text without invisible characters."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if names.hides_something(text):
            raise ValidationError(FAULTS[Fault.HIDDEN], code="hidden")
        return text


def country_choices(nothing: Any) -> Callable[[], list[tuple[str, Any]]]:
    """Every country in the order of the page's language, after a line that chooses none."""
    return lambda: [("", nothing), *countries.in_order((get_language() or "en")[:2])]


class CountryField(forms.ChoiceField):
    """A country by its code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"] = {
            "required": gettext_lazy("Choose a country from the list."),
            "invalid_choice": gettext_lazy("Choose a country from the list."),
        } | kwargs["error_messages"]
        super().__init__(choices=country_choices(gettext_lazy("Choose a country")), **kwargs)


class YesNoField(forms.TypedChoiceField):
    """Yes or no, neither chosen beforehand."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": gettext_lazy("Choose yes or no.")})
        super().__init__(
            choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
            coerce=lambda answer: answer == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


_THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+(?!\d)")


class AmountField(forms.DecimalField):
    """An amount in dollars as either language writes it: `2,500.50`, `2 500,50 $`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput({"inputmode": "decimal", "class": "iec-short"}), max_digits=10, decimal_places=2, **kwargs
        )

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or isinstance(value, Decimal):
            return value or None if not isinstance(value, Decimal) else value
        text = re.sub(r"[\s\u00a0\u202f$]|CAD", "", str(value))
        whole = _THOUSANDS.match(text)
        if whole:
            text = re.sub(r"[.,]", "", whole.group()) + text[whole.end() :]
        try:
            if not re.fullmatch(r"\d{1,9}([.,]\d{1,2})?", text, re.ASCII):
                raise InvalidOperation
            return Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise ValidationError(_("Enter the amount in figures, such as 2500."), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".removesuffix(".00") if isinstance(value, Decimal) else value
