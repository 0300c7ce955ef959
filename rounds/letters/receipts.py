"""Letters about a round for those who asked for them: the receipts when its list is published, and "not this time"."""

import json
from collections.abc import Callable, Iterable, Iterator

from profiles.letters.words import ATTACHED
from profiles.operations.letters import Draft
from rounds.models import Round
from rounds.queries.receipts import Asked, Missed


def receipts(round_: Round, asked: Iterable[Asked], receipt: Callable[[str, str, int], bytes]) -> Iterator[Draft]:
    """
    One letter a person, with the proof of each of their entries attached as the very file that the verifier reads.

    :param receipt: pool, ticket and line number -> the bytes of that entry's receipt
    """
    for one in asked:
        files = [(pool, receipt(pool, ticket, number).decode("ascii")) for pool, ticket, number in one.entries]
        told = json.loads(files[0][1])
        yield Draft(
            kind="rounds/receipt",
            event_key=f"round/{round_.pk}/receipt/{one.profile_id}",
            user_id=one.user_id,
            profile_id=one.profile_id,
            language=one.language,
            context={
                "round": round_.code,
                "draw_at": round_.draw_at.isoformat(),
                "ticket": told["ticket"],
                "root": told["root"],
                "manifest": told["manifest_sha256"],
                "size": told["size"],
                "lines": [f"{pool}|{ticket} ({number})" for pool, ticket, number in one.entries],
                ATTACHED: [{"name": f"receipt-{round_.code}-{pool}.json", "text": content} for pool, content in files],
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
                        "stays": stays,
                    }
                    for line, stays in one.lines
                ],
                "waits": one.waits,
                "stays_in_all": all(stays for _line, stays in one.lines),
            },
        )
