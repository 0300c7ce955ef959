"""Publish and close: the files go out, and the public verifier is the last to agree."""

from datetime import datetime
from typing import Any

from rounds.models import Round
from rounds.operations.steps import Impossible
from rounds.publication import files


def publish(round_: Round, *, at: datetime) -> dict[str, Any]:
    """Write the list and the manifest where the public reads them."""
    files.write_round(round_)
    return {"files": list(files.LIST_FILES)}


def close(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Write the result's files, and let the public verifier judge all of them as they lie there.

    :raises Impossible: when it does not verify them
    """
    files.write_round(round_)
    try:
        files.check_published(round_)
    except files.NotVerified as failure:
        raise Impossible("the public verifier refuses the files", verifier=str(failure)[:300]) from failure
    return {"files": list(files.RESULT_FILES), "verified": True}
