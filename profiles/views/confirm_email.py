"""The page on which a person enters the code that was sent to their address."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.views import ConfirmEmailVerificationCodeView, EmailView
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from profiles.forms.confirm_email import may_be_sent

HERE = "account_email_verification_sent"


@sensitive_post_parameters("code")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """
    Whether the address is that of a sign-up, of one that was never confirmed, or of a change.

    Whoever signs up with an address that has an account sees the same page and can press the same buttons; the code of theirs
    went nowhere.
    """
    return _EnterCode.as_view()(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """allauth's page on which another address is given, with the one whose code is waited for."""
    return EmailView.as_view(extra_context={"waiting": EmailVerificationProcess.resume(request)})(request)


class _EnterCode(ConfirmEmailVerificationCodeView):
    """allauth's page, which says nothing of a code that is over and counts what was never entered."""

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        self._waiting = False
        process = EmailVerificationProcess.resume(request)
        if process and request.user.is_anonymous and not LoginStageController.enter(request, EmailVerificationStage.key):
            # allauth looks at the sign-in that waits for the code only where there is an account: that would tell of one.
            process.abort()
        response = super().dispatch(request, *args, **named)
        if not self._waiting:
            over = _("No code is waiting here: it was used, or its 30 minutes are over.")
            messages.error(request, f"{over} {self._how_to_get_another()}")
        return response

    def get(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        self._waiting = True
        return super().get(request, *args, **named)

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        self._waiting = True
        action = request.POST.get("action")
        if action == "start_again":
            self._process.abort()
            return redirect("account_email" if request.user.is_authenticated else "account_signup")
        tries = action != "resend" and request.POST.get("code")
        if tries and not ratelimit.consume(request, action="enter_code", key=f"code {request.session.session_key}"):
            return self._too_often()
        return super().post(request, *args, **named)

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        if not may_be_sent(self._process.email):
            messages.error(self.request, get_adapter().error_messages["code_just_sent"])
            return redirect(HERE)
        # The 30 minutes are those of the new code; wrong ones go on being counted.
        self._process.state["at"] = time.time()
        messages.success(self.request, _("We sent another code. The one before works no more."))
        return super()._resend_form_valid(form)

    def _verify_form_invalid(self, form: Form) -> HttpResponse:
        if form.has_error("code", "required") or self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        return self._too_often()

    def _too_often(self) -> HttpResponse:
        self._process.abort()
        over = _("That was wrong too often, and the code works no more.")
        messages.error(self.request, f"{over} {self._how_to_get_another()}")
        return redirect("account_email" if self.request.user.is_authenticated else "account_login")

    def _how_to_get_another(self) -> str:
        if self.request.user.is_authenticated:
            return _("Enter the new address again, and we send another.")
        return _("Sign in with your address and password, and we send another. You have no password? Choose one there.")
