"""Check: a second implementation, in SQL, must come to the same bytes before anybody is told."""

from datetime import datetime
from typing import Any

from rounds.models import Draw, Round
from rounds.operations.steps import Impossible
from rounds.queries import frozen_list
from rounds.rules.canonical import digest


def check(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Compare list, seed and selection with what the database computes by itself.

    :raises Impossible: when one digest differs; a round that fails stands still and is never drawn again
    """
    draw = Draw.objects.select_for_update(of=("self",)).get(round=round_)
    second = frozen_list.drawn_again(round_)
    stored = digest(frozen_list.selection_bytes(round_.pk))
    found = {"entries": second.entries_sha256, "seed": second.seed, "selection": second.selection_sha256, "stored": stored}
    expected = {
        "entries": draw.entries_sha256,
        "seed": draw.seed,
        "selection": draw.selection_sha256,
        "stored": draw.selection_sha256,
    }
    if found != expected:
        different = {name: value for name, value in found.items() if value != expected[name]}
        raise Impossible("the second implementation came to another result", **different)
    draw.second_digest = second.selection_sha256
    draw.save(update_fields=["second_digest"])
    return {"second_digest": draw.second_digest}
