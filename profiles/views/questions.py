"""Asking about one's own case, and reading the answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import clock, dates
from iecsite.once import once
from iecsite.refusal import Refused
from profiles.forms.questions import QuestionForm
from profiles.models import Question
from profiles.operations import questions as operations

ON_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@once("questions")
def questions(request: HttpRequest) -> HttpResponse:
    """Everything that was asked and answered, and the form; on POST, take the question and say by which day it is answered."""
    topic = request.GET.get("about", "")
    initial = {"topic": topic} if topic in Question.Topic.values else {}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.ask(**form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence(get_language()))
        else:
            language = "fr" if (get_language() or "").startswith("fr") else "en"
            told = {"number": made.number, "day": dates.day(made.answer_by, language)}
            messages.success(request, _("We have your question. Its number is %(number)s. We answer by %(day)s.") % told)
            return redirect("questions")
    asked = Question.objects.filter(person=request.user).order_by("-id")
    page = Paginator(asked, ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "profiles/questions.html", {"form": form, "page": page})
