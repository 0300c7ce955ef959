"""Questions of people: the oldest first, answered once."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite import bell, clock
from iecsite.admin_base import ReadOnlyAdmin
from profiles.models import Question
from profiles.operations import questions


class AnswerForm(forms.Form):
    """What the person reads."""

    words = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("The person reads it in their account, in these words; write in the language of the question."),
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": gettext_lazy("Write the answer that the person reads.")},
    )


class OpenQuestions(admin.SimpleListFilter):
    """The list at first: what waits for an answer, the nearest day first."""

    title = gettext_lazy("state")
    parameter_name = "answered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Answered")), ("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext_lazy("Waits for an answer")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() == "all" else queryset.filter(answered_at__isnull=self.value() != "yes")


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["number", "topic", "person", "asked_at", "answer_by", "answered_by"]
    list_filter = [OpenQuestions, "topic"]
    list_select_related = ["person", "answered_by"]
    search_fields = ["person__email"]

    @admin.display(description=gettext_lazy("number"), ordering="id")
    def number(self, question: Question) -> str:
        """What letters call it."""
        return question.number

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One question with what the same person asked before; on POST, answer it."""
        self.require(request, "profiles.view_question")
        found = self.found(Question.objects.select_related("person", "answered_by"), object_id)
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            self.require(request, "profiles.answer_question")
            if form.is_valid() and self.carry_out(
                request,
                lambda: questions.answer(question_id=found.pk, **form.cleaned_data, by=request.user, at=clock.now()),
                done=_("The question is answered. The person is written that the answer lies in their account."),
            ):
                bell.ring("profiles.tasks.deliver_letters", queue="mail")
                return redirect("admin:profiles_question_change", found.pk)
        before = Question.objects.filter(person=found.person).exclude(pk=found.pk).order_by("-id")[:10]
        context = {
            "found": found,
            "form": form,
            "before": before,
            "may_answer": found.answered_at is None and request.user.has_perm("profiles.answer_question"),
            "late": found.answered_at is None and found.answer_by < clock.today(),
        }
        return self.page(request, "admin/profiles/question.html", title=found.number, obj=found, **context)
