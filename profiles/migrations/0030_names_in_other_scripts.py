"""Write anew the keys by which names and births are compared: those of names in other scripts were empty."""

from django.db import migrations

from profiles.rules.likeness import keys

PORTION = 5_000


def write_keys(apps, schema_editor):
    connection = schema_editor.connection
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                r"""
                SELECT id, family_name, given_names, date_of_birth FROM profiles_profile
                 WHERE id > %s AND date_of_birth IS NOT NULL AND family_name <> ''
                   AND (family_name || given_names) ~ '[^\u0001-\u024f]' ORDER BY id LIMIT %s
                """,
                [last, PORTION],
            )
            people = cursor.fetchall()
            if not people:
                return
            last = people[-1][0]
            found = [(pk, *keys(family, given, born)) for pk, family, given, born in people]
            cursor.execute(
                """
                UPDATE profiles_profile AS profile SET identity_key = known.whole, short_key = known.short
                  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS known (id, whole, short) WHERE profile.id = known.id
                """,
                [[one[0] for one in found], [one[1] for one in found], [one[2] for one in found]],
            )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0029_codes_by_email")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop, elidable=True)]
