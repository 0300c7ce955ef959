from django.db import migrations

# Before the kind was asked, a British passport counted for Hong Kong whatever it was. Whoever told Hong Kong as a citizenship, and
# not the United Kingdom, can hold only a British National (Overseas) one.
TOLD = """
    UPDATE profiles_passport AS passport SET document = 'british_overseas'
     WHERE passport.country_id = 'GB' AND passport.document = 'passport'
       AND EXISTS (SELECT 1 FROM profiles_citizenship WHERE profile_id = passport.profile_id AND country_id = 'HK')
       AND NOT EXISTS (SELECT 1 FROM profiles_citizenship WHERE profile_id = passport.profile_id AND country_id = 'GB')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0021_streams_and_kinds_of_passport'),
    ]

    operations = [
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
