"""What a page filled in from what was told before gives way to the lines of another passport."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from profiles.rules.passport_numbers import passport_key


def boxes(name: str, day: date) -> dict[str, str]:
    """A day as the three boxes of its field are posted."""
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def given_way(data: Any, initial: Mapping[str, Any], *, number: str, country: str, expires: date) -> Any:
    """
    The posted data without the answers that nobody typed and the lines contradict; what was typed stays.

    The day of issue stands in no line: of a passport with another number it is asked anew.

    :param initial: what the page filled in
    :param country: whose passport it is by its lines; empty where they do not tell
    """
    before, kept = str(initial.get("number") or ""), {}
    if before and data.get("number") == before and passport_key(before) != passport_key(number):
        kept |= {"number": "", **_untouched(data, initial, "issued_on")}
    if country and data.get("country") == initial.get("country") != country:
        kept |= {"country": ""}
    if initial.get("expires_on") != expires:
        kept |= _untouched(data, initial, "expires_on")
    if not kept:
        return data
    data = data.copy()
    data.update(kept)
    return data


def _untouched(data: Any, initial: Mapping[str, Any], name: str) -> dict[str, str]:
    """The boxes of a day, emptied, where they hold what the page filled in; else none."""
    day = initial.get(name)
    filled = boxes(name, day) if isinstance(day, date) else {}
    same = all(str(data.get(box, "")).strip().lstrip("0") == value for box, value in filled.items())
    return dict.fromkeys(filled, "") if same else {}
