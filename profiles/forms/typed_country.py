"""A country chosen from the list, or typed in either language: what is typed is understood without its accents."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from profiles.forms.fields import CountryField
from profiles.queries import countries
from profiles.rules.country_names import ALSO, Known, meant, nearest

TYPED = "_typed"


class TypedCountrySelect(forms.Select):
    """
    A list beside which the page's script puts a box to type in. Each line carries the names by which it is found besides its own;
    what was typed and chosen nothing comes back in the box.
    """

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {"data-typeahead": "", "data-none": _("No country begins so.")}
        known = {code for code, _name in countries.in_order("en")}
        if value and value not in known:
            context["widget"]["attrs"]["data-typed"] = str(value)
        return context

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, label, *args, **kwargs)
        other = countries.names("en" if _language() == "fr" else "fr").get(str(value), "")
        if also := [one for one in (other, *ALSO.get(str(value), ())) if one and one != label]:
            option["attrs"]["data-also"] = "|".join(also)
        return option

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name) or data.get(name + TYPED)


class TypedCountryField(CountryField):
    """A country by its code, or by a name as somebody types it; a name that nobody knows gets the nearest one as an answer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=TypedCountrySelect, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value).strip()[:100]
        known = _known()
        return text if not text or text in known else meant(text, known) or text

    def validate(self, value: Any) -> None:
        known = _known()
        if not value or value in known:
            super().validate(value)
            return
        near = nearest(value, known)
        if near is None:
            raise ValidationError(
                _("We know no country named “%(typed)s”. Choose a country from the list."), "unknown", {"typed": value}
            )
        name = countries.names(_language()).get(near, near)
        raise ValidationError(
            _("We know no country named “%(typed)s”. Did you mean this one: %(country)s? Choose it from the list."),
            "unknown",
            {"typed": value, "country": name},
        )


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


def _known() -> Known:
    english, french = countries.names("en"), countries.names("fr")
    return {code: (english[code], french.get(code, "")) for code in english}
