"""The question of the check about passports: one for somebody of one citizenship, one a citizenship for everybody else."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite.date_fields import DayField
from profiles.forms.check_step import StepForm
from profiles.forms.typed_country import TypedCountryField
from profiles.queries import countries
from profiles.rules.check import ASK_AGAIN, Step
from profiles.rules.facts import BRITISH_DOCUMENTS, BRITISH_OVERSEAS, CITIZENS_PASSPORT, HONG_KONG, UNITED_KINGDOM
from profiles.rules.streams import NOTHING, Asked
from profiles.states import TravelDocument

NONE, OWN = "none", "own"


class PassportStep(StepForm):
    """
    Somebody of one citizenship tells the passport that they would travel with. Somebody of several says of each whether they hold
    its passport, since each agreement asks for its own (E05); none at all is an answer too.
    """

    step = Step.PASSPORT
    country = TypedCountryField(
        label=gettext_lazy("Which country issued the passport that you would travel with?"),
        help_text=gettext_lazy("It has to be valid on the day of the invitation. You can renew it before."),
    )
    document = forms.ChoiceField(
        label=gettext_lazy("What kind of document is it?"),
        choices=[*TravelDocument.choices, (NONE, gettext_lazy("I have no passport yet"))],
        widget=forms.RadioSelect,
        initial=TravelDocument.PASSPORT,
        required=False,
    )
    expires = DayField(
        label=gettext_lazy("When does it expire?"),
        help_text=gettext_lazy("Your work permit can't be longer than your passport. For example: 27 3 2030."),
    )

    def __init__(self, *args: Any, told: dict[str, Any], own: Asked = NOTHING, **kwargs: Any) -> None:
        # Only those for which an agreement of theirs asks.
        self.held = list(own.passports) if len(told.get("citizenships", ())) > 1 else []
        super().__init__(*args, told=told, own=own, **kwargs)
        if self.held:
            names = countries.names((get_language() or "en")[:2])
            self.fields = {}
            for number, code in enumerate(self.held, 1):
                self.fields |= _of_citizenship(number, code, names.get(code, code))
            if {HONG_KONG, UNITED_KINGDOM} <= set(self.held):
                self.fields[f"held_{self.held.index(HONG_KONG) + 1}"].help_text = _(
                    "If you hold two British passports, tell the British National (Overseas) one here, and the one of a British "
                    "citizen at the question about the United Kingdom. Each opens its own pools."
                )

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        passports = [one for one in (told.get("passport"), *(told.get("other_passports") or ())) if one]
        if self.held:
            shown = _shown_of_each(self.held, passports) if "passport" in told else {}
            # Of a citizenship that was added since, nobody has said no.
            asked_again = Step.PASSPORT in told.get(ASK_AGAIN, ())
            return {name: answer for name, answer in shown.items() if not (asked_again and answer == NONE)}
        if not passports:
            before = {"document": NONE} if "passport" in told else {}
            return before | ({"country": told["citizenships"][0]} if told.get("citizenships") else {})
        passport = passports[0]
        expires = date.fromisoformat(passport["expires"])
        return {"country": passport["country"], "expires": expires, "document": passport.get("document", CITIZENS_PASSPORT)}

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("document") == NONE:
            for name in ("country", "expires"):
                self.errors.pop(name, None)
        for number in range(1, len(self.held) + 1):
            answer, expires = values.get(f"held_{number}"), f"expires_{number}"
            if answer == NONE:
                self.errors.pop(expires, None)
            elif answer and not values.get(expires) and expires not in self.errors:
                self.add_error(expires, _("Fill in the day on which this passport expires."))
        return values

    def answers(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not self.held and values.get("document") == NONE:
            found = []
        elif not self.held:
            found = [_passport(values["country"], values.get("document") or CITIZENS_PASSPORT, values["expires"])]
        else:
            found = [
                _passport(code, CITIZENS_PASSPORT if answer == OWN else answer, values[f"expires_{number}"])
                for number, code in enumerate(self.held, 1)
                if (answer := values[f"held_{number}"]) != NONE
            ]
        # An address carries the answers: where there is one passport, and was no more than one, the second key is not told.
        others = {"other_passports": found[1:]} if found[1:] or self.told.get("other_passports") else {}
        return {"passport": found[0] if found else None, **others}


def _passport(country: str, document: str, expires: date) -> dict[str, Any]:
    # The United Kingdom alone issues these, whichever country was filled in from the citizenship.
    issuer = UNITED_KINGDOM if document in BRITISH_DOCUMENTS else country
    passport = {"country": issuer, "expires": expires.isoformat()}
    # Told only where it is no passport of a citizen, since nearly everybody's is one and an address carries the answers.
    return passport if document == CITIZENS_PASSPORT else passport | {"document": document}


def _shown_of_each(held: Iterable[str], passports: list[dict[str, Any]]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for number, code in enumerate(held, 1):
        answers = dict(_kinds(code))
        shown[f"held_{number}"] = NONE
        told = [(_answer(one, code), one["expires"]) for one in passports]
        # Its citizens' own goes first: whoever holds two British passports tells each under its own country.
        for answer, expires in sorted(told, key=lambda one: one[0] != OWN):
            if answer in answers:
                shown |= {f"held_{number}": answer, f"expires_{number}": date.fromisoformat(expires)}
                break
    return shown


def _answer(passport: dict[str, Any], code: str) -> str:
    """The answer about a citizenship that a passport would be."""
    document: str = passport.get("document", CITIZENS_PASSPORT)
    return OWN if document == CITIZENS_PASSPORT and passport["country"] == code else document


def _kinds(code: str) -> list[tuple[str, Any]]:
    """The answers of a citizenship; a British person may hold a passport of another kind than that of a citizen."""
    british = {HONG_KONG: [BRITISH_OVERSEAS], UNITED_KINGDOM: sorted(BRITISH_DOCUMENTS, reverse=True)}.get(code, [])
    kinds = [(one, TravelDocument(one).label) for one in british]
    return [(OWN, _("Yes, its passport for citizens") if kinds else _("Yes")), *kinds, (NONE, _("No"))]


def _of_citizenship(number: int, code: str, name: str) -> dict[str, forms.Field]:
    return {
        f"held_{number}": forms.ChoiceField(
            label=_("Do you have a passport of this country: %(country)s?") % {"country": name},
            help_text=_("Each agreement asks for the passport of its own country. Say no while you have none.")
            if number == 1
            else "",
            choices=_kinds(code),
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the answers.")},
        ),
        f"expires_{number}": DayField(
            label=_("If yes: when does it expire? (%(country)s)") % {"country": name},
            help_text=_("For example: 27 3 2030."),
            required=False,
        ),
    }
