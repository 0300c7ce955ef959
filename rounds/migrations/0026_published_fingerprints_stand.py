"""Seasons announced before keys were random: the fingerprint that `seasons.csv` told of them stands."""

import hashlib
import hmac

from django.conf import settings
from django.db import migrations
from django.utils import timezone


def note(apps, _editor):
    seasons = apps.get_model("rounds", "Season").objects.filter(ticket_key__isnull=True).values_list("pk", flat=True)
    keys = apps.get_model("rounds", "TicketKey")
    for year in list(seasons):
        derived = hmac.new(settings.TICKET_SECRET.encode(), f"IEC-DRAW/1|season|{year}".encode("ascii"), hashlib.sha256).digest()
        keys.objects.create(season_id=year, sha256=hashlib.sha256(derived).hexdigest(), noted_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("rounds", "0025_kept_files")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
