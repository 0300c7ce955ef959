"""Which agreements have a pool, and how a pool is named: country, category, stream."""

from profiles.rules.terms import ACTIVE, RO_ONLY, Terms

CATEGORY_CODES = {"coop": "IC", "young_professionals": "YP", "working_holiday": "WH"}
# A round draws the categories in this order (help centre answer 1165, read 2026-11-23).
DRAWN_FIRST = ("coop", "young_professionals", "working_holiday")
STREAM_CODES = {
    "vie": "VIE",
    "vives": "VIVES",
    "at-company": "ATCOMP",
    "at-exchange": "ATEXCH",
    "au-interinst": "INTERINS",
}
# ICEX Vives: published figures say that there is no public pool (2026-01-23).
NOT_PUBLIC = frozenset({"vives"})


def has_a_pool(terms: Terms) -> bool:
    """
    Whether an agreement row has a pool in each season.

    The route through a recognized organization has pools of its own for each organization, not one for the route.
    """
    return terms.status != RO_ONLY


def takes_candidates(terms: Terms) -> bool:
    """Whether the pool of an agreement row takes candidates when it is made; a suspended one is shown as not accepting any."""
    return terms.status == ACTIVE and terms.stream not in NOT_PUBLIC


def pool_code(country: str, category: str, stream: str = "") -> str:
    """The code of a pool, such as FR-WH or FR-YP-VIE; XR-WH-SWAP where the stream is the code of a recognized organization."""
    code = f"{country}-{CATEGORY_CODES[category]}"
    return f"{code}-{STREAM_CODES.get(stream, stream)}" if stream else code


def pool_order(country: str, category: str, stream: str = "") -> str:
    """A key that sorts pools in the order in which a round draws them."""
    return f"{DRAWN_FIRST.index(category)} {pool_code(country, category, stream)}"
