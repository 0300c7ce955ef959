from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        ("iecsite", "0002_initial"),
        ("rounds", "0001_initial"),
        ("profiles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
