from django.db import migrations

from iecsite.roles import write_roles


def take_away_the_old(apps, schema_editor):
    """Quotas are changed by proposals alone."""
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="rounds", codename="add_quotachange"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Programme"):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [("applications", "0019_role_of_what_if"), ("rounds", "0012_quota_proposals")]

    operations = [
        migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(take_away_the_old, migrations.RunPython.noop, elidable=False),
    ]
