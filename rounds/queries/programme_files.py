"""The reviewed files of seasons and quotas."""

from pathlib import Path

from iecsite.csvfile import Row, day, free, maybe, moment, number, one_of, read_rows, text, up_to, yes_or_no
from profiles.rules.facts import CATEGORIES
from rounds.rules.pools import STREAM_CODES

PROGRAMME = Path(__file__).resolve().parent.parent / "programme"
SEASONS = PROGRAMME / "seasons.csv"
QUOTAS = PROGRAMME / "quotas.csv"


def _quota(cell: str) -> int | str:
    """Places, or the word `unlimited`."""
    return cell if cell == "unlimited" else number(cell)


SEASON = {
    "season": up_to(2200),
    "opens_on": day,
    "opens_confirmed": yes_or_no,
    "first_round_week": maybe(day),
    "closes_at": maybe(moment),
    "closes_confirmed": yes_or_no,
    "note_en": free,
    "note_fr": free,
    "source_url": text,
}
QUOTA = {
    "season": up_to(2200),
    "country_code": text,
    "category": one_of(*CATEGORIES),
    "stream": one_of("", *STREAM_CODES),
    "effective_on": day,
    "quota": _quota,
    "confirmed": yes_or_no,
    "reason_en": text,
    "reason_fr": text,
    "source_url": text,
}


def read_seasons(path: Path = SEASONS) -> tuple[Row, ...]:
    """
    Every season of the file.

    :raises BadRow: at the first line that is not as promised
    """
    rows = read_rows(path, SEASON, unique=("season",))
    for row in rows:
        if row["closes_at"] is not None and row["closes_at"].date() <= row["opens_on"]:
            raise row.bad("closes_at", "the season closes before it opens")
    return rows


def read_quotas(path: Path = QUOTAS) -> tuple[Row, ...]:
    """
    Every line of the quota series.

    :raises BadRow: at the first line that is not as promised
    """
    return read_rows(path, QUOTA, unique=("season", "country_code", "category", "stream", "effective_on"))
