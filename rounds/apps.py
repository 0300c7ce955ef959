from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.utils.translation import gettext_lazy as _

from rounds.rules.time_stamps import MOST, certificates


class RoundsConfig(AppConfig):
    name = "rounds"
    verbose_name = _("Rounds")

    def ready(self) -> None:
        from iecsite.personal_file import register  # noqa: PLC0415
        from rounds.queries import personal_file  # noqa: PLC0415 (its models are there from now on)

        register(personal_file.PART)
        checks.register(_names_its_software, deploy=True)
        checks.register(_knows_its_authorities)


def _names_its_software(**_options: object) -> list[checks.CheckMessage]:
    """Production must know which commit runs: the manifest of every public round names it."""
    from rounds.publication.software import UNKNOWN, software  # noqa: PLC0415 (the settings are there from now on)

    if software() != UNKNOWN:
        return []
    words = "IECSITE_COMMIT is not set, and this is no working copy of git: no public round can be frozen."
    return [checks.Error(words, hint="Set it to the commit that runs: git rev-parse HEAD", id="rounds.E001")]


def _knows_its_authorities(**_options: object) -> list[checks.CheckMessage]:
    """
    Who is asked for time stamps is known by a root certificate; else no stamp of theirs could be believed.

    Warnings: a list that nobody stamps is drawn all the same, so the site starts.
    """
    named, roots = settings.TIME_STAMP_AUTHORITIES, settings.TIME_STAMP_ROOTS
    if not named:
        return []
    found = []
    if len(named) > MOST:
        words = f"TIME_STAMP_AUTHORITIES names {len(named)} authorities; a round takes {MOST} at most."
        found.append(checks.Warning(words, hint="Name the two that are to be asked, with a comma between.", id="rounds.W002"))
    if strange := [one for one in named if not one.startswith(("https://", "http://"))]:
        words = f"TIME_STAMP_AUTHORITIES has {strange[0]!r}, which is no web address: it is never asked."
        hint = "Write the whole address. Example: https://stamps.example.org/tsr"
        found.append(checks.Warning(words, hint=hint, id="rounds.W003"))
    hint = "Put the root certificates that the authorities publish into one PEM file, and name it: /data/time-stamp-roots.pem"
    if not roots:
        words = "TIME_STAMP_AUTHORITIES is set and TIME_STAMP_ROOTS is not: no answer could be believed, so no list is stamped."
        return [*found, checks.Warning(words, hint=hint, id="rounds.W004")]
    try:
        certificates(Path(roots).read_bytes())
    except (OSError, ValueError) as failure:
        words = f"TIME_STAMP_ROOTS names no PEM file of root certificates ({failure}), so no list is stamped."
        found.append(checks.Warning(words, hint=hint, id="rounds.W004"))
    return found
