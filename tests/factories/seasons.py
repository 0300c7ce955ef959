"""Questions to the simulator, asked and played by the real operations."""

from datetime import datetime

from profiles.models import User
from rounds.models import WhatIf
from rounds.operations import what_if
from rounds.rules.simulation.changes import Changes
from tests.factories import people, rounds


def asked(*, at: datetime, by: User | None = None, code: str = "", weeks: int = 12, seed: int = 1, **changes: int) -> WhatIf:
    """
    A question that waits to be played: a fifth more places unless told otherwise.

    :param code: the pool that it is about; empty for all
    """
    return what_if.ask(
        year=2026,
        pool_id=rounds.pool(code).pk if code else None,
        weeks=weeks,
        seed=seed,
        changes=Changes(**(changes or {"places_percent": 20})),
        note="Tried",
        by=by or people.staff("Round planners", at=at),
        at=at,
    )


def played(*, at: datetime, **question) -> WhatIf:
    """The same, played to the end."""
    waits = asked(at=at, **question)
    taken = what_if.take_next(at=at)
    assert taken == waits
    assert what_if.play(what_if_id=waits.pk, at=at)
    return WhatIf.objects.get(pk=waits.pk)
