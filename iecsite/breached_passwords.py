"""
Whether a new password is known from a breach: asked of a range service, where one is named (PWNED_PASSWORDS_URL).

The service sees the first five characters of a SHA-1, which some thousand passwords share, and answers with the rest of all of
them; neither the password nor the whole of its hash leaves this machine.
"""

import logging
import time
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread

import httpx
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from pwned_passwords_django.api import PwnedPasswords
from pwned_passwords_django.exceptions import PwnedPasswordsError

logger = logging.getLogger(__name__)

# Seconds: how long a person waits for the service, and how long nobody asks it after it did not answer.
PATIENCE, PAUSE = 1.0, 60.0
# How many may ask at a moment, those among them who gave up on a service that never comes to its end.
MOST = 32


class BreachedPasswords:
    """A validator of Django. A service that does not answer refuses nobody and holds nobody up."""

    def __init__(self, url: str) -> None:
        """:param url: of the ranges; the five characters are put behind it, such as https://api.pwnedpasswords.com/range/"""
        # A line that is kept open is seldom used before the service closes it.
        self._service = PwnedPasswords(client=httpx.Client(limits=httpx.Limits(max_keepalive_connections=0)))
        self._service.api_endpoint = url.rstrip("/") + "/"
        self._service.request_timeout = httpx.Timeout(PATIENCE)
        self._silent_until = 0.0
        self._turns = BoundedSemaphore(MOST)

    @sensitive_variables("password")
    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """:raises ValidationError: for a password that the service knows"""
        if time.monotonic() < self._silent_until:
            return
        if not self._turns.acquire(blocking=False):
            # Nothing is known of the service by that: this password goes unasked.
            logger.warning("A password was not compared with stolen ones, since %s are being compared.", MOST)
            return
        try:
            times = self._asked(password)
        except (PwnedPasswordsError, TimeoutError) as failure:
            logger.warning("The service of stolen passwords did not answer: %s", type(failure).__name__)
            self._silent_until = time.monotonic() + PAUSE
            return
        if times:
            raise ValidationError(
                _("This password was stolen from another site, and people who break into accounts try it. Choose another."),
                code="password_breached",
            )

    @sensitive_variables()
    def _asked(self, password: str) -> int:
        """
        How often the service has seen a password, asked beside: what the package waits at most counts for each piece of an answer
        alone, and not for the name of the server. The turn that the caller has taken is given back when it has ended.

        :raises TimeoutError: when the whole answer took too long
        """
        answer: Future[int] = Future()

        @sensitive_variables()
        def ask() -> None:
            try:
                answer.set_result(self._service.check_password(password))
            except Exception as failure:
                answer.set_exception(failure)
            finally:
                self._turns.release()

        Thread(target=ask, name="breached passwords", daemon=True).start()
        return answer.result(timeout=PATIENCE)

    def get_help_text(self) -> str:
        """What the page says before anything is typed."""
        return _("Your password can't be one that was stolen from another site.")
