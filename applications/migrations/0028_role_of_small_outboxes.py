from django.db import migrations

from iecsite.roles import write_roles


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0027_results_of_checks_by_mail"),
        ("profiles", "0026_organizations_told_with_the_job"),
        ("rounds", "0021_named_before_the_approval"),
    ]

    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop, elidable=False)]
