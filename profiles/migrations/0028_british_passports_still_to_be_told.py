from django.db import migrations

HONG_KONG = "EXISTS (SELECT 1 FROM profiles_citizenship WHERE profile_id = {0}.profile_id AND country_id = 'HK')"
BRITISH = "EXISTS (SELECT 1 FROM profiles_citizenship WHERE profile_id = {0}.profile_id AND country_id = 'GB')"
ASKED_SINCE = "SELECT applied FROM django_migrations WHERE app = 'profiles' AND name = '0022_british_passports_of_hong_kong'"

# A change that waited while 0022 took the passports that were told for overseas ones: it is taken for one too, unless the person
# also says that they are British. What was told since names its kind, and stays as it was told.
WAITING = f"""
    UPDATE profiles_answerchange AS change SET values = values || '{{"document": "british_overseas"}}'
     WHERE change.section = 'passport' AND change.state IN ('waiting', 'asked')
       AND change.values ->> 'country' = 'GB' AND coalesce(change.values ->> 'document', 'passport') = 'passport'
       AND change.asked_at < ({ASKED_SINCE})
       AND {HONG_KONG.format("change")} AND NOT {BRITISH.format("change")}
       AND NOT EXISTS (SELECT 1 FROM profiles_answerchange AS other
                        WHERE other.profile_id = change.profile_id AND other.section = 'citizenships'
                          AND other.state IN ('waiting', 'asked') AND other.values -> 'citizenships' ? 'GB')
"""
# Nobody was told of either: those taken for overseas ones, and those of people who are British too, which count for Hong Kong no
# more. A sweep writes to each once, and takes the mark away.
MARKED = f"""
    UPDATE profiles_passport AS passport SET kind_assumed = true
     WHERE passport.country_id = 'GB' AND {HONG_KONG.format("passport")}
       AND (passport.document = 'british_overseas' AND NOT {BRITISH.format("passport")}
            OR passport.document = 'passport' AND {BRITISH.format("passport")})
"""


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0027_kinds_of_passport_assumed'),
    ]

    operations = [
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
        migrations.RunSQL(MARKED, migrations.RunSQL.noop),
    ]
