"""How long a run of a task may take up new work, and what is raised in it when its time is over all the same."""

import time

# A mail server may take ten seconds for each of its four answers to a letter, and as many to be reached: what is begun in the
# last of these seconds is done well before the soft limit of 100.
SECONDS = 40


class TimeIsUp(Exception):
    """Raised wherever a run stands when the soft limit comes: never the failure of the one row that it had in hand."""


class Turn:
    """The time in which one run takes up new work; what is left after it waits for the next run."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._ends = time.monotonic() + seconds

    def is_over(self) -> bool:
        """Whether nothing new is to be taken up."""
        return time.monotonic() >= self._ends
