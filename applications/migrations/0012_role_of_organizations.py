from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0011_role_of_new_terms"),
        ("profiles", "0006_organizations"),
        ("rounds", "0005_nominations"),
    ]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
