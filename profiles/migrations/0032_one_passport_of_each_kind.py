from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0031_passports_held'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='passport',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced', False)), fields=('profile', 'country', 'document'), name='passport_one_held_of_each_kind'),
        ),
    ]
