from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from iecsite.roles import ROLES


def make_roles(apps, schema_editor):
    for label in ("iecsite", "profiles", "rounds", "applications"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    for name, permissions in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=name)
        for permission in permissions:
            label, codename = permission.split(".")
            group.permissions.add(permission_model.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        ("iecsite", "0002_initial"),
        ("rounds", "0001_initial"),
        ("profiles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop, elidable=False)]
