"""A day asked for in three boxes: day, month, year. The month may be a number or its name in English or French."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MONTHS = (
    ("january", "janvier"),
    ("february", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)
# "jui" may be June or July in French; three letters tell all other months apart.
SHORTEST_NAME = 3
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def month_number(text: str) -> int | None:
    """1 to 12 for a number, a name or the beginning of one (`3`, `March`, `févr.`); None when it is no month, or two."""
    word = _plain(text).rstrip(".")
    if word.isdecimal() and word.isascii():
        return int(word) if len(word) <= 2 and 1 <= int(word) <= 12 else None
    if len(word) < SHORTEST_NAME:
        return None
    found = {number for number, names in enumerate(MONTHS, 1) if any(name.startswith(word) for name in names)}
    return found.pop() if len(found) == 1 else None


class DayWidget(forms.MultiWidget):
    """Three labelled boxes in one group."""

    template_name = "widgets/day.html"
    use_fieldset = True

    def __init__(self, *, complete: Sequence[str] = ("", "", ""), attrs: dict[str, Any] | None = None) -> None:
        """:param complete: the `autocomplete` of day, month and year ("bday-day", …)"""
        boxes = [
            forms.TextInput({"inputmode": mode, "maxlength": longest} | ({"autocomplete": kind} if kind else {}))
            for mode, longest, kind in zip(("numeric", "text", "numeric"), (2, 12, 4), complete, strict=True)
        ]
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, f"{value.year:04}"] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["part_label"] = label
            # One message stands for the group and is tied to it; a box does not ask for itself.
            box["attrs"].pop("required", None)
        return context


class DayField(forms.MultiValueField):
    """A day, from `EARLIEST` to `LATEST` unless told otherwise; each refusal says which box is wrong and what to write."""

    widget = DayWidget
    default_error_messages = {
        "required": gettext_lazy("Enter the day, month and year."),
        "incomplete": gettext_lazy("Enter all three: day, month and year."),
    }

    def __init__(self, *, complete: Sequence[str] = ("", "", ""), **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("For example: 27 3 1999, or 27 March 1999."))
        fields = [forms.CharField(required=False, max_length=20) for _part in range(3)]
        super().__init__(fields, require_all_fields=False, widget=DayWidget(complete=complete), **kwargs)

    def clean(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        day = _day(*parts)
        self.run_validators(day)
        return day

    def compress(self, data_list: list[Any]) -> Any:
        return data_list

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.widget.decompress(initial) if isinstance(initial, date) else initial, data)


def _day(day: str, month: str, year: str) -> date:
    number = month_number(month)
    if number is None:
        raise ValidationError(_("Enter the month as a number from 1 to 12, or as a word, such as March."), code="month")
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise ValidationError(_("Enter the year with four digits, such as 1999."), code="year")
    if not (day.isascii() and day.isdecimal() and len(day) <= 2):
        raise ValidationError(_("Enter the day as a number from 1 to 31."), code="day")
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        raise ValidationError(_("This day is not in the calendar. Check the day and the month."), code="calendar") from None
    if not EARLIEST <= found <= LATEST:
        raise ValidationError(_("Check the year: it must be from 1900 to 2199."), code="year")
    return found


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
