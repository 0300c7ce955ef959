"""Codes by e-mail as a second factor: turned on, turned off, and asked for at a sign-in (ADR 0022)."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView
from allauth.core.internal import ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView

from iecsite import bell, clock
from iecsite.refusal import Refused
from iecsite.sign_in import CODE_ATTEMPTS, FACTOR_CODE_SECONDS
from profiles.forms.email_codes import ProofForm
from profiles.models import User
from profiles.operations import email_codes
from profiles.queries.second_factors import confirmed_address, has_strong_one
from profiles.views.codes import CodePage

MINUTES = FACTOR_CODE_SECONDS // 60
SIGN_IN_PAGE, ON_PAGE = "account_confirm_login_code", "email_codes_on"
COUNTED = {"app": "allauth.account", "action": "factor_code"}


def may_go_to(request: HttpRequest, user: User, *, why: str) -> bool:
    """
    Whether another code of the second factor may go to an account now; asking counts as one.

    :param why: SIGN_IN_PAGE or ON_PAGE, which are counted apart
    """
    return bool(ratelimit.consume(request, **COUNTED, key=f"{why} {user.pk}", limit_get=True))


class CodeStage(LoginByCodeStage):
    """allauth's stage of a sign-in, with the limits of our codes; whose sign-in it is, the adapter says."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.state:
            return redirect(SIGN_IN_PAGE), True
        user = self.login.user
        if user is None or not get_adapter().is_login_by_code_required(self.login):
            return None, True
        # Without a confirmed address the page takes recovery codes alone.
        address = confirmed_address(user)
        self.state.update(LoginCodeVerificationProcess.initial_state(user=user, email=address))
        self.state.update(initiated_by_user=False, login_by_code_required=True)
        if address is None:
            return redirect(SIGN_IN_PAGE), True
        if may_go_to(self.request, user, why=SIGN_IN_PAGE):
            LoginCodeVerificationProcess(stage=self).send()
        else:
            # The page is there all the same, for a recovery code, and sends a code once it may.
            messages.warning(self.request, _told_to_wait())
        return redirect(SIGN_IN_PAGE), True


def _told_to_wait() -> str:
    return _(
        "We wrote to you for another sign-in, and no code of that one works here. Wait a minute, then let us send another; after "
        "six e-mails in an hour, wait an hour. A recovery code works at once."
    )


@sensitive_post_parameters("code")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The second step of a sign-in: the code that was just sent, or a recovery code."""
    return _SignInCode.as_view()(request)


class _SignInCode(CodePage, ConfirmLoginCodeView):
    """allauth's page, which knows no recovery codes."""

    here = SIGN_IN_PAGE
    minutes = MINUTES

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        stage = LoginStageController.enter(request, CodeStage.key)
        if stage and stage.state.get("email") != confirmed_address(stage.login.user):
            # Another address since then: the code lies in a mailbox that opens the account no more.
            stage.abort()
        return super().dispatch(request, *args, **named)

    @cached_property
    def _action(self) -> str:
        return "resend" if self._mails and super()._action == "resend" else "verify"

    @property
    def _mails(self) -> bool:
        """Whether there is an address to which a code can go."""
        return bool(self._process.state.get("email"))

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        return given if self._action == "resend" else given | {"user": self.stage.login.user}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        found = super().get_context_data(**more) | {"minutes": MINUTES, "sent": bool(self._process.code)}
        return found | {"can_resend": found["can_resend"] and self._mails}

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        if form.recovery is not None:
            post_authentication(self.request, form.recovery)
            return self.stage.exit()
        user = self.stage.login.user
        email_codes.note_use(user_id=user.pk, at=clock.now())
        # Whoever has just signed in may do so again at once.
        ratelimit.clear(self.request, **COUNTED, key=f"{SIGN_IN_PAGE} {user.pk}")
        return super()._verify_form_valid(form)

    def form_invalid(self, form: Form) -> HttpResponse:
        return self._wrong(form)

    def may_send(self) -> bool:
        return may_go_to(self.request, self.stage.login.user, why=SIGN_IN_PAGE)

    def tells_when_over(self) -> bool:
        # A second press on the same button comes when the first has signed in.
        return not self.request.user.is_authenticated

    def after_too_many(self) -> str:
        return "account_login"

    def how_to_get_another(self) -> str:
        return _("Sign in again with your address and password, and we send another.")


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@redirect_if_add_not_allowed
@reauthentication_required(app="allauth.mfa")
def turn_on(request: HttpRequest) -> HttpResponse:
    """What codes by e-mail are worth, and a code that has to arrive before they are on; then the recovery codes."""
    if has_strong_one(request.user.pk):
        messages.info(request, _("Your app or key is asked for when you sign in. It is stronger than codes by e-mail."))
        return redirect("mfa_index")
    if request.user.email_codes_since is not None:
        return redirect("mfa_index")
    return _TurnOn.as_view()(request)


class _Proof(AbstractCodeVerificationProcess):
    """A code on its way to somebody who is signed in and wants codes by e-mail. It lies in their session and ends with it."""

    KEPT = "email_codes_proof"

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(max_attempts=CODE_ATTEMPTS, timeout=FACTOR_CODE_SECONDS, state=state, user=request.user)

    @classmethod
    def begin(cls, request: HttpRequest, address: str) -> None:
        cls(request, cls.initial_state(user=request.user, email=address)).resend()

    @classmethod
    def resume(cls, request: HttpRequest) -> "_Proof | None":
        """The one under way; None when there is none, it is over, or the account has another address since."""
        state = request.session.get(cls.KEPT)
        if not state or state["email"] != confirmed_address(request.user):
            return None
        return cls(request, state).abort_if_invalid()

    @property
    def can_resend(self) -> bool:
        return True

    def resend(self) -> None:
        self.send()
        self.persist()

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        context = {"request": self.request, "code": self.code, "user": self.user}
        adapter.send_mail("mfa/email/email_codes_proof", self.state["email"], context)

    def persist(self) -> None:
        self.request.session[self.KEPT] = self.state

    def abort(self) -> None:
        self.request.session.pop(self.KEPT, None)


class _TurnOn(CodePage, FormView):
    template_name = "profiles/email_codes_on.html"
    here = ON_PAGE
    minutes = MINUTES
    gives_up = "not_now"

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        self._process = _Proof.resume(request)
        return super().dispatch(request, *args, **named)

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if request.POST.get("action") == "send":
            self._waiting = True
            self._begin()
            return redirect(ON_PAGE)
        return super().post(request, *args, **named) if self._process else redirect(ON_PAGE)

    def get_form_class(self) -> type[Form]:
        return Form if self.request.POST.get("action") == "resend" else ProofForm

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        proves = self._process and self.get_form_class() is ProofForm
        return given | {"code": self._process.code} if proves else given

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        address = confirmed_address(self.request.user)
        return super().get_context_data(**more) | {"waiting": self._process, "address": address, "minutes": MINUTES}

    def form_valid(self, form: Form) -> HttpResponse:
        if not isinstance(form, ProofForm):
            return self._resend_form_valid(form)
        self._process.abort()
        try:
            email_codes.turn_on(by=self.request.user, at=clock.now())
        except Refused as refusal:
            messages.error(self.request, refusal.sentence(get_language()))
            return redirect("mfa_index")
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
        messages.success(
            self.request, _("Codes by e-mail are on. Here are your recovery codes: print them and keep them somewhere safe.")
        )
        return redirect("mfa_view_recovery_codes")

    def form_invalid(self, form: Form) -> HttpResponse:
        return self._wrong(form)

    def may_send(self) -> bool:
        return may_go_to(self.request, self.request.user, why=ON_PAGE)

    def after_giving_up(self) -> str:
        return "mfa_index"

    def after_too_many(self) -> str:
        return ON_PAGE

    def how_to_get_another(self) -> str:
        return _("Let us send another.")

    def _begin(self) -> None:
        address = confirmed_address(self.request.user)
        if self._process is not None or address is None:
            return
        if self.may_send():
            _Proof.begin(self.request, address)
        else:
            messages.error(self.request, get_adapter().error_messages["code_just_sent"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa")
def turn_off(request: HttpRequest) -> HttpResponse:
    """What ends with them; on POST they are off."""
    if request.user.email_codes_since is None:
        return redirect("mfa_index")
    if request.method == "POST":
        if email_codes.turn_off(by=request.user, at=clock.now()):
            bell.ring("profiles.tasks.deliver_letters", queue="mail")
            messages.success(request, _("Codes by e-mail are off."))
        return redirect("mfa_index")
    return TemplateResponse(request, "profiles/email_codes_off.html")
