"""Words of a round that everybody reads stand in English and in French; those that are there stay, in both."""

from django.db import migrations, models
from django.db.models import F, Q

NOTES = ("void_reason", "fault_note", "alarm_note")


def keep_the_words_in_both(apps, _editor):
    """What was written in one language is read on the pages of both until somebody says it in the other."""
    apps.get_model("rounds", "Round").objects.update(**{f"{name}_fr": F(f"{name}_en") for name in NOTES})


def _both(name: str) -> models.CheckConstraint:
    english, french = Q(**{f"{name}_en": ""}), Q(**{f"{name}_fr": ""})
    return models.CheckConstraint(condition=(english & french) | (~english & ~french), name=f"round_{name}_in_both")


class Migration(migrations.Migration):

    dependencies = [
        ('rounds', '0012_quota_proposals'),
    ]

    operations = [
        *(migrations.RenameField('round', name, f'{name}_en') for name in NOTES),
        migrations.AlterField(
            model_name='round',
            name='void_reason_en',
            field=models.CharField(blank=True, max_length=300, verbose_name='reason for voiding, in English'),
        ),
        migrations.AddField(
            model_name='round',
            name='void_reason_fr',
            field=models.CharField(blank=True, max_length=300, verbose_name='reason for voiding, in French'),
        ),
        migrations.AlterField(
            model_name='round',
            name='fault_note_en',
            field=models.CharField(
                blank=True, max_length=300, verbose_name='what was wrong with the earlier round, in English'
            ),
        ),
        migrations.AddField(
            model_name='round',
            name='fault_note_fr',
            field=models.CharField(
                blank=True, max_length=300, verbose_name='what was wrong with the earlier round, in French'
            ),
        ),
        migrations.AlterField(
            model_name='round',
            name='alarm_note_en',
            field=models.CharField(blank=True, max_length=500, verbose_name='what was found about the alarm, in English'),
        ),
        migrations.AddField(
            model_name='round',
            name='alarm_note_fr',
            field=models.CharField(blank=True, max_length=500, verbose_name='what was found about the alarm, in French'),
        ),
        migrations.RunPython(keep_the_words_in_both, migrations.RunPython.noop, elidable=False),
        *(migrations.AddConstraint('round', _both(name)) for name in NOTES),
    ]
