"""The component page: everything that pages are made of, with made-up contents, in both languages."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from iecsite import clock


class SampleForm(forms.Form):
    family_name = forms.CharField(label=gettext_lazy("Family name"), help_text=gettext_lazy("As it is printed in your passport."))
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    country = forms.ChoiceField(
        label=gettext_lazy("Country where you live"),
        choices=[("", gettext_lazy("Choose a country")), ("FR", "France"), ("IE", gettext_lazy("Ireland"))],
    )
    born = forms.DateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("Year, month and day, like 1998-05-04."),
        widget=forms.DateInput(attrs={"autocomplete": "bday", "class": "iec-short"}),
    )
    passport = forms.ChoiceField(
        label=gettext_lazy("Do you have a valid passport?"),
        help_text=gettext_lazy("It must be valid on the day that you are invited."),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("How may we reach you?"),
        choices=[("mail", gettext_lazy("By e-mail")), ("text", gettext_lazy("By text message"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(
        label=gettext_lazy("Photograph"), help_text=gettext_lazy("A JPG, PNG or PDF file of up to 20 MB."), required=False
    )
    remarks = forms.CharField(label=gettext_lazy("Anything else?"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    declared = forms.BooleanField(label=gettext_lazy("What I have written is true."))


@login_not_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    wrong = SampleForm({"email": "camille@", "born": "31/02/1998"}, auto_id="wrong_%s")
    return TemplateResponse(request, "components/page.html", _sample() | {"sample": SampleForm(), "wrong": wrong})


def _sample() -> dict[str, Any]:
    now = clock.now()
    return {
        "soon": now + timedelta(hours=31),
        "later": now + timedelta(days=9),
        "fee": Decimal("369.75"),
        "tones": [
            ("good", _("Approved")),
            ("info", _("In review")),
            ("warn", _("Waiting for you")),
            ("bad", _("Refused")),
            ("plain", _("Not started")),
        ],
        "tasks": [
            {"name": _("Your details"), "url": "#tasks", "status": _("Finished"), "tone": "good", "done": True},
            {"name": _("Documents"), "url": "#tasks", "status": _("In progress"), "tone": "info",
             "hint": _("2 of 5 added. A police certificate can take weeks.")},
            {"name": _("Fees"), "url": "#tasks", "status": _("Not started")},
            {"name": _("Check and send"), "status": _("Cannot start yet"), "hint": _("Finish the other parts first.")},
        ],
        "rows": [
            {"label": _("Family name"), "value": "Dos Santos-Lefebvre", "url": "#summary"},
            {"label": _("Given names"), "value": "Camille Ànn", "url": "#summary"},
            {"label": _("Reference"), "value": "W004512367"},
        ],
        "events": [
            {"at": now - timedelta(hours=3), "text": _("We received your payment of $369.75.")},
            {"at": now - timedelta(days=2), "text": _("You said yes to your invitation. Your application is open.")},
            {"at": now - timedelta(days=6), "text": _("Your profile was chosen in a round of invitations.")},
        ],
        "pools": [
            ("France", _("Working Holiday"), 7000, 4210, 812),
            ("France", _("Young Professionals"), 4500, 1204, 95),
            (_("Ireland"), _("Working Holiday"), 10000, 3377, 1460),
        ],
        "page": Paginator(range(90), 20).page(2),
    }  # fmt: skip
