"""The page on which a person enters the code that was sent to their address."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.views import ConfirmEmailVerificationCodeView, EmailView
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from iecsite.sign_in import CODE_SECONDS
from profiles.forms.confirm_email import may_be_sent
from profiles.views.codes import CodePage


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
@reauthentication_required(allow_get=True)
def change(request: HttpRequest) -> HttpResponse:
    """
    allauth's page on which another address is given, with the one whose code is waited for. Whoever gives another address is
    asked once more who they are: with it a new password can be had.
    """
    return EmailView.as_view(extra_context={"waiting": EmailVerificationProcess.resume(request)})(request)


class _EnterCode(CodePage, ConfirmEmailVerificationCodeView):
    """allauth's page, which would say nothing of a code that is over and count what was never entered."""

    here = "account_email_verification_sent"
    minutes = CODE_SECONDS // 60
    gives_up = "start_again"

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        process = EmailVerificationProcess.resume(request)
        if process and request.user.is_anonymous and not LoginStageController.enter(request, EmailVerificationStage.key):
            # allauth looks at the sign-in that waits for the code only where there is an account: that would tell of one.
            process.abort()
        return super().dispatch(request, *args, **named)

    def may_send(self) -> bool:
        return may_be_sent(self._process.email)

    def after_giving_up(self) -> str:
        return "account_email" if self.request.user.is_authenticated else "account_signup"

    def after_too_many(self) -> str:
        return "account_email" if self.request.user.is_authenticated else "account_login"

    def how_to_get_another(self) -> str:
        if self.request.user.is_authenticated:
            return _("Enter the new address again, and we send another.")
        return _("Sign in with your address and password, and we send another. You have no password? Choose one there.")

    def _verify_form_invalid(self, form: Form) -> HttpResponse:
        return self._wrong(form)
