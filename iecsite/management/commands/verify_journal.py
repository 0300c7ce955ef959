"""`manage.py verify_journal`: walks every chain of the journal and says where the first one does not hold."""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from iecsite.journal import Entry, first_break


class Command(BaseCommand):
    help = "Walk every stream of the journal; exit 1 at the first entry that was changed, added or taken out."

    def handle(self, *args, **options) -> None:
        for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
            if not issubclass(model, Entry):
                continue
            found = first_break(model)
            if found is not None:
                raise CommandError(f"{model._meta.label}: in stream {found.stream}, entry {found.sequence} {found.reason}.")
            entries = model._default_manager.count()
            streams = model._default_manager.values("stream").distinct().count()
            self.stdout.write(f"{model._meta.label}: {entries} entries in {streams} streams, every link holds.")
