"""manage.py catalogue: keep the French catalogues complete, without GNU gettext."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iecsite import catalogue


class Command(BaseCommand):
    help = "Collects, checks or compiles the French texts of the site (no GNU gettext needed)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        act = parser.add_mutually_exclusive_group(required=True)
        act.add_argument(
            "--update",
            action="store_true",
            help="bring the .po files up to date with the sources",
        )
        act.add_argument("--check", action="store_true", help="fail on any text without sound French")
        act.add_argument(
            "--compile",
            action="store_true",
            help="write the .mo files that are out of date",
        )
        parser.add_argument("--area", choices=catalogue.AREAS, help="only this area (default: all)")

    def handle(self, *, update: bool, check: bool, area: str | None, **options: object) -> None:
        areas = (area,) if area else catalogue.AREAS
        if update:
            self._update(areas)
        elif check:
            self._check(areas)
        else:
            written = catalogue.compile_stale()
            self.stdout.write(f"{len(written)} catalogues compiled." if written else "Every catalogue is fresh.")

    def _update(self, areas: tuple[str, ...]) -> None:
        for area in areas:
            missing = catalogue.update(area)
            self.stdout.write(f"{area}: {missing} texts without French" if missing else f"{area}: complete")

    def _check(self, areas: tuple[str, ...]) -> None:
        flaws = [flaw for area in areas for flaw in catalogue.check(area)]
        for flaw in flaws:
            self.stderr.write(str(flaw))
        if flaws:
            raise CommandError(f"{len(flaws)} texts need French. Add it in locale/<area>/fr/LC_MESSAGES/django.po.")
        self.stdout.write("Every text has its French.")
