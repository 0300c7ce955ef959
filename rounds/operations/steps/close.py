"""Publish and close: the files go out, those of the result once the public verifier has agreed to all of them."""

from datetime import datetime
from typing import Any

from profiles.operations import letters as outbox
from rounds.letters import receipts as words
from rounds.models import Round
from rounds.operations import kept_files
from rounds.operations.steps import Impossible
from rounds.publication import files, verdict
from rounds.queries import receipts
from rounds.rules import stops
from rounds.rules.manifest import SHORTEST_GAP
from rounds.states import RoundState


def publish(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Write the list and the manifest where the public reads them, and queue the receipts that people asked for.

    :raises Impossible: when a public round's list would lie open for less than a day before its draw
    """
    check_gap(round_, at=at)
    kept_files.write(round_, after=RoundState.PUBLISHED)
    # Everything is read before the first letter is written: a connection that is copying cannot be asked.
    asked = receipts.wished_for(round_)
    sent = outbox.queue_new_letters(words.receipts(round_, asked, receipts.Prover(round_).receipt), at=at) if asked else 0
    return {"files": list(files.names_of(round_, final=False)), "receipts": sent}


def check_gap(round_: Round, *, at: datetime) -> None:
    """:raises Impossible: when a public round's list, open since `at`, would lie open for less than a day before its draw"""
    if not round_.test_source and round_.draw_at - at < SHORTEST_GAP:
        raise Impossible(stops.PUBLISHED_TOO_LATE)


def close(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Write to those who asked for it that it was not this time, let the public verifier judge the result's files with all others
    of the round, and put them where the public reads them.

    That comes last, since a web server that carries the folder does not ask whether the step was finished. Where the verifier
    does not agree, no file, checksum or chain in the folder tells the result, as the site does not.

    :raises Impossible: when it does not
    :raises verdict.NoVerdict: when it came to no end, which a second try may mend
    """
    sent = outbox.queue_new_letters(words.not_this_time(round_, receipts.missed(round_)), at=at)
    try:
        kept_files.write(round_, after=RoundState.CLOSED)
    except verdict.NotVerified as failure:
        raise Impossible(stops.NOT_VERIFIED, verifier=str(failure)[:300]) from failure
    return {"files": list(files.names_of(round_, final=True)), "verified": True, "not_this_time": sent}
