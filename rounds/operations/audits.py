"""Opening an audit sample: the journal of the round says that it was done, and how large it was."""

from datetime import datetime

from django.db import transaction

from iecsite.refusal import Refused
from rounds.models import Draw, Round
from rounds.operations.rounds import record
from rounds.queries import audit
from rounds.queries.audit import Sampled
from rounds.queries.rounds import PUBLIC


class CannotOpen(Refused):
    """The round has no sample yet."""


@transaction.atomic(durable=True)
def open_sample(*, code: str, size: int, at: datetime) -> list[Sampled]:
    """
    Open the sample of a round to its auditor, and note it in the round's journal.

    :raises CannotOpen: when there is no such round, or its seed is not known yet
    """
    round_ = Round.objects.filter(PUBLIC, code=code).first()
    if round_ is None or not Draw.objects.filter(round=round_).exclude(seed="").exists() or round_.issued_at is None:
        raise CannotOpen(
            f"Round {code} has no audit sample: it is not there, or its invitations are not issued yet.",
            f"La ronde {code} n'a pas d'échantillon d'audit : elle n'existe pas, ou ses invitations ne sont pas encore envoyées.",
        )
    found = audit.sample(round_, size=size)
    record("audit_sample_opened", round_, by=None, at=at, entries=len(found))
    return found
