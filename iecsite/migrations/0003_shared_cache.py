from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache: what every web process must know of the others for a few minutes."""

    dependencies = [("iecsite", "0002_initial")]

    operations = [
        migrations.RunSQL(
            sql=[
                "CREATE TABLE iecsite_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
                "CREATE INDEX iecsite_cache_expires ON iecsite_cache (expires)",
            ],
            reverse_sql="DROP TABLE iecsite_cache",
        )
    ]
