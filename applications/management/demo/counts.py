"""What the demonstration left in the database and in the published files."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from applications.models import Application, Payment, Refund
from applications.states import ApplicationState, PaymentState, RefundState
from profiles.models import Letter, OtherAddressLetter, Profile, RecoveryLetter
from profiles.states import LetterState
from rounds.models import Candidacy, Invitation, Round
from rounds.states import InvitationState, RoundState

# Letters to addresses that open no account.
ELSEWHERE: tuple[Any, ...] = (OtherAddressLetter, RecoveryLetter)


def counts() -> dict[str, Any]:
    """Every number of `demo.json`, counted, and whether every drawn round could be re-done from its published files."""
    answered = {state: Invitation.objects.filter(state=state).count() for state in InvitationState}
    decided = {state: Application.objects.filter(state=state).count() for state in ApplicationState}
    return {
        "candidates": Profile.objects.filter(sent_at__isnull=False).count(),
        "pools": Candidacy.objects.values("pool").distinct().count(),
        "invitations": sum(answered.values()),
        "accepted": answered[InvitationState.ACCEPTED],
        "declined": answered[InvitationState.DECLINED],
        "expired": answered[InvitationState.EXPIRED],
        "applications": sum(decided.values()),
        "approved": decided[ApplicationState.APPROVED] + decided[ApplicationState.AWAITING_PLACE],
        "refused": decided[ApplicationState.REFUSED],
        "letters_sent": Letter.objects.filter(state=LetterState.SENT).count()
        + sum(model.objects.exclude(sent_at=None).count() for model in ELSEWHERE),
        "payments": Payment.objects.filter(state=PaymentState.PAID).count(),
        "refunds": Refund.objects.filter(state=RefundState.SENT).count(),
        "draw_verified": all_verified(),
    }


def letters_waiting() -> int:
    """How many letters are still to be sent."""
    waiting = sum(model.objects.filter(sent_at=None, put_aside_at=None).count() for model in ELSEWHERE)
    return waiting + Letter.objects.filter(state=LetterState.QUEUED).count()


def all_verified() -> bool:
    """Whether the public verifier, run by itself, says of every round that was drawn that its files match."""
    drawn = list(Round.objects.filter(state=RoundState.CLOSED).order_by("code").values_list("code", flat=True))
    return bool(drawn) and all(verified(Path(settings.PUBLIC_DIR) / "data" / "rounds" / code) for code in drawn)


def verified(folder: Path) -> bool:
    """Whether `verify_draw.py` ends with 0 over one round's folder."""
    script = Path(settings.BASE_DIR) / "rounds" / "verify_draw.py"
    words = [sys.executable, str(script), str(folder), "--allow-test"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0  # noqa: S603 (our own file)


def write(found: dict[str, Any]) -> Path:
    """Write them where a program finds them."""
    path = Path(settings.LOCAL_DIR) / "demo.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return path
