"""The chain of rounds: one line for each round that the public sees, with the digests that tie it to the one before."""

import csv
import io

from django.db.models import Q

from rounds.models import Draw, Round
from rounds.queries.rounds import PUBLIC
from rounds.rules.canonical import digest
from rounds.states import RoundState

COLUMNS = ["round", "manifest_sha256", "result_sha256", "state", "reason"]


def chain_file(*, after: tuple[Round, RoundState] | None = None) -> bytes:
    """
    The bytes of `chain.csv`: all rounds of all seasons by their names.

    A round has its line once its list lies open, and its result's digest once the public verifier has agreed. A void one has its
    line, with the reason, whenever it was voided: a list that was never published has no digest there. One in which an error was
    found later stays as it was, with what was wrong and the rounds that make it good. Reasons are in English, as in the table of
    quotas.

    :param after: a round whose step is being taken, and the state in which it is told, so that the file is right when the step is
    """
    faults = _faults()
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    moving, coming_to = after or (None, None)
    for one in Round.objects.filter(PUBLIC | Q(pk=moving and moving.pk)).order_by("code").select_related("draw"):
        state = coming_to if coming_to is not None and moving == one else one.state
        draw = getattr(one, "draw", None)
        listed = draw is not None and (one.published_at is not None or state == RoundState.PUBLISHED)
        lines.writerow(
            [
                one.code,
                draw.manifest_sha256 if draw is not None and listed else "",
                digest(draw.result.encode("ascii")) if draw is not None and state == RoundState.CLOSED else "",
                _plain(state),
                one.void_reason("en") or " ".join(faults.get(one.pk, [])),
            ]
        )
    return text.getvalue().encode("utf-8")


def _faults() -> dict[int, list[str]]:
    """Round -> what was wrong with it, one text for each of its remedial rounds whose list lies open, in their order."""
    found: dict[int, list[str]] = {}
    rounds = Round.objects.filter(remedies__isnull=False, published_at__isnull=False, voided_at__isnull=True)
    for code, remedied, fault in rounds.order_by("code").values_list("code", "remedies", "fault_note_en"):
        found.setdefault(remedied, []).append(f"{fault} ({code})")
    return found


def result_before(code: str) -> str:
    """The digest of the result of the season's last round before this one; 64 zeros where there is none."""
    draws = Draw.objects.filter(round__code__startswith=code[:5], round__code__lt=code).exclude(result="")
    last = draws.order_by("-round__code").first()
    return "0" * 64 if last is None else digest(last.result.encode("ascii"))


def _plain(state: str) -> str:
    """What the public needs to know of a state; the steps between freeze and result are one."""
    return state if state in {RoundState.CLOSED, RoundState.VOID} else "frozen"
