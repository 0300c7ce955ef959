from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [("applications", "0017_role_of_access_requests"), ("rounds", "0009_what_if")]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
