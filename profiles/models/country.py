"""Countries and territories: names in both languages, with keys to sort them by in each."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Country(models.Model):
    """A country or territory. `is_partner` says that the programme has, or had, an agreement with it."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_fr = models.CharField(_("name in French"), max_length=80)
    sort_en = models.CharField(max_length=80, editable=False)
    sort_fr = models.CharField(max_length=80, editable=False)
    is_partner = models.BooleanField(_("partner"), default=False)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["sort_en"]

    def __str__(self) -> str:
        return self.name_fr if get_language() == "fr" else self.name_en

    def name(self, language: str) -> str:
        """The name in `en` or `fr`."""
        return self.name_fr if language == "fr" else self.name_en
