"""allauth's seams: accounts speak the person's language, and their mail uses our templates."""

from datetime import timedelta
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.account.signals import email_changed
from allauth.core.internal import ratelimit
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite import bell, clock
from iecsite.browsers import named
from iecsite.sign_in import FACTOR_CODE_SECONDS, LOCKS_AN_ADDRESS, STRONG_FACTORS
from profiles.models import User
from profiles.operations import browsers, changed_address, closing, email_codes, letters, sign_in_locks
from profiles.queries.second_factors import asks_codes_by_email
from profiles.views.email_codes import CodeStage
from profiles.views.security import on_the_way
from profiles.views.sign_in_locks import OPENED_FOR

# By this cookie an account knows a browser again; it is worth nothing to anybody else.
BROWSER_COOKIE = "iec_browser"
KEPT_FOR = timedelta(days=400)
LONGEST_KEY = 64


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        # A new password chosen by the link in the mail clears the count.
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong passwords for this address. Wait five minutes. If it has an account, we have written to it: with the "
            "link in our e-mail you can try again at once. To choose a new password opens it too."
        ),
        "too_many_from_here": gettext_lazy("Too many wrong passwords from your network. Wait a minute, then try again."),
        "too_many_recovery_codes": gettext_lazy(
            "Too many wrong codes were entered. Wait five minutes before you enter a recovery code. The right code from our "
            "e-mail works all the same."
        ),
        "incorrect_code": gettext_lazy("This is not the code in our latest e-mail. Look at it again, or let us send another."),
        "incorrect_recovery_code": gettext_lazy("This is none of the recovery codes of your account, or it was used before."),
        "email_taken": gettext_lazy("This address belongs to another account. Use another address."),
        "code_just_sent": gettext_lazy(
            "We have just written to this address. Look in your mail, or wait a minute and try again; after six e-mails in an "
            "hour, wait an hour."
        ),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Whoever gives the right password may still have to wait for another code."""
        self._known = super().authenticate(request, **credentials)
        return self._known

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """
        An address that was tried too often is locked for minutes, and its owner hears how to open it in their own browser.

        :raises ValidationError: while it is locked, or this network has tried too often
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            counted = {"app": "allauth.account", "action": "login_failed", "config": {"login_failed": LOCKS_AN_ADDRESS}}
            key = self._get_login_attempts_cache_key(request, **credentials)
            if ratelimit.consume(request, **counted, key=key, dry_run=True):
                raise self.validation_error("too_many_from_here") from None
            if sign_in_locks.tell(email=credentials.get("email", ""), at=clock.now()):
                bell.ring("profiles.tasks.deliver_letters", queue="mail")
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords from a browser that its owner's mail has opened are counted apart from everybody else's."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        opened = request.session.get(OPENED_FOR)
        return f"{key} {request.session.session_key}" if opened and opened == credentials.get("email", "").lower() else key

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """One sentence fewer that is not true: whoever gives the right password was not wrong too often."""
        if code == "too_many_login_attempts" and getattr(self, "_known", None):
            code = "code_just_sent"
        return super().validation_error(code, *args)

    def get_login_stages(self) -> list[str]:
        """allauth's, with our own in the place of the one that sends codes by e-mail."""
        ours = f"{CodeStage.__module__}.{CodeStage.__qualname__}"
        return [ours if one == "allauth.account.stages.LoginByCodeStage" else one for one in super().get_login_stages()]

    def is_login_by_code_required(self, login: Login) -> bool:
        """Whose account has codes by e-mail on and nothing stronger, which a later stage asks for, is asked for one."""
        return login.user is not None and asks_codes_by_email(login.user)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new account speaks the language of the page on which it was made, and keeps the clocks that were chosen there."""
        user.language = "fr" if get_language() == "fr" else "en"
        user.time_zone = form.cleaned_data.get("time_zone") or user.time_zone
        return super().save_user(request, user, form, commit=commit)

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The account gets the address whose code was entered; the sign-up with it that nobody confirmed is closed."""
        closing.close_unconfirmed(email_address.email, but=email_address.user_id, at=clock.now())
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        """
        Somebody is signed in: the account notes the browser, and its owner hears of one that is new. Whoever has just made the
        account is offered a second factor on the way, or sees the recovery codes of the passkey.
        """
        if told.get("signup"):
            told["redirect_url"] = self._after_signup(request, user, told.get("redirect_url"))
        response = super().post_login(request, user, **told)
        key = request.COOKIES.get(BROWSER_COOKIE, "")
        if not 0 < len(key) <= LONGEST_KEY:
            key = browsers.new_key()
        name, ip = named(self.get_http_user_agent(request)), self.get_client_ip(request)
        if browsers.signed_in(user_id=user.pk, key=key, name=name, ip=ip, at=clock.now()):
            bell.ring("profiles.tasks.deliver_letters", queue="mail")
        response.set_cookie(
            BROWSER_COOKIE,
            key,
            max_age=KEPT_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=settings.SESSION_COOKIE_SAMESITE,
        )
        return response

    def _after_signup(self, request: HttpRequest, user: Any, to: str | None) -> str:
        if not is_mfa_enabled(user):
            return on_the_way(to, "second_factor_offer")
        # The passkey that was made a moment ago is not asked for again before its codes are shown.
        record_authentication(request, user, method="mfa", type="webauthn", reauthenticated=True)
        auto_generate_recovery_codes(request)
        return on_the_way(to, "mfa_view_recovery_codes")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The mail with a code of the second factor says how many minutes it works."""
        super().send_mail(template_prefix, email, {"minutes": FACTOR_CODE_SECONDS // 60} | context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """allauth's own messages, but for the one about a changed address, which is a letter of ours to both addresses."""
        if template_prefix != "account/email/email_changed":
            super().send_notification_mail(template_prefix, user, context=context, email=email)


@receiver(email_changed)
def tell_of_another_address(user: Any, from_email_address: Any = None, **_told: Any) -> None:
    """
    The account has another address: both are told, and what the old one did not take goes back into the outbox. An address that
    was never confirmed was nobody's yet.
    """
    at = clock.now()
    if from_email_address is not None and from_email_address.verified and from_email_address.email != user.email:
        changed_address.note(user_id=user.pk, former=from_email_address.email, at=at)
        transaction.on_commit(partial(bell.ring, "profiles.tasks.deliver_to_other_addresses", queue="mail"))
    if letters.send_again_to(user_id=user.pk, at=at) or from_email_address is not None:
        transaction.on_commit(partial(bell.ring, "profiles.tasks.deliver_letters", queue="mail"))


@receiver(authenticator_added)
def stronger_one_takes_over(request: HttpRequest, user: Any, authenticator: Any, **_told: Any) -> None:
    """An app or a key was set up: codes by e-mail are no way around it."""
    if authenticator.type in STRONG_FACTORS and email_codes.give_way(user_id=user.pk, at=clock.now()):
        messages.info(request, _("Codes by e-mail are off now. Your app or key is asked for instead: it is stronger."))
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
