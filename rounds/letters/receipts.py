"""The letter with somebody's receipts of one round, for those who asked for it."""

import json
from collections.abc import Iterable, Iterator

from profiles.operations.letters import Draft
from rounds.models import Round
from rounds.queries.receipts import Asked


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
