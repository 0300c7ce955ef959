from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("Profiles")

    def ready(self) -> None:
        from iecsite.personal_file import register  # noqa: PLC0415
        from profiles.queries import personal_file  # noqa: PLC0415 (its models are there from now on)

        register(personal_file.PART)
        import_module("profiles.allauth_adapter")
