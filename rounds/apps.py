from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "rounds"
    verbose_name = _("Rounds")

    def ready(self) -> None:
        from iecsite.personal_file import register  # noqa: PLC0415
        from rounds.queries import personal_file  # noqa: PLC0415 (its models are there from now on)

        register(personal_file.PART)
        checks.register(_names_its_software, deploy=True)


def _names_its_software(**_options: object) -> list[checks.CheckMessage]:
    """Production must know which commit runs: the manifest of every public round names it."""
    from rounds.publication.software import UNKNOWN, software  # noqa: PLC0415 (the settings are there from now on)

    if software() != UNKNOWN:
        return []
    words = "IECSITE_COMMIT is not set, and this is no working copy of git: no public round can be frozen."
    return [checks.Error(words, hint="Set it to the commit that runs: git rev-parse HEAD", id="rounds.E001")]
