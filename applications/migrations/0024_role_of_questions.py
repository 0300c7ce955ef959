from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [("applications", "0023_payment_put_aside"), ("profiles", "0015_questions")]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
