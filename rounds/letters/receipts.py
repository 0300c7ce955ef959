"""Letters about a round for those who asked for them: the receipts when its list is published, and "not this time"."""

import json
from collections.abc import Iterable, Iterator

from profiles.operations.letters import Draft
from rounds.models import Round
from rounds.queries.receipts import Asked, Missed


def receipts(round_: Round, asked: Iterable[Asked]) -> Iterator[Draft]:
    """One letter a person; the proof itself is in the account, its fingerprints are in the letter."""
    for one in asked:
        told = [json.loads(content) for _pool, content in one.receipts]
        yield Draft(
            kind="rounds/receipt",
            event_key=f"round/{round_.pk}/receipt/{one.profile_id}",
            user_id=one.user_id,
            profile_id=one.profile_id,
            language=one.language,
            context={
                "round": round_.code,
                "draw_at": round_.draw_at.isoformat(),
                "ticket": told[0]["ticket"],
                "root": told[0]["root"],
                "manifest": told[0]["manifest_sha256"],
                "size": told[0]["size"],
                "lines": [f"{receipt['pool']}|{receipt['ticket']} ({receipt['index']})" for receipt in told],
            },
        )


def not_this_time(round_: Round, missed: Iterable[Missed]) -> Iterator[Draft]:
    """One letter for each person who was in the list and was not drawn from any pool."""
    for one in missed:
        yield Draft(
            kind="rounds/not_this_time",
            event_key=f"round/{round_.pk}/not_this_time/{one.profile_id}",
            user_id=one.user_id,
            profile_id=one.profile_id,
            language=one.language,
            context={
                "round": round_.code,
                "pools": [
                    {
                        "title_en": line.pool.title("en"),
                        "title_fr": line.pool.title("fr"),
                        "invited": line.invited or 0,
                        "considered": line.considered or 0,
                    }
                    for line in one.lines
                ],
            },
        )
