"""Addresses beside the one that a person signs in with, and the letters that go there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.models.small_outbox import SmallLetter


class OtherAddress(models.Model):
    """
    An address that is written to for a person and opens no account.

    SECOND is another one of their own: a copy of every letter that counts goes there. CONTACT belongs to somebody whom the
    person trusts, called `first_name`, who is asked to tell `person_name` to look in their account, in `language`, and is told
    nothing else. FORMER signed in until it was changed; for some days it may be put back. AWAY is told by one letter that it is
    the person's no more, and then forgotten.

    Nothing but the question goes to a SECOND or a CONTACT before `confirmed_at`: its reader answers from that letter. Once
    `ended_at` stands, no address and no name are kept. By `digest`, a keyed mark of the address, it is known again for a day, and
    for some months after its reader said no (`refused_at`), so that nobody can ask it over and over. A confirmed address stays
    until the one that is named in its place is confirmed.
    """

    class Role(models.TextChoices):
        SECOND = "second", _("second address")
        CONTACT = "contact", _("trusted contact")
        FORMER = "former", _("former address")
        AWAY = "away", _("address that was put away")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="other_addresses", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    person_name = models.CharField(_("name by which they know the person"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=2)
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    refused_at = models.DateTimeField(_("refused at"), null=True)

    class Meta:
        verbose_name = _("other address")
        verbose_name_plural = _("other addresses")
        indexes = [
            models.Index(fields=["user", "role"], condition=Q(ended_at=None), name="other_address_of_user"),
            models.Index(fields=["digest", "asked_at"], condition=~Q(digest=""), name="other_address_marked"),
            models.Index(fields=["asked_at"], condition=Q(confirmed_at=None, ended_at=None), name="other_address_unconfirmed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ended_at=None, confirmed_at__isnull=True, role__in=["second", "contact"]),
                name="other_address_once_asked",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ended_at=None, confirmed_at__isnull=False, role__in=["second", "contact"]),
                name="other_address_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) & ~Q(email="")
                | Q(ended_at__isnull=False, email="", first_name="", person_name=""),
                name="other_address_ended_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OtherAddressLetter(SmallLetter):
    """
    One letter to an address beside a person's own. The row is the job; `event_key` is unique, so that one event is told once.

    With `letter` it is a copy of that very letter; without, `kind` names its templates under `templates/letters/<kind>/`, and its
    words are made when it is sent, so that no text lies about afterwards.
    """

    address = models.ForeignKey(OtherAddress, on_delete=models.PROTECT, related_name="letters")
    letter = models.ForeignKey("profiles.Letter", null=True, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(_("kind"), max_length=60)
    event_key = models.CharField(max_length=140, unique=True)

    class Meta:
        verbose_name = _("letter to another address")
        verbose_name_plural = _("letters to other addresses")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(sent_at=None, put_aside_at=None), name="other_letter_due"),
            models.Index(fields=["address", "id"], name="other_letter_of_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(put_aside_at__isnull=True), name="other_letter_sent_or_put_aside"
            )
        ]

    def __str__(self) -> str:
        return self.kind
