from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0014_letter_given_back"),
        ("iecsite", "0004_incidents"),
    ]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
