"""The questions that only the streams of some agreements ask; they stand in the forms of the profile and of the check."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite.date_fields import DayField
from profiles.rules.streams import Asked
from profiles.states import JobProgramme, PlacementProgramme, StudySector


def training_centre(asked: Asked) -> forms.BooleanField | None:
    """Whether the school is a training centre; None where no agreement of the person's takes one."""
    if not asked.training_centre:
        return None
    return forms.BooleanField(
        label=_("It is a training centre in France, and no university or college"),
        help_text=_("The agreement with France takes it too."),
        required=False,
    )


def sector(asked: Asked) -> forms.ChoiceField | None:
    """In which of the fields that an agreement names the person studies or studied; None where none names any."""
    if not asked.sectors:
        return None
    return forms.ChoiceField(
        label=_("Do you study, or did you study, one of these?"),
        help_text=_("A stream of your agreement is for these fields. An officer will see it on your letter or diploma."),
        choices=_choices(_("None of these"), StudySector, asked.sectors),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a line of the list.")},
    )


def graduated(asked: Asked) -> DayField | None:
    """The day of the diploma; None where no agreement of the person's takes graduates."""
    if asked.graduates_months is None:
        return None
    return DayField(
        label=_("If you have finished your studies: date of your diploma"),
        help_text=_("Your agreement takes graduates of the last %(months)d months too. For example: 27 3 2026.")
        % {"months": asked.graduates_months},
        required=False,
    )


def job_programme(asked: Asked) -> forms.ChoiceField | None:
    """Under which programme the offer is; None where no agreement of the person's has one."""
    if not asked.job:
        return None
    return forms.ChoiceField(
        label=_("If yes: is it one of these?"),
        help_text=_("You add its letter to your application. An officer will look at it."),
        choices=_choices(_("None of these"), JobProgramme, asked.job),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a line of the list.")},
    )


def placement_programme(asked: Asked) -> forms.ChoiceField | None:
    """Under which agreement of schools the placement is; None where no agreement of the person's has such a stream."""
    if not asked.placement:
        return None
    return forms.ChoiceField(
        label=_("If yes: is it part of one of these?"),
        help_text=_("You add it to your application. An officer will look at it."),
        choices=_choices(_("None of these"), PlacementProgramme, asked.placement),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a line of the list.")},
    )


def not_ahead(day: date | None, *, today: date) -> date | None:
    """
    A day that has come.

    :raises ValidationError: for one in the future
    """
    if day and day > today:
        raise forms.ValidationError(_("This day lies in the future. Check the year."))
    return day


def _choices(none: str, words: type[TextChoices], keys: Iterable[str]) -> list[tuple[str, str]]:
    return [("", none), *((key, str(words(key).label)) for key in keys)]
