"""The questions of the check without an account: one form each, which reads and gives the JSON form of the facts."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite.date_fields import DayField
from profiles.forms import streams
from profiles.forms.check_before import BeforeStep
from profiles.forms.check_passports import PassportStep
from profiles.forms.check_step import Besides, StepForm
from profiles.forms.fields import YesNoField
from profiles.forms.plans import TEER
from profiles.forms.typed_country import TypedCountryField
from profiles.rules.check import Step
from profiles.rules.streams import Asked


class CitizenshipsStep(StepForm):
    step = Step.CITIZENSHIPS
    country = TypedCountryField(
        label=gettext_lazy("Of which country are you a citizen?"),
        help_text=gettext_lazy(
            "The agreement between Canada and this country decides what you may do. Type its first letters, then choose it."
        ),
    )
    second = TypedCountryField(label=gettext_lazy("A second citizenship, if you have one"), required=False)
    third = TypedCountryField(label=gettext_lazy("A third citizenship, if you have one"), required=False)

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        return dict(zip(("country", "second", "third"), told.get("citizenships", ()), strict=False))

    def answers(self) -> dict[str, Any]:
        chosen = [self.cleaned_data[name] for name in ("country", "second", "third") if self.cleaned_data.get(name)]
        return {"citizenships": list(dict.fromkeys(chosen))}


class BirthStep(StepForm):
    step = Step.BIRTH
    date_of_birth = DayField(
        label=gettext_lazy("When were you born?"),
        help_text=gettext_lazy("Your age on the day of an invitation decides. For example: 27 3 2000."),
    )

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        born = told.get("date_of_birth")
        return {"date_of_birth": date.fromisoformat(born)} if born else {}

    def clean_date_of_birth(self) -> date:
        born = self.cleaned_data["date_of_birth"]
        if born >= self.today:
            raise forms.ValidationError(_("A date of birth lies in the past. Check the year."))
        return born

    def answers(self) -> dict[str, Any]:
        return {"date_of_birth": self.cleaned_data["date_of_birth"].isoformat()}


class ResidenceStep(StepForm):
    step = Step.RESIDENCE
    residence = TypedCountryField(
        label=gettext_lazy("In which country do you live?"),
        help_text=gettext_lazy("Where your home is now, even if you are travelling. Your agreement asks for it."),
    )

    mailing_country = TypedCountryField(
        label=gettext_lazy("Country of your mailing address, if it is another one"),
        help_text=gettext_lazy("For some agreements a mailing address in the country of your citizenship is enough."),
        required=False,
    )

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        return {"residence": told.get("residence"), "mailing_country": told.get("mailing_country")}

    def answers(self) -> dict[str, Any]:
        return {"residence": self.cleaned_data["residence"], "mailing_country": self.cleaned_data.get("mailing_country") or None}


class OrganizationStep(StepForm):
    step = Step.ORGANIZATION
    letter = YesNoField(
        label=gettext_lazy("Do you have a letter of acceptance from a recognized organization?"),
        help_text=gettext_lazy(
            "An organization that helps with Canadian work permits and has given you a letter. Few people have one. It can open "
            "a category that your own agreement does not, or one that you have used up."
        ),
    )

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        return {"letter": told.get("recognized_organization")}

    def answers(self) -> dict[str, Any]:
        return {"recognized_organization": self.cleaned_data["letter"]}


class StudyStep(StepForm):
    step = Step.STUDY
    parts: ClassVar = {"enrolled": ("school",), "placement": ("required", "in_field", "placement_paid")}
    enrolled = YesNoField(
        label=gettext_lazy("Are you enrolled at a post-secondary school?"),
        help_text=gettext_lazy("A university or a college, for example."),
    )
    school = TypedCountryField(label=gettext_lazy("If yes: country of the school"), required=False)
    placement = YesNoField(
        label=gettext_lazy("Do you have a work placement or internship in Canada?"),
        help_text=gettext_lazy("Agreed in writing with the employer. International Co-op asks for it."),
    )
    required = YesNoField(label=gettext_lazy("If yes: does your study programme require it?"), required=False)
    in_field = YesNoField(label=gettext_lazy("If yes: is it in your field of study?"), required=False)
    placement_paid = YesNoField(label=gettext_lazy("If yes: is it paid?"), required=False)

    def besides(self, own: Asked) -> dict[str, Besides]:
        if own.training_centre:
            self.fields["enrolled"].help_text = _("A university, a college, or a training centre in France.")
        return {
            "training_centre": (streams.training_centre(own), "school"),
            "graduated": (streams.graduated(own), "school"),
            "sector": (streams.sector(own), "school"),
            "programme": (streams.placement_programme(own), "placement_paid"),
        }

    def clean_graduated(self) -> date | None:
        return streams.not_ahead(self.cleaned_data["graduated"], today=self.today)

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        if "student" not in told:
            return {}
        student, placed = told["student"] or {}, told.get("placement") or {}
        shown = {"enrolled": bool(student.get("enrolled")), "school": student.get("country")}
        shown |= {"training_centre": student.get("training_centre"), "sector": student.get("sector")}
        shown["graduated"] = date.fromisoformat(student["graduated"]) if student.get("graduated") else None
        if "placement" not in told:
            return shown
        return shown | {
            "placement": bool(placed),
            "required": placed.get("required_by_programme"),
            "in_field": placed.get("in_field_of_study"),
            "placement_paid": placed.get("paid"),
            "programme": placed.get("programme"),
        }

    def answers(self) -> dict[str, Any]:
        values = self.cleaned_data
        enrolled, graduated = values["enrolled"], values.get("graduated")
        # An address carries the answers: what was not asked, or is empty, is not told.
        besides = {"sector": values.get("sector"), "graduated": graduated.isoformat() if graduated else None}
        if enrolled:
            besides["training_centre"] = values.get("training_centre")
        besides = {key: value for key, value in besides.items() if value}
        student = {"enrolled": True, "country": values["school"] or None} if enrolled else {"enrolled": False}
        placement = {
            "required_by_programme": values["required"],
            "in_field_of_study": values["in_field"],
            "paid": values["placement_paid"],
        }
        if values.get("programme"):
            placement["programme"] = values["programme"]
        told = student | besides if enrolled or besides else None
        return {"student": told, "placement": placement if values["placement"] else None}


class JobStep(StepForm):
    step = Step.JOB
    parts: ClassVar = {"offer": ("paid", "self_employed", "teer", "post_secondary")}
    offer = YesNoField(
        label=gettext_lazy("Do you have a job offer in Canada?"),
        help_text=gettext_lazy("Signed with the employer. Young Professionals asks for it."),
    )
    paid = YesNoField(label=gettext_lazy("If yes: is it paid?"), required=False)
    self_employed = YesNoField(label=gettext_lazy("If yes: would you be self-employed?"), required=False)
    teer = forms.TypedChoiceField(
        label=gettext_lazy("If yes: level of the job"),
        help_text=gettext_lazy("Every occupation in Canada has a level, called TEER."),
        choices=TEER,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose the level of the job from the list.")},
    )
    post_secondary = YesNoField(
        label=gettext_lazy("If yes: do you have a post-secondary diploma in the field of the job?"), required=False
    )

    def besides(self, own: Asked) -> dict[str, Besides]:
        return {"programme": (streams.job_programme(own), "post_secondary")}

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        if "job_offer" not in told:
            return {}
        one = told["job_offer"] or {}
        return {"offer": bool(one)} | {name: one.get(name) for name in (*self.parts["offer"], "programme")}

    def answers(self) -> dict[str, Any]:
        if not self.cleaned_data["offer"]:
            return {"job_offer": None}
        offer = {name: self.cleaned_data[name] for name in self.parts["offer"]}
        programme = self.cleaned_data.get("programme")
        return {"job_offer": offer | {"programme": programme} if programme else offer}


class FamilyStep(StepForm):
    step = Step.FAMILY
    comes = YesNoField(
        label=gettext_lazy("Would children or other dependants be part of your application?"),
        help_text=gettext_lazy("Whoever comes along applies by themselves, for a visa or permit of their own."),
    )

    def shown(self, told: dict[str, Any]) -> dict[str, Any]:
        return {"comes": told.get("dependants_accompany")}

    def answers(self) -> dict[str, Any]:
        return {"dependants_accompany": self.cleaned_data["comes"]}


FORMS: dict[Step, type[StepForm]] = {
    form.step: form
    for form in (
        CitizenshipsStep,
        BirthStep,
        ResidenceStep,
        PassportStep,
        BeforeStep,
        OrganizationStep,
        StudyStep,
        JobStep,
        FamilyStep,
    )
}
