"""Help by question: one page each, in the words in which people ask."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from iecsite.public_cache import public


@dataclass(frozen=True)
class Question:
    """`key` names the texts `templates/help/<key>.<language>.html`; `slug` its address."""

    key: str
    slug: str | Promise
    title: str | Promise


GROUPS: tuple[tuple[str | Promise, tuple[Question, ...]], ...] = (
    (
        _("Before you begin"),
        (
            Question("take-part", _("help/can-i-take-part/"), _("Can I take part?")),
            Question("cost", _("help/what-it-costs/"), _("What does it cost, and what do I get back?")),
            Question("couple", _("help/two-of-us/"), _("Two of us want to come. What do we do?")),
        ),
    ),
    (
        _("Pools and rounds"),
        (
            Question("early", _("help/does-joining-early-help/"), _("Does joining early help?")),
            Question("chance", _("help/what-my-chance-is/"), _("What is my chance, and how do you know?")),
            Question("draw", _("help/how-a-round-is-drawn/"), _("How is a round drawn, and can I check it?")),
            Question("waiting", _("help/how-long-i-wait/"), _("How long do I have to wait?")),
        ),
    ),
    (
        _("After an invitation"),
        (
            Question("answer", _("help/i-was-invited/"), _("I was invited. What now?")),
            Question("late", _("help/i-cannot-make-the-deadline/"), _("I cannot make the deadline. What can I do?")),
            Question("documents", _("help/which-documents/"), _("Which documents do I need?")),
        ),
    ),
    (
        _("When something changes or goes wrong"),
        (
            Question("change", _("help/my-details-changed/"), _("My passport or my answers changed. What do I do?")),
            Question("sign-in", _("help/i-cannot-sign-in/"), _("I cannot sign in. What do I do?")),
            Question("season-end", _("help/the-season-ended/"), _("The season ended without an invitation. What now?")),
        ),
    ),
)
QUESTIONS = {question.key: question for _group, questions in GROUPS for question in questions}


@login_not_required
@public
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """All questions, by when they come up."""
    return TemplateResponse(request, "help/questions.html", {"groups": GROUPS})


@login_not_required
@public
@require_safe
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question and its answer."""
    language = "fr" if request.LANGUAGE_CODE == "fr" else "en"
    context = {"question": QUESTIONS[key], "answer": f"help/{key}.{language}.html"}
    return TemplateResponse(request, "help/question.html", context)
