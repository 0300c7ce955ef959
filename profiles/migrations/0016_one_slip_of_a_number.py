from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0015_questions'),
    ]

    operations = [
        migrations.AddField(
            model_name='passport',
            name='slip_mended',
            field=models.BooleanField(db_default=False, default=False, verbose_name='a number was put right before'),
        ),
    ]
