from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        # All of it reads models, which are there from now on.
        from applications.models.application import STAGES  # noqa: PLC0415
        from applications.queries import personal_file, references, row_numbers  # noqa: PLC0415
        from iecsite.personal_file import register  # noqa: PLC0415
        from profiles.queries.references import register as know_numbers  # noqa: PLC0415
        from profiles.queries.row_numbers import register as tell_numbers  # noqa: PLC0415
        from rounds.queries import outcomes  # noqa: PLC0415

        register(personal_file.PART)
        outcomes.follow("application__state", STAGES)
        know_numbers(references.of_application)
        tell_numbers(row_numbers.add)
