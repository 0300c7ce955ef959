"""The kernel as a Django app, and the admin site that is ours."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "iecsite"
    default = True
    verbose_name = _("System")

    def ready(self) -> None:
        # Every process that may ring a bell knows our broker, not only workers; no server is started by it.
        import_module("iecsite.celery")


class StaffAdminConfig(admin_apps.SimpleAdminConfig):
    """The admin, with our site in the place of Django's; the apps' admin modules are found as usual."""

    default_site = "iecsite.staff.StaffSite"

    def ready(self) -> None:
        super().ready()
        self.module.autodiscover()
        # Roles are made by migration; addresses, second factors and sessions are their owners' own, and nobody else reads them.
        owned = ("account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator", "usersessions.UserSession")
        for name in ("auth.Group", *owned):
            model = apps.get_model(name)
            if admin.site.is_registered(model):
                admin.site.unregister(model)
