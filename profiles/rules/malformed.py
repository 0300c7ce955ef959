"""The refusal of facts that cannot be read, with the key and what to do, in both languages."""

from __future__ import annotations

# Long enough for every key of the form with its place in a long list; a key made up by the sender may be any text.
LONGEST_KEY = 120


class MalformedFacts(ValueError):
    """Facts that cannot be read; ``key`` is where, as in ``participations[0].season``, or empty for the whole."""

    def __init__(self, key: str, en: str, fr: str) -> None:
        self.key = key.encode(errors="backslashreplace").decode()[:LONGEST_KEY]
        self.en = f"{self.key}: {en}" if key else en
        self.fr = f"{self.key}\u00a0: {fr}" if key else fr
        super().__init__(self.en)
