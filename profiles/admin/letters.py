"""Every letter, in its own words; what was put aside can be sent again."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite import bell, clock
from iecsite.admin_base import ReadOnlyAdmin
from profiles.letters import words
from profiles.models import Letter
from profiles.operations import letters


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["id", "user", "kind", "subject_in_words", "state", "queued_at", "sent_at", "opened_at", "attempts"]
    list_filter = ["state", "kind", "language"]
    list_select_related = ["user", "profile"]
    search_fields = ["user__email", "subject", "kind"]
    ordering = ["-id"]

    @admin.display(description=gettext_lazy("subject"))
    def subject_in_words(self, letter: Letter) -> str:
        """As it was or will be sent."""
        return letter.subject or words.compose(letter)[0]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One letter as its reader has it, without what opens its links; on POST, send again what was put aside."""
        self.require(request, "profiles.view_letter")
        letter = self.found(Letter.objects.select_related("user", "profile"), object_id)
        if request.method == "POST":
            self.require(request, "profiles.view_letter")
            if self.carry_out(
                request,
                lambda: letters.send_again(letter_id=letter.pk, by=request.user, at=clock.now()),
                done=_("The letter is in the outbox again."),
            ):
                bell.ring("profiles.tasks.deliver_letters", queue="mail")
            return redirect("admin:profiles_letter_change", letter.pk)
        subject, body = words.for_staff(letter)
        context = {"letter": letter, "subject": subject, "paragraphs": body.strip().split("\n\n")}
        return self.page(request, "admin/profiles/letter.html", title=subject, obj=letter, **context)
