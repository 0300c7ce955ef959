"""The question of the check about earlier stays in Canada."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite.date_fields import DayField
from profiles.forms.check_step import StepForm
from profiles.forms.fields import YesNoField
from profiles.forms.participations import FIRST_SEASON, year_out_of_range
from profiles.queries import countries
from profiles.rules.check import Step
from profiles.rules.facts import CATEGORIES
from profiles.states import Category

MOST_TOLD = 3
CHOOSE_THIS = gettext_lazy("Choose yes or no.")
FIRST_DETAIL = "category_1"


class BeforeStep(StepForm):
    """Up to three earlier participations; what is left empty was none."""

    step = Step.BEFORE
    before = YesNoField(
        label=gettext_lazy("Have you had a work permit of International Experience Canada before?"),
        help_text=gettext_lazy("Working Holiday, Young Professionals or International Co-op, in any year."),
    )

    def __init__(self, *args: Any, told: dict[str, Any], more: bool = False, **kwargs: Any) -> None:
        """:param more: whether to ask for the permits, since the person has just said that they had one"""
        super().__init__(*args, told=told, **kwargs)
        if more:
            self.initial["before"] = True
        if more or told.get("participations") or FIRST_DETAIL in self.data:
            for number in range(1, MOST_TOLD + 1):
                self.fields |= _participation_fields(number, self._held())

    def _held(self) -> list[str]:
        """The citizenships among which the person says which one they used; none where there is no choice."""
        held = self.told.get("citizenships", ())
        return list(held) if len(held) > 1 else []

    def asks_more(self) -> bool:
        return self.data.get("before") == "yes" and FIRST_DETAIL not in self.data

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        if "participations" not in told:
            return {}
        shown: dict[str, Any] = {"before": bool(told["participations"])}
        for number, one in enumerate(told["participations"], 1):
            shown |= {
                f"category_{number}": one["category"],
                f"citizenship_{number}": one["citizenship"],
                f"season_{number}": one["season"],
                f"issued_{number}": date.fromisoformat(one["permit_issued"]),
                f"expires_{number}": date.fromisoformat(one["permit_expires"]),
                f"organization_{number}": one.get("recognized_organization"),
            }
        return shown

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for number in range(1, MOST_TOLD + 1):
            self._check(number, values)
        if values.get("before") is True and not any(values.get(f"category_{n}") for n in range(1, MOST_TOLD + 1)):
            self.add_error("category_1", _("You said yes, so choose the category of your work permit."))
        return values

    def _check(self, number: int, values: dict[str, Any]) -> None:
        names = [f"{name}_{number}" for name in ("season", "issued", "expires")]
        through = f"organization_{number}"
        if values.get("before") is not True or not values.get(f"category_{number}"):
            for name in [*names, f"citizenship_{number}", through]:
                self.errors.pop(name, None)
            return
        if values.get(through) is None and through not in self.errors:
            self.add_error(through, CHOOSE_THIS)
        if self._held() and not values.get(f"citizenship_{number}") and f"citizenship_{number}" not in self.errors:
            self.add_error(f"citizenship_{number}", _("Choose the citizenship that you used for this permit."))
        for name in names:
            if not values.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in for the permit that you chose. It is printed on the permit."))
        issued, expires = values.get(names[1]), values.get(names[2])
        if issued and expires and expires < issued:
            self.add_error(names[2], _("A permit expires after it was issued. Check both dates."))
        if issued and issued > self.today:
            self.add_error(names[1], _("This day lies in the future. Check the year."))
        season = values.get(names[0])
        if season and not FIRST_SEASON <= season <= self.today.year + 1:
            self.add_error(names[0], year_out_of_range(self.today))

    def answers(self) -> dict[str, Any]:
        if not self.cleaned_data["before"]:
            return {"participations": []}
        values = self.cleaned_data
        only = self.told["citizenships"][0]
        return {
            "participations": [
                {
                    "citizenship": values.get(f"citizenship_{n}") or only,
                    "category": values[f"category_{n}"],
                    "season": values[f"season_{n}"],
                    "permit_issued": values[f"issued_{n}"].isoformat(),
                    "permit_expires": values[f"expires_{n}"].isoformat(),
                    "recognized_organization": values[f"organization_{n}"],
                }
                for n in range(1, MOST_TOLD + 1)
                if values.get(f"category_{n}")
            ]
        }


def _participation_fields(number: int, held: Sequence[str]) -> dict[str, forms.Field]:
    """:param held: the citizenships among which one was used; empty where that is clear"""
    which = (_("Your first permit"), _("A second permit, if there was one"), _("A third permit, if there was one"))[number - 1]
    none = [("", _("None"))]
    names = countries.names((get_language() or "en")[:2])
    used = forms.ChoiceField(
        label=_("Citizenship that you used"),
        help_text=_("Each agreement counts the stays under its own citizenship."),
        choices=[("", _("Choose"))] + [(code, names.get(code, code)) for code in held],
        required=False,
    )
    return {
        f"category_{number}": forms.ChoiceField(
            label=_("%(which)s: category") % {"which": which},
            choices=none + [(key, Category(key).label) for key in reversed(CATEGORIES)],
            required=False,
        ),
        **({f"citizenship_{number}": used} if held else {}),
        f"season_{number}": forms.IntegerField(
            label=_("Year of its season, such as 2024"),
            required=False,
            widget=forms.TextInput({"inputmode": "numeric", "maxlength": 4, "class": "iec-short"}),
            error_messages={"invalid": _("Enter the year with four digits, such as 2024.")},
        ),
        f"issued_{number}": DayField(
            label=_("It was issued on"),
            help_text=_("If you no longer know the day, enter the first of the month."),
            required=False,
        ),
        f"expires_{number}": DayField(
            label=_("It expired on"),
            help_text=_("If you no longer know the day, enter the last of the month."),
            required=False,
        ),
        f"organization_{number}": YesNoField(label=_("Was it through a recognized organization?"), required=False),
    }
