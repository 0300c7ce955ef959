"""
An alarm of chance: two people look into it, publish what they found, and the round goes on with the one result that it has.

The draw is never repeated. What is decided here is only whether the result is told, and with which words.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import approvals
from iecsite.refusal import Refused
from rounds.models import Round
from rounds.operations.rounds import record
from rounds.rules import stops
from rounds.rules.canonical import canonical_json
from rounds.states import RoundState

if TYPE_CHECKING:
    from profiles.models import User

KIND = "round_alarm"
SHORTEST = 20


class CannotSettle(Refused):
    """No alarm stands, or this person may not settle it."""


@transaction.atomic(durable=True)
def explain(*, round_id: int, found_en: str, found_fr: str, by: "User", at: datetime) -> Round:
    """
    Write down what was found when an alarm of chance was looked into, for another person to agree to.

    :param found_en: in words that are published with the result; writing again replaces what nobody agreed to yet
    :param found_fr: the same in French
    :raises CannotSettle: without the right, without an alarm, or without an explanation in both languages
    """
    round_ = _alarmed(round_id, by)
    english, french = (" ".join(words.split()) for words in (found_en, found_fr))
    if min(len(english), len(french)) < SHORTEST:
        raise CannotSettle(
            "Say in a sentence or two, in English and in French, what was looked into, by whom, and what was found. It is "
            "published with the result.",
            "Indiquez en une phrase ou deux, en anglais et en français, ce qui a été examiné, par qui, et ce qui a été constaté. "
            "Ce texte est publié avec le résultat.",
        )
    round_.alarm_note_en, round_.alarm_note_fr = english[:500], french[:500]
    round_.save(update_fields=["alarm_note_en", "alarm_note_fr"])
    approvals.prepare(kind=KIND, subject=round_.code, content=_content(round_), by=by, at=at)
    record("round_alarm_explained", round_, by=by, at=at, found_en=round_.alarm_note_en, found_fr=round_.alarm_note_fr)
    return round_


@transaction.atomic(durable=True)
def agree(*, round_id: int, shown: str, by: "User", at: datetime) -> Round:
    """
    Agree to another person's explanation: the round takes its step again, and comes to the same result.

    :param shown: the fingerprint of the words that the person read, from `fingerprint`
    :raises CannotSettle: without the right or an alarm, or when the words are no longer those that were shown
    :raises NotApproved: by the person who wrote it, whatever their rights, or when nobody wrote any
    """
    round_ = _alarmed(round_id, by)
    if shown != fingerprint(round_):
        raise CannotSettle(
            "The explanation was changed since you opened this page. Read it as it stands now, then agree to it. Nothing was "
            "changed.",
            "L'explication a été modifiée depuis que vous avez ouvert cette page. Lisez-la telle qu'elle est maintenant, puis "
            "donnez votre accord. Rien n'a été modifié.",
        )
    approvals.approve(kind=KIND, subject=round_.code, content=_content(round_), by=by, at=at)
    approvals.carry_out(kind=KIND, subject=round_.code, content=_content(round_), at=at)
    round_.alarm_settled_at, round_.put_aside_at, round_.attempts, round_.next_step_at = at, None, 0, at
    round_.save(update_fields=["alarm_settled_at", "put_aside_at", "attempts", "next_step_at"])
    record("round_alarm_settled", round_, by=by, at=at)
    return round_


def is_settled(round_: Round, *, at: datetime) -> bool:
    """Say inside the caller's transaction whether two people explained the round's alarm in the very words that stand there."""
    if round_.alarm_settled_at is None:
        return False
    try:
        approvals.carry_out(kind=KIND, subject=round_.code, content=_content(round_), at=at)
    except approvals.NotApproved:
        return False
    return True


def fingerprint(round_: Round) -> str:
    """The fingerprint of the explanation as it stands, in both languages; a page carries it to `agree`."""
    return approvals.digest_of(_content(round_))


def _content(round_: Round) -> str:
    """What one person writes and another agrees to, to the letter."""
    return canonical_json([round_.alarm_note_en, round_.alarm_note_fr]).decode("ascii")


def _alarmed(round_id: int, by: "User") -> Round:
    """The held round, put aside by an alarm of chance."""
    if not (by.has_perm("rounds.approve_round") or by.has_perm("rounds.plan_round")):
        raise CannotSettle("You may not settle alarms of rounds.", "Vous ne pouvez pas régler les alarmes des rondes.")
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    if (round_.state, round_.last_error) != (RoundState.DRAWN, stops.ORDER_SHOWS) or round_.put_aside_at is None:
        raise CannotSettle(
            f"No alarm of chance stands in round {round_.code}. Nothing was changed.",
            f"Aucune alarme du hasard n'est en cours dans la ronde {round_.code}. Rien n'a été modifié.",
        )
    return round_
