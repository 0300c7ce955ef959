from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [("applications", "0018_documents_asked_again"), ("rounds", "0009_what_if")]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
