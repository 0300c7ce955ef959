"""Countries as a person reads them, in the order of their language."""

from iecsite.kept import kept
from profiles.models import Country
from profiles.rules.terms import NOT_A_COUNTRY


def in_order(language: str) -> list[tuple[str, str]]:
    """Code and name of every country, sorted as `en` or `fr` sorts; the pools of recognized organizations are none."""
    side = "fr" if language == "fr" else "en"

    def read() -> list[tuple[str, str]]:
        found = Country.objects.exclude(code__in=NOT_A_COUNTRY).order_by(f"sort_{side}")
        return list(found.values_list("code", f"name_{side}"))

    # Two hundred names that change once in years and stand on most pages.
    return list(kept(("countries", side), read))


def names(language: str) -> dict[str, str]:
    """The name of every country by its code."""
    return dict(in_order(language))
