"""The time stamps of third parties under a round's manifest are kept, and published with it."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.x509 import Certificate
from django.db import transaction

from rounds.models import Draw, Round, TimeStamp
from rounds.operations.rounds import record
from rounds.publication import files
from rounds.rules import time_stamps
from rounds.rules.time_stamps import NotGenuine
from rounds.states import RoundState


@transaction.atomic(durable=True)
def keep(*, round_id: int, authority: str, answer: bytes, roots: Sequence[Certificate], at: datetime) -> bool:
    """
    Keep an authority's time stamp of a round's manifest. The authority need not be reached safely: its answer is verified here.

    :param roots: certificates to which the authority's must lead
    :returns: whether it was kept; False when this authority's is there already, there are enough, or the round is not waiting
    :raises NotGenuine: when it is no time stamp of this manifest, or one from after the moment of the draw
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    kept = list(TimeStamp.objects.filter(round=round_).values_list("authority", flat=True))
    if round_.state != RoundState.PUBLISHED or authority[:200] in kept or len(kept) >= time_stamps.MOST:
        return False
    manifest = Draw.objects.values_list("manifest", flat=True).get(round=round_).encode("ascii")
    stamped_at = time_stamps.stamped_at(answer, manifest, roots=roots)
    if stamped_at > round_.draw_at:
        raise NotGenuine("it was given after the moment of the draw, when it proves nothing")
    TimeStamp.objects.create(
        round=round_, number=len(kept) + 1, authority=authority[:200], answer=answer, stamped_at=stamped_at, kept_at=at
    )
    record("time_stamp_kept", round_, by=None, at=at, authority=authority[:200], stamped_at=stamped_at.isoformat())
    return True


def publish(*, round_id: int) -> bool:
    """
    Write a round's files anew where a time stamp that was kept does not lie among them. Safe to run at any time, twice too.

    :returns: whether they were written
    """
    with transaction.atomic():
        # Held, so that no step of the round writes its files meanwhile.
        round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
        numbers = TimeStamp.objects.filter(round=round_).values_list("number", flat=True)
        folder = files.folder_of(round_.code)
        if all((folder / time_stamps.file_name(number)).is_file() for number in numbers):
            return False
        files.write_round(round_)
        return True
