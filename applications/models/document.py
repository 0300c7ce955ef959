"""Documents that belong to an application."""

import secrets

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.rules import lifecycle
from applications.states import DocumentState
from iecsite.constraints import begins_in, only_allowed_steps


def _random_place(document: "Document", name: str) -> str:
    """Another one for each copy: no document ever gets the place of a file that is still to be removed."""
    return f"documents/{document.application.reference}/{document.sha256[:24]}-{secrets.token_hex(8)}.{document.kind}"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Document(models.Model):
    """
    One file for one line of the checklist (`requirement`). The name that the person gave it is kept as text only; the place
    where it is stored is ours.
    """

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="documents")
    requirement = models.CharField(_("requirement"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=DocumentState.choices, default=DocumentState.ADDED)
    file = models.FileField(_("file"), upload_to=_random_place, max_length=200)
    original_name = models.CharField(_("name of the file"), max_length=150)
    kind = models.CharField(_("kind"), max_length=10)
    size = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"), default=1)
    sha256 = models.CharField(_("checksum"), max_length=64)
    added_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("removed at"), null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    fault = models.CharField(_("why it is not usable"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "requirement", "sha256"],
                condition=~Q(state=DocumentState.REMOVED),
                name="document_same_file_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.REJECTED) | (~Q(fault="") & Q(reviewed_by__isnull=False)),
                name="document_rejected_by_somebody_for_something",
            ),
        ]
        triggers = [only_allowed_steps(lifecycle.DOCUMENT), begins_in(lifecycle.DOCUMENT)]

    def __str__(self) -> str:
        return self.original_name
