"""Whether a person comes through a recognized organization, through which, and with which letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.forms.fields import PlainField, YesNoField
from profiles.forms.sections import SectionForm
from profiles.models import Profile
from profiles.queries import organizations
from profiles.rules.sections import Section

# As long as the column of the letter.
LONGEST_LETTER = 20


class OrganizationForm(SectionForm):
    section = Section.ORGANIZATION
    recognized_organization = YesNoField(
        label=gettext_lazy("Do you come through a recognized organization?"),
        help_text=gettext_lazy("An organization that helps with Canadian work permits and has given you a letter."),
    )
    organization = forms.ChoiceField(
        label=gettext_lazy("If yes: which organization?"),
        choices=lambda: [
            ("", gettext_lazy("Choose an organization")),
            *((one.pk, one.name) for one in organizations.recognized()),
        ],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose the organization from the list.")},
    )
    organization_letter = PlainField(
        label=gettext_lazy("If yes: number of its letter"),
        help_text=gettext_lazy("As it stands on your letter of acceptance."),
        required=False,
        max_length=LONGEST_LETTER,
    )

    @classmethod
    def told(cls, profile: Profile) -> dict[str, Any]:
        told = super().told(profile)
        if not profile.organization_told:
            # The column knows no "not told yet"; the question should.
            told["recognized_organization"] = None
        return told | {"organization": profile.organization_id or "", "organization_letter": profile.organization_letter}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("recognized_organization"):
            values |= {"organization": "", "organization_letter": ""}
            for name in ("organization", "organization_letter"):
                self.errors.pop(name, None)
        elif not values.get("organization") and "organization" not in self.errors:
            self.add_error("organization", _("You said yes above, so choose the organization that gave you the letter."))
        elif not values.get("organization_letter") and "organization_letter" not in self.errors:
            self.add_error("organization_letter", _("Enter the number of the letter, so that we can find it."))
        return values

    def clean_recognized_organization(self) -> bool:
        return bool(self.cleaned_data["recognized_organization"])

    def answers(self) -> dict[str, Any]:
        return super().answers() | {
            "organization": self.cleaned_data.get("organization") or None,
            "organization_letter": self.cleaned_data.get("organization_letter") or "",
        }
