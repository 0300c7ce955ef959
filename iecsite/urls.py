"""The map: pages in two languages, the staff site, and what has no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.views import SpectacularJSONAPIView

from iecsite.public_cache import public
from iecsite.views import components, errors, front, health, statements
from iecsite.views import help as help_pages
from profiles.views import confirm_email, email_codes, second_step, security

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", front.choose_language, name="front"),
    path("health", health.health, name="health"),
    path("api/v1/openapi.json", public(login_not_required(SpectacularJSONAPIView.as_view())), name="api_description"),
    path("", include("profiles.urls.interface")),
    path("", include("rounds.urls.interface")),
    path("", include("applications.urls.interface")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path(
            _("account/"),
            include(
                [
                    path("confirm-email/", confirm_email.enter_code, name="account_email_verification_sent"),
                    path("login/code/confirm/", email_codes.enter_code, name="account_confirm_login_code"),
                    path("email/", confirm_email.change, name="account_email"),
                    path("2fa/authenticate/", second_step.SecondStep.as_view(), name="mfa_authenticate"),
                    path("2fa/recovery-codes/", security.recovery_codes, name="mfa_view_recovery_codes"),
                ]
            ),
        ),
        path(_("account/"), include("allauth.urls")),
        path(_("components/"), components.components, name="components"),
        path(_("help/"), help_pages.questions, name="help"),
        *(path(one.slug, help_pages.question, {"key": key}, name="help_question") for key, one in help_pages.QUESTIONS.items()),
        path(_("contact/"), statements.statement, {"name": "contact"}, name="contact"),
        path(_("privacy/"), statements.statement, {"name": "privacy"}, name="privacy"),
        path(_("accessibility/"), statements.statement, {"name": "accessibility"}, name="accessibility"),
        path("", include("profiles.urls.pages")),
        path("", include("rounds.urls.pages")),
        path("", include("applications.urls.pages")),
    ),
]
