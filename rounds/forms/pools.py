"""The choice of pools."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rounds.queries.standing import PoolStanding


class EnterPools(forms.Form):
    """Which of the pools open to a person they enter; the page shows each choice with what goes with it."""

    pools = forms.MultipleChoiceField(
        label=_("Pools open to you"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one pool."),
            "invalid_choice": _("One of the pools is no longer open to you. Look at the list again."),
        },
    )

    def __init__(self, *args, rows: Iterable[PoolStanding], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pool.code: row for row in rows}
        self.fields["pools"].choices = [(code, row.pool.title(get_language())) for code, row in self.rows.items()]

    def pool_ids(self) -> list[int]:
        """The pools chosen."""
        return [self.rows[code].pool.pk for code in self.cleaned_data["pools"]]

    def choices_shown(self) -> list[tuple[PoolStanding, str, bool]]:
        """Each row with the id of its box and whether it is ticked, for the page."""
        chosen = set(self["pools"].value() or ())
        return [(row, f"{self['pools'].auto_id}_{n}", code in chosen) for n, (code, row) in enumerate(self.rows.items())]
