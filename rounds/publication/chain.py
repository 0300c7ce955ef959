"""The chain of rounds: one line for each round that was frozen, with the digests that tie it to the one before."""

import csv
import io

from rounds.models import Draw, Round
from rounds.rules.canonical import digest
from rounds.states import RoundState

COLUMNS = ["round", "manifest_sha256", "result_sha256", "state", "reason"]
_OVER = frozenset({RoundState.ISSUED, RoundState.CLOSED})


def chain_file() -> bytes:
    """
    The bytes of `chain.csv`: all rounds of all seasons by their names.

    A round has its result's digest once its invitations are issued; a void one keeps its line, with the reason. One in which an
    error was found later stays as it was, with what was wrong and the round that makes it good. Reasons are in English, as in the
    table of quotas.
    """
    faults = _faults()
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for draw in Draw.objects.select_related("round").order_by("round__code"):
        over = draw.round.state in _OVER
        result = digest(draw.result.encode("ascii")) if over else ""
        state = RoundState.CLOSED if over else draw.round.state
        lines.writerow(
            [
                draw.round.code,
                draw.manifest_sha256,
                result,
                _plain(state),
                draw.round.void_reason("en") or faults.get(draw.round_id, ""),
            ]
        )
    return text.getvalue().encode("utf-8")


def _faults() -> dict[int, str]:
    """Round -> what was wrong with it, from the remedial rounds whose list lies open."""
    rounds = Round.objects.filter(remedies__isnull=False, published_at__isnull=False, voided_at__isnull=True).order_by("-code")
    return {one.remedies_id: f"{one.fault_note('en')} ({one.code})" for one in rounds if one.remedies_id}


def result_before(code: str) -> str:
    """The digest of the result of the season's last round before this one; 64 zeros where there is none."""
    draws = Draw.objects.filter(round__code__startswith=code[:5], round__code__lt=code).exclude(result="")
    last = draws.order_by("-round__code").first()
    return "0" * 64 if last is None else digest(last.result.encode("ascii"))


def _plain(state: str) -> str:
    """What the public needs to know of a state; the steps between freeze and result are one."""
    return state if state in {RoundState.CLOSED, RoundState.VOID} else "frozen"
