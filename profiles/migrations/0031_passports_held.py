from django.db import migrations, models

# Until now the passport told last of each country counted: it goes on doing so, and those before it are history.
EARLIER = """
    UPDATE profiles_passport AS passport SET replaced = true
     WHERE EXISTS (SELECT 1 FROM profiles_passport AS newer
                    WHERE newer.profile_id = passport.profile_id AND newer.country_id = passport.country_id
                      AND newer.id > passport.id)
"""
# What waits was wanted in place of the passport of its country, which the person read: so it is made.
WAITING = """
    UPDATE profiles_answerchange AS change
       SET values = change.values || jsonb_build_object('in_place_of', held.country_id || ' ' || held.document)
      FROM profiles_passport AS held
     WHERE change.section = 'passport' AND change.state IN ('waiting', 'asked') AND NOT change.values ? 'in_place_of'
       AND held.profile_id = change.profile_id AND held.country_id = change.values ->> 'country' AND NOT held.replaced
"""


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0030_names_in_other_scripts'),
    ]

    operations = [
        migrations.AddField(
            model_name='passport',
            name='replaced',
            field=models.BooleanField(db_default=False, default=False, verbose_name='replaced, or no longer held'),
        ),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
    ]
