"""Letters about two profiles of one person that became one."""

import dataclasses
from typing import TYPE_CHECKING

from profiles.operations.letters import Draft, letter_of
from profiles.states import ProfileState

if TYPE_CHECKING:
    from profiles.models import Duplicate
    from rounds.queries.merging import Merge


def merged(pair: "Duplicate", merge: "Merge") -> list[Draft]:
    """
    To the account whose profile goes on, what was added to it; to the other one, that it was closed. Where one of the two had
    ended with its case already, both letters say so.
    """
    kept, closed = merge.kept, merge.closed
    context = {
        "added": bool(merge.passports or merge.citizenships or merge.participations),
        "enters": [_title(pool) for pool in merge.enters],
        "leaves": [_title(one.pool) for one, _problems in merge.leaves],
        "lost": [_title(pool) for pool, _problems in merge.lost],
    }
    ended = {"kept_has_ended": kept.state == ProfileState.ENDED, "had_ended": closed.state == ProfileState.ENDED}
    return [
        Draft(
            kind="rounds/duplicate_merged",
            event_key=f"profile/{kept.pk}/duplicate_merged/{pair.pk}",
            user_id=kept.user_id,
            profile_id=kept.pk,
            language=kept.user.language,
            context=context | ended,
        ),
        dataclasses.replace(letter_of(closed, "duplicate_closed", mark=str(pair.pk)), context=ended),
    ]


def _title(pool) -> dict[str, str]:
    return {"pool_title_en": pool.title("en"), "pool_title_fr": pool.title("fr")}
