"""The answer that the first post of an irreversible form got, shown again to the second."""

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """One key of one person. `digest` is of the form's content: the same key with other content is an error."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "idempotency key"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once_per_user", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.purpose
