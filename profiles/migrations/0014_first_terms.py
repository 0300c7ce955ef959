import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    """A draft that was written from a row is about that row's country, category and stream."""
    draft = apps.get_model("profiles", "AgreementDraft")
    for one in draft.objects.select_related("base"):
        one.country_id, one.category, one.stream = one.base.country_id, one.base.category, one.base.stream
        one.save(update_fields=["country", "category", "stream"])


class Migration(migrations.Migration):
    dependencies = [("profiles", "0013_numbers_put_right")]

    operations = [
        migrations.AddField(
            model_name="agreementdraft",
            name="country",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="profiles.country",
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            model_name="agreementdraft",
            name="category",
            field=models.CharField(
                choices=[
                    ("coop", "International Co-op"),
                    ("young_professionals", "Young Professionals"),
                    ("working_holiday", "Working Holiday"),
                ],
                default="",
                max_length=20,
                verbose_name="category",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="agreementdraft",
            name="stream",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="stream"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # What was deferred is judged before the table is changed again.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="agreementdraft",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="profiles.country", verbose_name="country"
            ),
        ),
        migrations.AlterField(
            model_name="agreementdraft",
            name="base",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="profiles.agreement",
                verbose_name="terms before",
            ),
        ),
    ]
