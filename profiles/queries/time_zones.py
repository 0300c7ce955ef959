"""The time zone to suggest to somebody who lives in a country."""

from functools import cache
from importlib import resources


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _place, zone, *_remark = line.split("\t")
            found[code] = (*found.get(code, ()), zone)
    return found


def suggested(country: str | None) -> str | None:
    """The zone of a country with a single one; None where there are several, or none is known."""
    zones = _zones().get(country or "", ())
    return zones[0] if len(zones) == 1 else None
