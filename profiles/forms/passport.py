"""The passport by its fields, or by its two machine-readable lines; and what the lines say besides: names, birth, citizenship."""

import re
import unicodedata
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite import dates
from iecsite.date_fields import DayField
from profiles.forms import look_alikes
from profiles.forms.fields import CountryField, PassportNameField, PlainField, YesNoField
from profiles.forms.passport_place import PlaceForm
from profiles.forms.prefilled import boxes, given_way
from profiles.forms.sections import BDAY
from profiles.models import Profile
from profiles.queries import countries
from profiles.queries.profiles import current_passport
from profiles.queries.section_answers import passport_values
from profiles.rules import likeness, machine_readable
from profiles.rules.facts import BRITISH_DOCUMENTS, BRITISH_NOT_CITIZEN, BRITISH_OVERSEAS, UNITED_KINGDOM
from profiles.rules.machine_readable import Fault
from profiles.rules.passport_numbers import passport_key
from profiles.rules.sections import Section
from profiles.states import ProfileState, TravelDocument

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
TYPED, LINES = "typed", "lines"
MOST_SIGNS = 20
CHOOSE_ONE = gettext_lazy("Choose which of the two is right.")


class PassportForm(PlaceForm):
    """
    The passport by its fields, or by its two machine-readable lines.

    The lines fill the fields, which the person then checks. A check digit that does not fit is said; who says why it is so all
    the same may go on, since some passports are printed wrongly. Names and birth that the person has not told yet are filled
    in the same way; where they told something else, both are shown and they choose.
    """

    lines = forms.CharField(
        label=gettext_lazy("The two lines at the foot of the photo page"),
        help_text=gettext_lazy("If you want to: type or paste them, and we fill in the rest. They begin with P<."),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    look_alike = forms.ChoiceField(
        label=gettext_lazy("With one sign that looks alike the check digits fit. What does your passport show?"),
        widget=forms.RadioSelect,
        required=False,
    )
    lines_reason = PlainField(
        label=gettext_lazy("If your passport really shows this: say what is different"),
        help_text=gettext_lazy("An officer will read it. Leave it empty when you have put the lines right."),
        required=False,
        max_length=200,
    )
    family_name = PassportNameField(
        label=gettext_lazy("Family name(s)"),
        help_text=gettext_lazy("The lines have no accents and only capitals. Write it as it is printed above them."),
        complete="family-name",
        error_messages={"required": gettext_lazy("Enter your family name as it is printed in your passport.")},
    )
    given_names = PassportNameField(
        label=gettext_lazy("Given name(s)"),
        help_text=gettext_lazy("All of them. Leave this empty only if your passport shows a single name."),
        complete="given-name",
        required=False,
    )
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), complete=BDAY)
    names_from = forms.ChoiceField(
        label=gettext_lazy("The lines show another name than you told us. Which one is right?"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_ONE, "invalid_choice": CHOOSE_ONE},
    )
    birth_from = forms.ChoiceField(
        label=gettext_lazy("The lines show another date of birth than you told us. Which one is right?"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_ONE, "invalid_choice": CHOOSE_ONE},
    )
    document = forms.ChoiceField(
        label=gettext_lazy("What kind of document is it?"),
        help_text=gettext_lazy(
            "The agreements ask for a passport that a country gives its citizens; that with Hong Kong takes a British National "
            "(Overseas) passport too."
        ),
        choices=TravelDocument.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=TravelDocument.PASSPORT,
    )
    hong_kong = YesNoField()
    country = CountryField(label=gettext_lazy("Country that issued it"))
    number = PlainField(
        label=gettext_lazy("Passport number"),
        help_text=gettext_lazy("Exactly as it is printed on the photo page."),
        max_length=MOST_SIGNS,
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
        self.read: machine_readable.Passport | None = None
        self.read_failed: tuple[Fault, ...] = ()
        self.filled_in = self.asks_which = False
        if self.is_bound and str(self.data.get("lines", "")).strip():
            self._read()
        found = look_alikes.choices(str(self.data["lines"]), today=self.today) if self.read_failed else []
        if found:
            cast(forms.ChoiceField, self.fields["look_alike"]).choices = found
        else:
            del self.fields["look_alike"]
        if not self.read_failed:
            del self.fields["lines_reason"]
        self._ask_hong_kong()
        self._ask_who()
        self.ask_place()

    def _read(self) -> None:
        """Read the lines, with the sign that the person chose, and put what they say into the fields that nobody filled in."""
        self.data = look_alikes.taken(self.data, today=self.today)
        try:
            self.read = machine_readable.read(str(self.data["lines"]), today=self.today)
        except machine_readable.Unreadable as unreadable:
            self.read_failed = (unreadable.fault,)
            return
        self.read_failed = self.read.failed
        told = {"number": self.read.number, "country": self._issuer() or ""}
        if not self.read_failed:
            self.data = given_way(self.data, self.initial, expires=self.read.expires, **told)
        self._fill(told | boxes("expires_on", self.read.expires))
        if self.read.british_overseas and self.data.get("document", "") in ("", TravelDocument.PASSPORT):
            # The lines tell which kind it is; what is chosen beforehand is no answer.
            self.data = self.data.copy()
            self.data["document"] = _british_kind(self.read)

    def _of_hong_kong(self) -> bool | None:
        """What the person said about lines that people of Hong Kong and others have; None where it was not answered."""
        return {"yes": True, "no": False}.get(str(self.data.get("hong_kong", "")))

    def _issuer(self) -> str | None:
        """Whose passport it is by the lines, and by what the person said; None where the lines do not tell."""
        if self.read is None:
            return None
        if self.read.country == "CN" and self.read.may_be_of_hong_kong:
            return {True: "HK", False: "CN", None: None}[self._of_hong_kong()]
        return self.read.country

    def _citizenship(self) -> str | None:
        """Of which country the holder is a citizen by the lines, and by what they said; None where the lines do not tell."""
        if self.read is None:
            return None
        if self.read.may_be_of_hong_kong:
            return "HK" if self._of_hong_kong() else self.read.nationality
        return self.read.nationality

    def _ask_hong_kong(self) -> None:
        """Ask whoever holds a passport as people of Hong Kong do: the lines alone would decide it wrongly."""
        if self.read is None or not self.read.may_be_of_hong_kong:
            del self.fields["hong_kong"]
            return
        field = self.fields["hong_kong"]
        if self.read.british_overseas:
            field.label = _("Do you want to take part under the agreement with Hong Kong?")
            field.help_text = _(
                "A British National (Overseas) passport counts for it. It does not make you a citizen of the United Kingdom."
            )
        else:
            field.label = _("Is it a passport of the Hong Kong Special Administrative Region?")
            field.help_text = _("Its lines have the code of China, and there is an agreement with Hong Kong.")

    def _ask_who(self) -> None:
        """Ask for names and birth where the lines tell them and a draft does not, or tells others."""
        mine, read = self.profile, self.read
        lines_names = _joined(read.family_name, read.given_names) if read else ""
        draft = mine.state == ProfileState.DRAFT and read is not None and bool(read.family_name)
        same = read is not None and self._same_names(read)
        if not (draft and not mine.family_name):
            del self.fields["family_name"], self.fields["given_names"]
        elif read is not None and "family_name" not in self.data:
            self._fill({"family_name": _written(read.family_name), "given_names": _written(read.given_names)})
        if draft and mine.family_name and not same:
            cast(forms.ChoiceField, self.fields["names_from"]).choices = [
                (TYPED, _("What you told us: %(name)s") % {"name": mine.display_name()}),
                (LINES, _("What the lines say: %(name)s") % {"name": _written(lines_names)}),
            ]
        else:
            del self.fields["names_from"]
        sure = draft and read is not None and read.birth_is_sure
        if not (sure and mine.date_of_birth is None):
            del self.fields["date_of_birth"]
        elif read is not None and "date_of_birth_0" not in self.data:
            self._fill(boxes("date_of_birth", read.born))
        if sure and read is not None and mine.date_of_birth not in (None, read.born):
            language = get_language() or "en"
            cast(forms.ChoiceField, self.fields["birth_from"]).choices = [
                (TYPED, _("What you told us: %(name)s") % {"name": dates.day(mine.date_of_birth, language)}),
                (LINES, _("What the lines say: %(name)s") % {"name": dates.day(read.born, language)}),
            ]
        else:
            del self.fields["birth_from"]
        self.asks_which = bool({"names_from", "birth_from"} & set(self.fields))

    def _same_names(self, read: machine_readable.Passport) -> bool:
        mine = self.profile
        if not read.given_names and not mine.one_name_only and mine.given_names:
            return False
        nothing = not mine.given_names and not read.given_names
        return likeness.same_name(mine.family_name, read.family_name, cut=read.names_cut and not read.given_names) and (
            nothing or likeness.same_name(mine.given_names, read.given_names, cut=read.names_cut)
        )

    def _fill(self, found: dict[str, str]) -> None:
        empty = [name for name, value in found.items() if value and not str(self.data.get(name, "")).strip()]
        self.filled_in |= bool(empty)
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
        return passport_values(passport)

    def clean_number(self) -> str:
        # Signs of full width are meant as plain ones; a letter of another script that looks like one is not.
        number = unicodedata.normalize("NFKC", self.cleaned_data["number"])
        if len(number) > MOST_SIGNS or not re.fullmatch(r"[A-Za-z0-9 ./<-]*[A-Za-z0-9][A-Za-z0-9 ./<-]*", number):
            raise forms.ValidationError(
                _("A passport number is made of the letters A to Z and of figures. Check it against the photo page.")
            )
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
        elif expires and expires < self.today:
            self.add_error("expires_on", _("This passport has expired. Enter one that is valid, or renew it first."))
        if values.get("date_of_birth") and values["date_of_birth"] >= self.today:
            self.add_error("date_of_birth", _("A date of birth lies in the past. Check the year."))
        self._compare(values)
        return values

    def _compare(self, values: dict[str, Any]) -> None:
        """Say which digits do not fit, where the fields and the lines differ, and what was filled in and waits to be checked."""
        unreadable = [fault for fault in self.read_failed if fault not in machine_readable.DIGITS]
        if unreadable or (self.read_failed and not values.get("lines_reason")):
            for fault in self.read_failed:
                self.add_error("lines", str(READ_FAULTS[fault]))
        kind, country = values.get("document"), values.get("country")
        if kind in BRITISH_DOCUMENTS and country and country != UNITED_KINGDOM:
            self.add_error("document", _("Only the United Kingdom issues such a passport. Correct the kind, or the country."))
        self.check_number(values)
        if self.read is None:
            return
        if kind in BRITISH_DOCUMENTS and kind != _british_kind(self.read):
            self.add_error("document", _("By its lines it is another kind of passport. Correct the kind, or the lines."))
        number = passport_key(str(values.get("number", "")))
        if number and self.read.number and not number.startswith(passport_key(self.read.number)):
            self.add_error("number", _("The lines say %(number)s. Correct one of the two.") % {"number": self.read.number})
        issuer = self._issuer()
        if issuer and values.get("country") and values["country"] != issuer:
            name = countries.names((get_language() or "en")[:2]).get(issuer, issuer)
            self.add_error("country", _("The lines say %(country)s. Correct one of the two.") % {"country": name})
        if values.get("expires_on") and values["expires_on"] != self.read.expires:
            self.add_error("expires_on", _("The lines show another day. Correct one of the two."))
        if self.read.not_a_citizen and values.get("document") in ("", TravelDocument.PASSPORT):
            self.add_error(
                "document", _("By its lines this document was given to somebody who is not a citizen. Choose its kind.")
            )
        # The day of issue stands in no line.
        if self.filled_in and not set(self.errors) - {"issued_on"}:
            self.add_error("lines", _("We filled in what the lines say. Check it below, then save."))

    def answers(self) -> dict[str, Any]:
        told = super().answers() | {"document": self.cleaned_data.get("document") or TravelDocument.PASSPORT}
        return told | {
            "in_place_of": self.in_place_of(told),
            # Of digits that fit by now nothing needs to be explained.
            "lines_reason": self.cleaned_data.get("lines_reason", "") if self.read_failed else "",
        }

    def answers_besides(self) -> dict[Section, dict[str, Any]]:
        """The answers of other sections that the lines filled in and the person checked, or chose from the lines."""
        values, read = self.cleaned_data, self.read
        found: dict[Section, dict[str, Any]] = {}
        if read is None:
            return found
        if values.get("family_name"):
            found[Section.NAMES] = _names(values["family_name"], values.get("given_names", ""))
        elif values.get("names_from") == LINES:
            found[Section.NAMES] = _names(_written(read.family_name), _written(read.given_names))
        if values.get("date_of_birth"):
            found[Section.BIRTH] = {"date_of_birth": values["date_of_birth"]}
        elif values.get("birth_from") == LINES:
            found[Section.BIRTH] = {"date_of_birth": read.born}
        citizenship = self._citizenship()
        if self.profile.state == ProfileState.DRAFT and citizenship and not self.profile.citizenships.all():
            found[Section.CITIZENSHIPS] = {"citizenships": [citizenship]}
        return found

    @property
    def warnings(self) -> list[str]:
        """Where the lines and what was told stay different: sentences, since nothing is overwritten."""
        read, mine = self.read, self.profile
        if read is None:
            return []
        found = []
        if mine.state != ProfileState.DRAFT and mine.family_name and read.family_name and not self._same_names(read):
            told = {"told": mine.display_name(), "lines": _written(_joined(read.family_name, read.given_names))}
            found.append(
                _("The lines show the name %(lines)s; you told us %(told)s. Change your names if the lines are right.") % told
            )
        if mine.state != ProfileState.DRAFT and read.birth_is_sure and mine.date_of_birth not in (None, read.born):
            found.append(_("The lines show another date of birth than you told us. Change it if the lines are right."))
        held = [one.country_id for one in mine.citizenships.all()]
        if read.british_overseas and "GB" in held:
            found.append(
                _(
                    "The lines show that you are British, and no citizen of the United Kingdom. Keep that citizenship only if "
                    "you hold it besides."
                )
            )
        citizenship = self._citizenship()
        if citizenship and held and citizenship not in held:
            country = countries.names((get_language() or "en")[:2]).get(citizenship, citizenship)
            found.append(
                _("The lines show a citizenship that you did not tell us: %(country)s. Add it, if you hold it.")
                % {"country": country}
            )
        return found


def _british_kind(read: machine_readable.Passport) -> str:
    """Which of the British passports the lines are of, given to people who are no British citizens; empty for any other."""
    if not read.british_overseas:
        return ""
    return BRITISH_OVERSEAS if read.nationality_code == machine_readable.NATIONAL_OVERSEAS else BRITISH_NOT_CITIZEN


def _joined(family: str, given: str) -> str:
    return " ".join(filter(None, (given, family)))


def _written(name: str) -> str:
    """A name of the lines as people write it: each word with one capital."""
    return " ".join(word.capitalize() for word in name.split())


def _names(family: str, given: str) -> dict[str, Any]:
    return {"family_name": family, "given_names": given, "one_name_only": not given}
