"""
Accounts recovered by identity: asked for, alerted about, stopped by whoever holds the account, or refused by an officer.

Nobody can make the waiting shorter: there is no act that does, and the database refuses a link before its time.
"""

import hashlib
from datetime import date, datetime

from django.db import transaction

from iecsite.refusal import Refused
from profiles.letters.recovery import ASKED, CANCELLED, LINK, REFUSED, facts
from profiles.models import Recovery, RecoveryAsk, RecoveryLetter, User
from profiles.operations import letters
from profiles.operations.accounts import record
from profiles.operations.letters import Draft
from profiles.queries.accounts import alerted_addresses, has_another_account, is_open_to_recovery
from profiles.queries.recovery import fitting, latest
from profiles.rules import lifecycle
from profiles.rules.recovery import AGAIN_AFTER, KEPT_AFTER_END, WAITS
from profiles.states import OPEN_RECOVERIES, RecoveryState

State = RecoveryState


class CannotRecover(Refused):
    """The recovery cannot go this way now."""


@transaction.atomic(durable=True)
def ask(
    *,
    reference: str,
    family_name: str,
    date_of_birth: date,
    email: str,
    words: str,
    browser: str,
    language: str,
    by: User | None,
    at: datetime,
) -> RecoveryAsk:
    """
    Keep what somebody typed for a task; whoever asks hears the same whether it fits an account or not.

    :param browser: as `iecsite.browsers.named` says it
    """
    return RecoveryAsk.objects.create(
        reference=reference.strip()[:40],
        family_name=family_name,
        date_of_birth=date_of_birth,
        email=email.strip().lower(),
        words=words.strip()[:500],
        browser=browser[:60],
        language="fr" if language == "fr" else "en",
        asked_at=at,
    )


@transaction.atomic(durable=True)
def answer_next(*, at: datetime) -> RecoveryAsk | None:
    """
    Compare the oldest wish with the accounts, begin a recovery where it fits exactly one, and forget the wish.

    The 72 hours begin now, with the letters that say how to stop it. Nothing begins for an account that has a recovery under way
    or was asked about within a day, also when the one under way is a stranger's: its alerts reach the owner, who stops it and
    asks again. Nothing begins for an address that has an account of its own. Safe to run twice, late, or in two workers.

    :returns: the wish that was answered, or None when there is none
    """
    asked = RecoveryAsk.objects.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if asked is None:
        return None
    found = fitting(reference=asked.reference, family_name=asked.family_name, date_of_birth=asked.date_of_birth)
    if found is not None:
        _begin(asked, User.objects.select_for_update(of=("self",), no_key=True).get(pk=found), at=at)
    RecoveryAsk.objects.filter(pk=asked.pk).delete()
    return asked


def _begin(asked: RecoveryAsk, user: User, *, at: datetime) -> None:
    before = latest(user.pk)
    if before is not None and (before.state in OPEN_RECOVERIES or before.asked_at > at - AGAIN_AFTER):
        return
    if not is_open_to_recovery(user) or has_another_account(asked.email, but=user.pk):
        return
    made = Recovery.objects.create(
        user=user,
        email=asked.email,
        words=asked.words,
        browser=asked.browser,
        language=asked.language,
        asked_at=at,
        takes_effect_at=at + WAITS,
    )
    record(user, "recovery_asked", by=None, at=at, recovery=made.pk)
    _tell_all(made, ASKED, at=at)


@transaction.atomic(durable=True)
def cancel(*, recovery_id: int, by: User | None, at: datetime) -> Recovery:
    """
    Stop a recovery, from the sealed link in a letter or from the account; one that was stopped stays so.

    :param by: who is signed in; None for whoever holds the link
    :raises CannotRecover: when it was used, refused, or came to nothing by itself
    :raises Recovery.DoesNotExist: when there is none
    """
    found = _locked(recovery_id)
    if found.state != State.CANCELLED:
        _cancel(found, by=by, at=at)
    return found


def cancel_open(user_id: int, *, at: datetime) -> None:
    """
    Stop what recovery of an account is under way, inside the caller's transaction, which changes who holds the account. To be
    called before the account is locked, as a link that is being used locks the recovery first.
    """
    under_way = Recovery.objects.filter(user=user_id, state__in=sorted(OPEN_RECOVERIES))
    rows = list(under_way.select_for_update(of=("self",), no_key=True).select_related("user").order_by("pk"))
    if rows:
        # Before the head of the journal, which whoever holds the account waits for.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    for found in rows:
        _cancel(found, by=None, at=at)


def _cancel(found: Recovery, *, by: User | None, at: datetime) -> None:
    _end(found, State.CANCELLED, at=at)
    record(found.user, "recovery_cancelled", by=by, at=at, recovery=found.pk)
    _tell_all(found, CANCELLED, at=at)
    write_to(found, CANCELLED, found.email, found.language, at=at)


@transaction.atomic(durable=True)
def refuse(*, recovery_id: int, reason_en: str, reason_fr: str, by: User, at: datetime) -> Recovery:
    """
    Refuse a recovery that is under way; its sender and the account read the reason.

    :raises CannotRecover: without the reason in both languages, or when it is no longer under way
    :raises Recovery.DoesNotExist: when there is none
    """
    if not reason_en.strip() or not reason_fr.strip():
        raise CannotRecover("Write the reason in English and in French.", "Écrivez le motif en anglais et en français.")
    found = _locked(recovery_id)
    found.reason_en, found.reason_fr = reason_en.strip()[:500], reason_fr.strip()[:500]
    found.refused_by, found.refused_at = by, at
    _end(found, State.REFUSED, at=at)
    record(found.user, "recovery_refused", by=by, at=at, recovery=found.pk)
    _tell_all(found, REFUSED, at=at)
    write_to(found, REFUSED, found.email, found.language, at=at)
    return found


@transaction.atomic(durable=True)
def forget_old(*, at: datetime) -> int:
    """
    Blank who asked and why where a recovery ended some time ago, and delete its letters; safe to run twice.

    :returns: how many recoveries
    """
    old = Recovery.objects.filter(ended_at__lt=at - KEPT_AFTER_END).exclude(email="")
    ids = list(old.select_for_update(of=("self",), skip_locked=True, no_key=True).values_list("pk", flat=True)[:1_000])
    forget(ids)
    return len(ids)


def forget(recovery_ids: list[int]) -> None:
    """Blank who asked and why, and delete the letters to them, inside the caller's transaction."""
    RecoveryLetter.objects.filter(recovery__in=recovery_ids).delete()
    Recovery.objects.filter(pk__in=recovery_ids).update(email="", words="", browser="")


def _tell_all(found: Recovery, kind: str, *, at: datetime) -> None:
    """Write about a recovery to every address whose reader may be the owner of its account."""
    write_to_account(found, kind, at=at)
    for address in alerted_addresses(found.user_id, at=at):
        write_to(found, kind, address, found.user.language, at=at)


def write_to_account(found: Recovery, kind: str, *, at: datetime) -> None:
    """Write about a recovery to the address of its account, inside the caller's transaction."""
    draft = Draft(
        kind=f"profiles/{kind}",
        event_key=f"recovery/{found.pk}/{kind}",
        user_id=found.user_id,
        language=found.user.language,
        context=facts(found),
    )
    letters.queue_letter(draft, at=at)


def write_to(found: Recovery, kind: str, address: str, language: str, *, at: datetime) -> None:
    """
    Write about a recovery to an address that is not, or no longer, the account's own, inside the caller's transaction; an event
    that was told there already is not told again. A link goes to any address: it stands in no letter that is kept.
    """
    if not address or (address == found.user.email and kind != LINK):
        return
    letter = RecoveryLetter(
        recovery=found,
        kind=kind,
        address=address,
        language=language,
        event_key=f"recovery/{found.pk}/{kind}/{hashlib.sha256(address.encode()).hexdigest()[:16]}",
        due_at=at,
    )
    RecoveryLetter.objects.bulk_create([letter], ignore_conflicts=True)


def _locked(recovery_id: int) -> Recovery:
    return Recovery.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=recovery_id)


def _end(found: Recovery, state: RecoveryState, *, at: datetime) -> None:
    if not lifecycle.RECOVERY.allows(found.state, state):
        raise CannotRecover(*over(found.state))
    found.state, found.ended_at = state, at
    found.save(update_fields=["state", "ended_at", "reason_en", "reason_fr", "refused_by", "refused_at"])


def over(state: str) -> tuple[str, str]:
    """Why nothing more can be done with a recovery that is over, in English and French."""
    return _OVER[RecoveryState(state)]


_OVER = {
    State.USED: (
        "The account was recovered with this request already. If it was not you, write to us at once.",
        "Le compte a déjà été récupéré avec cette demande. Si ce n'était pas vous, écrivez-nous tout de suite.",
    ),
    State.CANCELLED: (
        "This request was cancelled from the account. If it was yours, you can ask again after a day.",
        "Cette demande a été annulée depuis le compte. Si c'était la vôtre, vous pouvez en présenter une autre après un jour.",
    ),
    State.REFUSED: (
        "An officer refused this request. The reason stands in the letter about it.",
        "Un agent ou une agente a refusé cette demande. Le motif figure dans la lettre à ce sujet.",
    ),
    State.LAPSED: (
        "The link was not used in time. You can ask again.",
        "Le lien n'a pas été utilisé à temps. Vous pouvez présenter une nouvelle demande.",
    ),
    State.ASKED: ("The 72 hours are not over yet.", "Les 72 heures ne sont pas encore écoulées."),
    State.READY: ("The link was sent.", "Le lien a été envoyé."),
}
