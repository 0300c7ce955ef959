from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [("applications", "0025_payment_asked_about"), ("profiles", "0018_recovery")]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
