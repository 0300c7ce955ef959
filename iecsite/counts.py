"""Counts in sentences that are written in both languages at once."""


def number(count: int, language: str) -> str:
    """A whole number with its thousands parted: 1,234 in `en`, 1 234 with a fixed space in `fr`."""
    written = f"{count:,}"
    return written.replace(",", "\u00a0") if language == "fr" else written


def form(count: int, language: str, one: str, many: str) -> str:
    """What follows a number in a language: in `fr` none is one, in `en` it is many."""
    single = abs(count) < 2 if language == "fr" else abs(count) == 1
    return one if single else many
