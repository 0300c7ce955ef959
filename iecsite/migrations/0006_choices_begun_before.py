"""Choices that held before it was noted by which everybody was judged: nobody leaves by them as by new terms."""

from django.db import migrations

BEGUN = """
UPDATE iecsite_datedsetting SET applied_at = now()
 WHERE applied_at IS NULL AND effective_on <= (now() AT TIME ZONE 'America/Toronto')::date
"""


class Migration(migrations.Migration):

    dependencies = [
        ('iecsite', '0005_choices_applied'),
    ]

    operations = [migrations.RunSQL(BEGUN, migrations.RunSQL.noop)]
