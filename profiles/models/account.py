"""The account: one person signing in with an e-mail address."""

from typing import ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from iecsite import clock


def validate_time_zone(name: str) -> None:
    """:raises ValidationError: when the name is not one of the time zones that the world's clocks keep"""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list."))


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the address is kept in lower case so that one person cannot hold two by its spelling."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """An account; without a password it can be entered only after a reset."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """An account that may do everything in the admin (except approve what it prepared itself)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True, max_length=254)
    preferred_name = models.CharField(_("what we call you"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("en", "English"), ("fr", "Français")], default="en")
    # "": the language of letters.
    call_language = models.CharField(
        _("language of calls"),
        max_length=2,
        choices=[("en", "English"), ("fr", "Français")],
        blank=True,
        default="",
        db_default="",
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/Toronto", validators=[validate_time_zone])
    # In which form the person needs what we write to them.
    large_print = models.BooleanField(_("letters in large print"), default=False, db_default=False)
    plain_email = models.BooleanField(_("e-mail as plain text"), default=False, db_default=False)
    no_pdf = models.BooleanField(_("letters as text, without a PDF"), default=False, db_default=False)
    by_phone = models.BooleanField(_("call instead of writing"), default=False, db_default=False)
    other_needs = models.CharField(_("other needs"), max_length=500, blank=True, default="", db_default="")
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=clock.now)
    # Codes by e-mail as a second factor. They count while the account has no app and no key (`queries.second_factors`).
    email_codes_since = models.DateTimeField(_("codes by e-mail since"), null=True, blank=True, editable=False)
    email_codes_used_at = models.DateTimeField(_("code by e-mail last used at"), null=True, blank=True, editable=False)
    # Asked for by the person: from `closing_at` on nobody enters the account; `closed_at` is when that was done.
    closing_at = models.DateTimeField(_("closes at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    early_disposal = models.BooleanField(_("agrees that the file is erased early"), default=False, editable=False)
    erased_at = models.DateTimeField(_("file erased at"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        indexes = [
            models.Index(
                fields=["closing_at", "id"], condition=Q(closing_at__isnull=False, closed_at__isnull=True), name="user_closing"
            ),
            models.Index(fields=["id"], condition=Q(erased_at__isnull=True, is_staff=False), name="user_not_erased"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_case"),
            models.CheckConstraint(
                condition=Q(email_codes_used_at=None) | Q(email_codes_since__isnull=False), name="user_email_codes_used_while_on"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.preferred_name or self.email

    def needs_in_words(self) -> list[str]:
        """In which form they need what we write, each in the language of the page; empty when as everybody."""
        named = ("large_print", "plain_email", "no_pdf", "by_phone")
        said = [str(self._meta.get_field(name).verbose_name) for name in named if getattr(self, name)]
        return said + ([self.other_needs] if self.other_needs else [])

    def languages_in_words(self) -> str:
        """Of letters, then of calls where that is another one."""
        letters, calls = self.get_language_display(), self.get_call_language_display()
        return f"{letters}, {calls}" if calls and calls != letters else letters
