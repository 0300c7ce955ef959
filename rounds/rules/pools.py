"""How a pool is named: country, category, stream."""

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


def pool_code(country: str, category: str, stream: str = "") -> str:
    """The code of a pool, such as FR-WH or FR-YP-VIE; XR-WH-SWAP where the stream is the code of a recognized organization."""
    code = f"{country}-{CATEGORY_CODES[category]}"
    return f"{code}-{STREAM_CODES.get(stream, stream)}" if stream else code


def pool_order(country: str, category: str, stream: str = "") -> str:
    """A key that sorts pools in the order in which a round draws them."""
    return f"{DRAWN_FIRST.index(category)} {pool_code(country, category, stream)}"
