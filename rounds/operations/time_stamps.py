"""The time stamps of third parties under a round's manifest are kept, and published with it."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.x509 import Certificate
from django.core.cache import cache
from django.db import transaction

from rounds.models import Draw, Round, TimeStamp
from rounds.operations import kept_files
from rounds.operations.rounds import record
from rounds.publication import files
from rounds.queries.time_stamps import fault_key
from rounds.rules import time_stamps
from rounds.rules.results import sums_file
from rounds.rules.time_stamps import NotGenuine
from rounds.states import RoundState
from rounds.verify_draw import stamp_of

# How long it is told what an authority gave instead of a time stamp: longer than any list lies open.
FAULTS_TOLD = 90 * 24 * 3600  # seconds


@transaction.atomic(durable=True)
def keep(*, round_id: int, authority: str, answer: bytes, roots: Sequence[Certificate], at: datetime) -> bool:
    """
    Keep an authority's time stamp of a round's manifest. The authority need not be reached safely: its answer is verified here.

    :param roots: certificates to which the authority's must lead
    :returns: whether it was kept; False when this authority's is there already, there are enough, or the round is not waiting
    :raises NotGenuine: when it is no time stamp of this manifest, was not given between freeze and draw, or has the signer of
        one that is kept
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    kept = dict(TimeStamp.objects.filter(round=round_).values_list("authority", "signer"))
    if round_.state != RoundState.PUBLISHED or authority[:200] in kept or len(kept) >= time_stamps.MOST:
        return False
    assert round_.frozen_at is not None, "its list is published"
    manifest = Draw.objects.values_list("manifest", flat=True).get(round=round_).encode("ascii")
    stamp = time_stamps.stamped(answer, manifest, roots=roots)
    time_stamps.check_moment(stamp, frozen_at=round_.frozen_at, draw_at=round_.draw_at)
    if stamp.signer[:300] in kept.values():
        raise NotGenuine(f"{stamp.signer} has stamped this list already, asked at another address")
    _read_by_the_public_verifier(answer)
    TimeStamp.objects.create(
        round=round_,
        number=len(kept) + 1,
        authority=authority[:200],
        signer=stamp.signer[:300],
        answer=answer,
        stamped_at=stamp.at,
        kept_at=at,
    )
    record("time_stamp_kept", round_, by=None, at=at, authority=authority[:200], stamped_at=stamp.at.isoformat())
    return True


def _read_by_the_public_verifier(answer: bytes) -> None:
    """What it could not read would stop the round when its result is published, and a stamp is never taken away again."""
    try:
        stamp_of(answer)
    except (ValueError, IndexError) as failure:
        raise NotGenuine(f"the public verifier cannot read it: {failure}") from failure


def note_fault(*, round_id: int, authority: str, reason: str) -> None:
    """Let whoever works on rounds read what an authority gave instead of a time stamp; the last reason stands."""
    cache.set(fault_key(round_id, authority), reason, FAULTS_TOLD)


def publish(*, round_id: int) -> bool:
    """
    Write a round's files anew where a time stamp that was kept does not lie among them, or is not in their checksums and under
    their signature. Safe to run at any time, twice too.

    :returns: whether they were written
    """
    with transaction.atomic():
        # Held, so that no step of the round writes its files meanwhile.
        round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
        if _lie_there(round_):
            return False
        kept_files.write(round_)
        return True


def _lie_there(round_: Round) -> bool:
    """
    Whether the stamps that were kept lie among a round's files, with checksums that name them and the signature over just these.

    A process that is killed, or a disk that is full, may leave a stamp without its checksums, or these without their signature.
    """
    folder = files.folder_of(round_.code)
    stamps = TimeStamp.objects.filter(round=round_).values_list("number", "answer")
    answers = {time_stamps.file_name(number): bytes(answer) for number, answer in stamps}
    try:
        lying = {name: (folder / name).read_bytes() for name in (*answers, files.SUMS, files.SIGNATURE)}
    except FileNotFoundError:
        return False
    sums, signature = lying.pop(files.SUMS), lying.pop(files.SIGNATURE)
    named = set(sums_file(list(answers.items())).splitlines()) <= set(sums.splitlines())
    return lying == answers and named and kept_files.is_kept_signature(round_, signature, sums)
