"""What is common to the pages on which the six digits of an e-mail are entered (ADR 0019, 0022)."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class CodePage:
    """
    Put before a view whose code waits in `_process`. It says what became of a code that is over, counts no empty answer, counts
    tries of one session in the database besides, and sends another code after a minute, which brings no new tries.
    """

    here: str
    minutes: int
    # A button that gives up, by the name of its action.
    gives_up = ""

    request: HttpRequest
    _process: Any
    get_context_data: Callable[..., dict[str, Any]]
    render_to_response: Callable[..., HttpResponse]

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        self._waiting = False
        response = super().dispatch(request, *args, **named)
        if not self._waiting and self.tells_when_over():
            over = _("No code is waiting here: it was used, or its %(minutes)s minutes are over.") % {"minutes": self.minutes}
            messages.error(request, f"{over} {self.how_to_get_another()}")
        return response

    def get(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        self._waiting = True
        return super().get(request, *args, **named)

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        self._waiting = True
        action = request.POST.get("action")
        if self.gives_up and action == self.gives_up:
            self._process.abort()
            return redirect(self.after_giving_up())
        tries = action != "resend" and request.POST.get("code")
        if tries and not ratelimit.consume(request, action="enter_code", key=f"code {request.session.session_key}"):
            return self._too_often()
        return super().post(request, *args, **named)

    def tells_when_over(self) -> bool:
        return True

    def how_to_get_another(self) -> str:
        """A sentence for whoever has no code any more."""
        raise NotImplementedError

    def after_giving_up(self) -> str:
        """The page to which giving up leads."""
        raise NotImplementedError

    def after_too_many(self) -> str:
        """The page to which too many wrong codes lead."""
        raise NotImplementedError

    def may_send(self) -> bool:
        """Whether another code may be sent now."""
        raise NotImplementedError

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        if not self.may_send():
            messages.error(self.request, get_adapter().error_messages["code_just_sent"])
            return redirect(self.here)
        # The minutes are those of the new code; wrong ones go on being counted.
        self._process.state["at"] = time.time()
        another = _("We sent another code. The one before works no more.")
        messages.success(self.request, another if self._process.code else _("We sent a code."))
        self._process.resend()
        return redirect(self.here)

    def _wrong(self, form: Form) -> HttpResponse:
        if form.has_error("code", "required") or self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        return self._too_often()

    def _too_often(self) -> HttpResponse:
        self._process.abort()
        over = _("That was wrong too often, and the code works no more.")
        messages.error(self.request, f"{over} {self.how_to_get_another()}")
        return redirect(self.after_too_many())
