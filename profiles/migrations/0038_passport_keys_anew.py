"""Write anew the keys by which numbers of passports are compared, where they hold other marks than capitals and digits."""

from django.db import migrations

from profiles.rules.passport_numbers import passport_key

PORTION = 5_000
LONGEST = 20


def write_keys(apps, schema_editor):
    """A row keeps its old key where the new one is empty, too long, or that of another passport of its profile and country."""
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                """
                SELECT id, profile_id, country_id, number, number_key FROM profiles_passport
                 WHERE id > %s AND number_key ~ '[^A-Z0-9]' ORDER BY id LIMIT %s
                """,
                [last, PORTION],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            anew = {}
            for pk, profile, country, number, before in rows:
                key = passport_key(number)
                if key != before and 0 < len(key) <= LONGEST:
                    anew.setdefault((profile, country, key), pk)
            cursor.execute(
                """
                UPDATE profiles_passport AS passport SET number_key = known.key
                  FROM unnest(%s::bigint[], %s::text[]) AS known (id, key)
                 WHERE passport.id = known.id AND NOT EXISTS (
                    SELECT FROM profiles_passport AS other
                     WHERE other.profile_id = passport.profile_id AND other.country_id = passport.country_id
                       AND other.number_key = known.key)
                """,
                [list(anew.values()), [key for _profile, _country, key in anew]],
            )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0037_memoranda_begun_before")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop, elidable=True)]
