"""Agreement rows as people read them."""

from collections.abc import Iterable

from iecsite.kept import kept
from profiles.models import Agreement, Organization
from profiles.queries import countries
from profiles.rules.sentences import CATEGORY_NAMES
from profiles.rules.terms import PARTNERS

Row = tuple[str, str, str]


def rows_in_words(rows: Iterable[Row], language: str) -> list[str]:
    """
    `France – Working Holiday` for each row of country, category and stream, in their order. At most three queries.

    :param language: of the page; anything that is not French is English
    """
    rows = list(rows)
    side = "fr" if language.startswith("fr") else "en"
    names = countries.names(side) if rows else {}
    streams = stream_names(side) if any(stream for _country, _category, stream in rows) else {}
    return [
        f"{names.get(country, country)} – {CATEGORY_NAMES[side][category]}"
        + (f" ({streams.get((country, category, stream), stream)})" if stream else "")
        for country, category, stream in rows
    ]


def stream_names(side: str, *, organizations: bool = True) -> dict[Row, str]:
    """
    Country, category and stream of every agreement row that has one -> the stream's name; for the pools of recognized
    organizations, whose streams they are, the organization's.

    :param side: `en` or `fr`
    :param organizations: whether those of organizations are wanted too, which costs a query
    """
    column = f"stream_name_{side}"
    told = Agreement.objects.exclude(stream="").values_list("country", "category", "stream", column)
    rows = kept(("streams", side), lambda: list(told))
    names = {(country, category, stream): name for country, category, stream, name in rows}
    named = Organization.objects.values_list("code", "name")
    known = kept("organization names", lambda: list(named)) if organizations else ()
    return names | {(PARTNERS, category, code): name for code, name in known for category in CATEGORY_NAMES[side]}
