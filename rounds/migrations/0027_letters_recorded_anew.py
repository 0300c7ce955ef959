from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("rounds", "0026_published_fingerprints_stand")]

    operations = [
        migrations.RemoveConstraint(model_name="nomination", name="nomination_letter_once_per_pool"),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                fields=["pool", "letter"], condition=Q(withdrawn_at__isnull=True), name="nomination_letter_once_per_pool"
            ),
        ),
    ]
