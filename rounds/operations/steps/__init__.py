"""
The steps of a round, one file each. A step runs inside the transaction of `rounds.operations.draws`, which holds the round's row.

A step writes rows and returns what the journal should know; it moves no state and opens no transaction.
"""


class Impossible(Exception):
    """A step that no second try can mend: the round is put aside at once, for people to look at."""

    def __init__(self, reason: str, **details: str) -> None:
        super().__init__(reason)
        self.details = details


class NotYet(Exception):
    """A step whose time has come but whose facts have not: it is tried again later, and nothing is counted as a failure."""
