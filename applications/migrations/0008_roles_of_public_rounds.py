from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0007_document_marked_by_an_officer"),
        ("rounds", "0002_public_randomness"),
    ]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
