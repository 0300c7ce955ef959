"""allauth's seams: accounts speak the person's language, and their mail uses our templates."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import get_language


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: AbstractBaseUser, form: Any, commit: bool = True) -> AbstractBaseUser:
        """A new account speaks the language of the page on which it was made."""
        user.language = "fr" if get_language() == "fr" else "en"
        return super().save_user(request, user, form, commit=commit)
