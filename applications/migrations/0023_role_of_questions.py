from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [("applications", "0022_whose_address"), ("profiles", "0014_questions")]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
