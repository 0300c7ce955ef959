"""The end of each journal stream: what the next entry continues."""

from django.db import models


class JournalHead(models.Model):
    """One row a stream, locked once by each act that records something."""

    stream = models.CharField(max_length=40, primary_key=True)
    sequence = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "journal head"

    def __str__(self) -> str:
        return f"{self.stream} {self.sequence}"
