from django.db import migrations

KEYS = ("recognized_organization", "organization", "organization_letter")
NOTHING = (None, False, "")


def split_open_changes(apps, schema_editor):
    """
    A change of the job that waits holds the organization too: what it would change of it becomes a change of its own, and the job
    keeps the rest. Run again it finds nothing to do.
    """
    changes = apps.get_model("profiles", "AnswerChange")
    for change in changes.objects.filter(section="job", state__in=["waiting", "asked"], values__has_any_keys=list(KEYS)):
        before, wanted = _taken_out(change.before), _taken_out(change.values)
        differs = any(before.get(key) != wanted.get(key) for key in KEYS if _told(before, key) or _told(wanted, key))
        if differs and _same(change.before, change.values):
            change.section, change.before, change.values = "organization", before, wanted
        elif differs:
            changes.objects.create(
                profile_id=change.profile_id,
                section="organization",
                before=before,
                values=wanted,
                reason=change.reason,
                state=change.state,
                asked_at=change.asked_at,
            )
        change.save(update_fields=["section", "before", "values"])


def _taken_out(values):
    taken = {key: values.pop(key) for key in KEYS if key in values}
    return {"recognized_organization": False} | taken if taken else taken


def _told(values, key):
    return values.get(key) not in NOTHING


def _same(before, wanted):
    return all((before.get(key) or None) == (wanted.get(key) or None) for key in {*before, *wanted})


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0025_organization_of_its_own'),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE profiles_profile SET organization_told = false WHERE has_job_offer IS NULL", migrations.RunSQL.noop
        ),
        migrations.RunPython(split_open_changes, migrations.RunPython.noop),
    ]
