from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "rounds"
    verbose_name = _("Rounds")

    def ready(self) -> None:
        from iecsite.personal_file import register  # noqa: PLC0415
        from rounds.queries import personal_file  # noqa: PLC0415 (its models are there from now on)

        register(personal_file.PART)
