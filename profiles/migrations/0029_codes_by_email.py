from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0028_british_passports_still_to_be_told'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='email_codes_since',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='codes by e-mail since'),
        ),
        migrations.AddField(
            model_name='user',
            name='email_codes_used_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='code by e-mail last used at'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('email_codes_used_at', None), ('email_codes_since__isnull', False), _connector='OR'), name='user_email_codes_used_while_on'),
        ),
    ]
