"""Memoranda that had begun before it was noted by which everybody was judged: nobody leaves by them as by new terms."""

from django.db import migrations

BEGUN = """
UPDATE profiles_memorandum SET applied_at = now()
 WHERE applied_at IS NULL AND effective_from <= (now() AT TIME ZONE 'America/Toronto')::date
"""


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0036_sweeps_outside_the_history'),
    ]

    operations = [migrations.RunSQL(BEGUN, migrations.RunSQL.noop)]
