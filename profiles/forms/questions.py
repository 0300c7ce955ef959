"""What somebody asks about their own case."""

from django import forms
from django.utils.translation import gettext_lazy

from profiles.models import Question


class QuestionForm(forms.Form):
    """What it is about, and the words."""

    topic = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=Question.Topic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what your question is about.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("English or French. What happened, when, and what do you need?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": gettext_lazy("Write your question.")},
    )
