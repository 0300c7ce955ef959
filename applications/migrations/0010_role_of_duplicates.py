from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0009_role_of_privacy"),
        ("profiles", "0004_duplicates"),
    ]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
