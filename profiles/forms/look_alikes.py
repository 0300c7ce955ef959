"""The choice among signs that look alike in the lines of a passport: offered where a check digit does not fit, never made."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from profiles.rules import look_alikes, machine_readable

AS_TYPED = "as_typed"


def choices(text: str, *, today: date) -> list[tuple[str, str]]:
    """What may stand in place of what was typed, and that it is right as typed; empty where no exchange makes the digits fit."""
    found = [
        (
            one.key,
            _("Sign %(place)d of the second line is %(instead)s, not %(typed)s")
            % {"place": one.place, "instead": one.instead, "typed": one.typed},
        )
        for one in look_alikes.exchanges(text, today=today)
    ]
    return [*found, (AS_TYPED, _("None of these: it shows what I typed"))] if found else []


def taken(data: Any, *, today: date) -> Any:
    """
    What was posted, with the lines as the person chose them. A number that the lines had filled in before is emptied, to be
    filled anew; days that could be read hold no sign that could be another.

    :param data: a `QueryDict`; it comes back as it is where nothing was chosen, or it was that the lines are right as typed
    """
    chosen, lines = str(data.get("look_alike", "")), str(data.get("lines", ""))
    if not chosen or chosen == AS_TYPED:
        return data
    data = data.copy()
    # What was chosen for other lines than these is no answer any more.
    data["look_alike"] = ""
    right = next((one.lines for one in look_alikes.exchanges(lines, today=today) if one.key == chosen), None)
    if right is None:
        return data
    data["lines"] = right
    try:
        before = machine_readable.read(lines, today=today)
    except machine_readable.Unreadable:
        return data
    if str(data.get("number", "")).upper().replace(" ", "") == before.number:
        data["number"] = ""
    return data
