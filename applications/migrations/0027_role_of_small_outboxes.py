from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0026_role_of_recoveries"),
        ("profiles", "0026_organizations_told_with_the_job"),
        ("rounds", "0021_named_before_the_approval"),
    ]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
