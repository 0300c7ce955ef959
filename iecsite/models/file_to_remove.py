"""Which stored files are to be removed: the row is the job, so that no crash and no storage that fails leaves one behind."""

from django.db import models


class FileToRemove(models.Model):
    """
    The name of a file that no other row may need from `due_at` on; the row goes when the file is gone.

    Of a file that is about to be stored the row stands before it, and goes in the transaction of the row that names the file.
    """

    name = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "file to remove"
        verbose_name_plural = "files to remove"

    def __str__(self) -> str:
        return str(self.pk)
