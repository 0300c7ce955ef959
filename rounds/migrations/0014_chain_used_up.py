from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rounds', '0013_published_words_in_both_languages'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='staffchain', name='staff_chain_one_in_use'),
        migrations.AddConstraint(
            model_name='staffchain',
            constraint=models.UniqueConstraint(condition=models.Q(('lost_at__isnull', True), ('revealed__lt', models.F('length'))), fields=('season',), name='staff_chain_one_in_use'),
        ),
    ]
