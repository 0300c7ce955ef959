"""Study, placement and job offer: what the categories other than Working Holiday rest on."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.forms import streams
from profiles.forms.fields import CountryField, YesNoField
from profiles.forms.sections import SectionForm
from profiles.models import Profile
from profiles.rules.sections import Section
from profiles.rules.streams import NOTHING, UNTOLD, Asked
from profiles.states import JOB_LEVELS

TEER = [("", gettext_lazy("Choose a level")), *((str(level), words) for level, words in JOB_LEVELS.items())]


class ConditionalForm(SectionForm):
    """
    A first question; the others count only when its answer is yes, and are then asked for.

    What only the streams of some agreements ask (`besides`) is asked of whoever has such an agreement, and may be left empty.
    """

    first: ClassVar[str]
    then: ClassVar[dict[str, Any]]
    # Name of a field -> how it is made, and the field behind which it stands.
    besides: ClassVar[dict[str, tuple[Any, str]]] = {}

    def __init__(self, *args: Any, asked: Asked = NOTHING, **kwargs: Any) -> None:
        """:param asked: what the streams of the person's agreements ask"""
        super().__init__(*args, **kwargs)
        for name, (made, behind) in self.besides.items():
            field = made(asked)
            if field is not None:
                self.fields[name] = field
                order = [one for one in self.fields if one != name]
                order.insert(order.index(behind) + 1, name)
                self.order_fields(order)

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        return super().told(profile) | {name: getattr(profile, name) for name in cls.besides}

    def answers(self) -> dict[str, Any]:
        # What is not asked any more does not stay either: nobody could correct it.
        besides = {name: self.cleaned_data.get(name) if name in self.fields else UNTOLD[name] for name in self.besides}
        return super().answers() | besides

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get(self.first) is True:
            for name, missing in self.then.items():
                if values.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, missing)
        elif values.get(self.first) is False:
            for name in self.then:
                values[name] = None
                # What no longer counts cannot be wrong either.
                self.errors.pop(name, None)
        return values


CHOOSE = gettext_lazy("You said yes above, so choose yes or no here.")


class StudyForm(ConditionalForm):
    section = Section.STUDY
    first = "student_enrolled"
    then: ClassVar[dict[str, Any]] = {"student_country": gettext_lazy("Choose the country of your school from the list.")}
    besides: ClassVar[dict[str, tuple[Any, str]]] = {
        "student_training_centre": (streams.training_centre, "student_country"),
        "graduated_on": (streams.graduated, "student_country"),
        "study_sector": (streams.sector, "student_country"),
    }
    student_enrolled = YesNoField(
        label=gettext_lazy("Are you enrolled at a post-secondary school?"),
        help_text=gettext_lazy("A university or a college, for example."),
    )
    student_country = CountryField(label=gettext_lazy("If yes: country of the school"), required=False)

    def __init__(self, *args: Any, asked: Asked = NOTHING, **kwargs: Any) -> None:
        super().__init__(*args, asked=asked, **kwargs)
        if asked.training_centre:
            self.fields["student_enrolled"].help_text = _("A university, a college, or a training centre in France.")

    def clean_graduated_on(self) -> date | None:
        return streams.not_ahead(self.cleaned_data["graduated_on"], today=self.today)

    def answers(self) -> dict[str, Any]:
        told = super().answers()
        if "student_training_centre" in told:
            told["student_training_centre"] = bool(told["student_training_centre"] and told["student_enrolled"])
        return told


class PlacementForm(ConditionalForm):
    section = Section.PLACEMENT
    first = "has_placement"
    then: ClassVar[dict[str, Any]] = {"placement_required": CHOOSE, "placement_in_field": CHOOSE, "placement_paid": CHOOSE}
    besides: ClassVar[dict[str, tuple[Any, str]]] = {"placement_programme": (streams.placement_programme, "placement_paid")}
    has_placement = YesNoField(
        label=gettext_lazy("Do you have a work placement or internship in Canada?"),
        help_text=gettext_lazy("Agreed in writing with the employer. International Co-op asks for it."),
    )
    placement_required = YesNoField(label=gettext_lazy("If yes: does your study programme require it?"), required=False)
    placement_in_field = YesNoField(label=gettext_lazy("If yes: is it in your field of study?"), required=False)
    placement_paid = YesNoField(label=gettext_lazy("If yes: is it paid?"), required=False)

    def clean_placement_programme(self) -> str:
        return self.cleaned_data["placement_programme"] if self.cleaned_data.get("has_placement") else ""


class JobForm(ConditionalForm):
    section = Section.JOB
    first = "has_job_offer"
    then: ClassVar[dict[str, Any]] = {
        "job_paid": CHOOSE,
        "job_self_employed": CHOOSE,
        "job_teer": gettext_lazy("Choose the level of the job from the list."),
        "job_post_secondary": CHOOSE,
    }
    besides: ClassVar[dict[str, tuple[Any, str]]] = {"job_programme": (streams.job_programme, "job_post_secondary")}
    has_job_offer = YesNoField(
        label=gettext_lazy("Do you have a job offer in Canada?"),
        help_text=gettext_lazy("Signed with the employer. Young Professionals asks for it."),
    )
    job_paid = YesNoField(label=gettext_lazy("If yes: is it paid?"), required=False)
    job_self_employed = YesNoField(label=gettext_lazy("If yes: would you be self-employed?"), required=False)
    job_teer = forms.TypedChoiceField(
        label=gettext_lazy("If yes: level of the job"),
        help_text=gettext_lazy("Every occupation in Canada has a level, called TEER."),
        choices=TEER,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose the level of the job from the list.")},
    )
    job_post_secondary = YesNoField(
        label=gettext_lazy("If yes: do you have a post-secondary diploma in the field of the job?"), required=False
    )

    def clean_job_programme(self) -> str:
        return self.cleaned_data["job_programme"] if self.cleaned_data.get("has_job_offer") else ""
