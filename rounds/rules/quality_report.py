"""`quality.json`: what was tested between the draw and the first letter, with its figures."""

from dataclasses import asdict, dataclass

from rounds.rules.canonical import canonical_json
from rounds.rules.quality import ALARM, Found


@dataclass(frozen=True, slots=True)
class Stated:
    """A lottery of the fallback, where its official result can be read, and where the beacon's value was looked for."""

    source: str
    evidence: str
    looked_at: str


@dataclass(frozen=True, slots=True)
class Report:
    """
    The tests of one round: completeness, the two tests of chance, and the digests of both implementations.

    `alarm`: where a test of chance raised its alarm, what two people found when they looked into it, in English and in French.
    `fallback`: where lotteries took the place of a dead beacon, each with what the officers who typed its numbers stated.
    """

    round: str
    entries: int
    kolmogorov_smirnov: Found
    chi_square: Found
    first: str
    second: str
    alarm: tuple[str, str] | None = None
    fallback: tuple[Stated, ...] = ()


def quality_file(report: Report) -> bytes:
    """Return the bytes of `quality.json`. Figures are text, since canonical JSON has no fractions."""
    return canonical_json(
        {
            "round": report.round,
            "complete": True,
            "entries": report.entries,
            "order_of_registration": {
                "kolmogorov_smirnov": _figures(report.kolmogorov_smirnov),
                "chi_square_by_tenth": _figures(report.chi_square),
                "alarm_below": f"{ALARM:.0e}",
            },
            **_explained(report.alarm),
            **({"fallback": [asdict(one) for one in report.fallback]} if report.fallback else {}),
            "selection_sha256": {"first_implementation": report.first, "second_implementation": report.second},
        }
    )


def _explained(alarm: tuple[str, str] | None) -> dict[str, str]:
    return {} if alarm is None else {"alarm_explained": alarm[0], "alarm_explained_fr": alarm[1]}


def _figures(found: Found) -> dict[str, str]:
    return {"statistic": f"{found.statistic:.4f}", "p_value": f"{found.p_value:.4g}"}
