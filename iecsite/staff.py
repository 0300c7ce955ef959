"""The staff site: Django's admin behind our own sign-in and a second factor."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iecsite.sign_in import STRONG_FACTORS


class StaffSite(AdminSite):
    site_title = gettext_lazy("IEC staff site")
    site_header = gettext_lazy("IEC staff site")
    index_title = gettext_lazy("Today")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff with an app or a key; nobody else sees more than the way to get one. Codes by e-mail are none."""
        return super().has_permission(request) and is_mfa_enabled(request.user, STRONG_FACTORS)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Staff sign in where everybody does; without an app or a key they are shown how to set one up."""
        wanted = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted, reverse("account_login"))
        if request.user.is_staff and request.user.is_active:
            told = _(
                "Set up an app or a key as your second factor first. The staff site opens after that; codes by e-mail do not "
                "open it."
            )
            messages.warning(request, told)
            return redirect("mfa_index")
        return redirect("home")

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """One way out for everybody."""
        return redirect("account_logout")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """No page completes what is typed, and an answer without a template would show people without a note of the look."""
        raise Http404
