"""Random values become known: from a relay or typed by two officers; and the staff's sealed chain is made or declared lost."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import approvals, journal, seal
from iecsite.journal import Act
from iecsite.models import Approval
from iecsite.refusal import Refused
from rounds.models import Draw, RandomValue, Round, RoundEntry, Season, StaffChain
from rounds.models.journal import STREAM
from rounds.operations.rounds import record
from rounds.operations.steps.seed import CHAIN
from rounds.queries import chains
from rounds.rules import staff_chain, typed_values
from rounds.rules.manifest import Manifest, parse_manifest
from rounds.rules.seeds import QUICKNET
from rounds.states import RoundState

if TYPE_CHECKING:
    from profiles.models import User

VALUE, LOST = "random_value", "staff_chain_lost"


class CannotType(Refused):
    """The value is not wanted now, or not from this person."""


class CannotMakeChain(Refused):
    """The season has a chain in use already."""


def make_chain(*, season: int, length: int, words: Sequence[str], by: "User | None", at: datetime) -> tuple[StaffChain, str]:
    """
    Make a season's sealed chain.

    :param length: how many rounds it is enough for
    :param words: what each person in the room typed; mixed into the random bytes
    :returns: the chain, whose anchor is now to be published, and its secret end for the escrow copies
    :raises CannotMakeChain: when the season has one in use, or a round waits on one that was declared lost
    """
    last = staff_chain.last_link(secrets.token_bytes(32), words)
    return _keep_chain(season=season, length=length, last=last, by=by, at=at), last


@transaction.atomic(durable=True)
def _keep_chain(*, season: int, length: int, last: str, by: "User | None", at: datetime) -> StaffChain:
    held = Season.objects.select_for_update(of=("self",), no_key=True).get(pk=season)
    if chains.in_use(season).exists():
        raise CannotMakeChain(
            f"Season {season} has a staff chain in use. A new one is made only after its last link was revealed, or after it was "
            "declared lost by two people.",
            f"La saison {season} a déjà une chaîne du personnel. On n'en crée une autre qu'une fois son dernier maillon révélé, "
            "ou une fois celle-ci déclarée perdue par deux personnes.",
        )
    waiting = chains.waits_on_lost(season)
    if waiting is not None:
        raise CannotMakeChain(
            f"Round {waiting.code} is frozen and waits for a link of the lost chain. Void it first, with the lost chain as the "
            "reason; then make the new chain.",
            f"La ronde {waiting.code} est figée et attend un maillon de la chaîne perdue. Annulez-la d'abord en donnant cette "
            "perte comme motif; créez ensuite la nouvelle chaîne.",
        )
    anchor = staff_chain.link_at(last, length=length, number=0)
    chain = StaffChain.objects.create(
        season=held, anchor=anchor, known=anchor, length=length, sealed=seal.sealed(last, purpose=CHAIN), made_by=by, made_at=at
    )
    _record("staff_chain_made", chain, by=by, at=at)
    return chain


@transaction.atomic(durable=True)
def declare_chain_lost(*, chain_id: int, by: "User", at: datetime) -> bool:
    """
    Declare a chain's secret lost for good, also from escrow; the second person's word makes it so.

    :returns: whether it is declared lost now; False when another person must still agree
    :raises CannotType: without a right in rounds, while its sealed end can be opened here and gives the right link, or while a
        round waits whose link two officers have typed: who may know the value of a beacon could else call a chain lost to stop a
        round
    """
    _may(by)
    chain = StaffChain.objects.select_for_update(of=("self",), no_key=True).get(pk=chain_id)
    if chain.lost_at is not None:
        return True
    if _is_whole(chain):
        raise CannotType(
            "This chain is not lost: its sealed end opens with the secret of this site and gives the link that fits the "
            "published anchor. Nothing was changed.",
            "Cette chaîne n'est pas perdue : sa fin scellée s'ouvre avec le secret de ce site et donne le maillon qui correspond "
            "à l'ancre publiée. Rien n'a été modifié.",
        )
    going_on = chains.goes_on_with(chain)
    if going_on is not None:
        raise CannotType(
            f"Two officers have typed the next link of this chain for round {going_on.code}, which is drawn with it. Declare the "
            "chain lost when that round is drawn. Nothing was changed.",
            f"Deux agents ont saisi le prochain maillon de cette chaîne pour la ronde {going_on.code}, qui sera tirée avec lui. "
            "Déclarez la chaîne perdue une fois cette ronde tirée. Rien n'a été modifié.",
        )
    if _second(LOST, chain.anchor, chain.anchor, by=by, at=at) is None:
        _record("staff_chain_called_lost", chain, by=by, at=at)
        return False
    chain.lost_at = at
    chain.save(update_fields=["lost_at"])
    _record("staff_chain_lost", chain, by=by, at=at)
    return True


def _is_whole(chain: StaffChain) -> bool:
    """Whether the sealed end of a chain opens here and leads to the link that was published last."""
    try:
        last = seal.opened(chain.sealed, purpose=CHAIN)
        return staff_chain.link_at(last, length=chain.length, number=chain.revealed) == chain.known
    except (seal.CannotOpen, ValueError):
        return False


@transaction.atomic(durable=True)
def keep_relayed(*, round_id: int, line: str, value: str, relay: str, at: datetime) -> bool:
    """
    Keep the announced value that a relay gave. The relay need not be trusted: the value's signature is verified here.

    :returns: whether it was kept; False when the round knows it already or no longer waits for it
    :raises ValueRefused: when it is not the beacon's
    """
    round_, manifest = _waiting(round_id)
    if round_ is None or manifest is None or line not in manifest.beacons or at < round_.draw_at:
        return False
    checked = typed_values.checked_value(line, value, anchor=None)
    if RandomValue.objects.filter(round=round_, line=line).exists():
        return False
    RandomValue.objects.create(round=round_, line=line, value=checked, relay=relay[:200], known_at=at)
    _go_on(round_, at=at)
    record("random_value_known", round_, by=None, at=at, line=line, relay=relay[:200])
    return True


@transaction.atomic(durable=True)
def type_value(
    *,
    round_id: int,
    line: str,
    typed: str,
    evidence: str,
    by: "User",
    at: datetime,
    silent: bool = False,
    looked_at: str = "",
    instead: bool = False,
) -> bool:
    """
    Type a value for a round that waits for it. The first officer's is kept back until a second one types the same.

    For the numbers of a lottery each officer states that the beacon is dead; the statement is published with the result.

    :param line: the announced source, or STAFF for the next link of the staff's chain
    :param evidence: where the official result of a lottery can be read; needed for the fallback alone
    :param silent: the officer states that the beacon itself has given no value for the round; needed for the fallback alone
    :param looked_at: where the officer looked for it; the same
    :param instead: put this in the place of what another officer typed, who mistyped it; somebody else must still type the same
    :returns: whether the value is known now; False when a second officer must still type it
    :raises CannotType: when it is not wanted now, or differs from what the first officer typed
    :raises ValueRefused: when it is badly written or its signature does not fit
    """
    _may(by)
    round_, manifest = _waiting(round_id)
    known = list(RandomValue.objects.filter(round_id=round_id).values_list("line", flat=True))
    wanted = _wanted(round_, manifest, known, at)
    if round_ is None or line not in wanted:
        raise CannotType(
            "This value is not waited for now. Nothing was changed.",
            "Cette valeur n'est pas attendue en ce moment. Rien n'a été modifié.",
        )
    assert manifest is not None, "a round that waits has one"
    value = typed_values.checked_value(line, typed, anchor=manifest.staff_anchor)
    if line in manifest.fallback and not evidence.strip():
        raise CannotType(
            "Say where the official result can be read, for example its address.",
            "Indiquez où lire le résultat officiel, par exemple son adresse.",
        )
    if line in manifest.fallback and not (silent and looked_at.strip()):
        raise CannotType(
            "The lotteries take the place of a dead beacon alone. Say that the beacon itself has given no value for this round, "
            "and where you looked for it. Both are published.",
            "Les loteries ne remplacent qu'une balise arrêtée. Déclarez que la balise elle-même n'a donné aucune valeur pour "
            "cette ronde, et indiquez où vous l'avez cherchée. Les deux sont publiés.",
        )
    told = {"evidence": evidence.strip()[:300], "looked_at": looked_at.strip()[:300] if line in manifest.fallback else ""}
    said = {name: words for name, words in told.items() if words}
    subject = f"{round_.code} {line.replace(QUICKNET, 'quicknet')}"
    first = _second(VALUE, subject, value, by=by, at=at, instead=instead)
    if first is None:
        record("random_value_typed", round_, by=by, at=at, line=line, **said)
        return False
    RandomValue.objects.create(
        round=round_,
        line=line,
        value=value,
        **told,
        typed_by_id=first.prepared_by_id,
        typed_at=first.prepared_at,
        confirmed_by=by,
        confirmed_at=at,
        known_at=at,
    )
    _go_on(round_, at=at)
    record("random_value_known", round_, by=by, at=at, line=line, **said)
    return True


def _record(kind: str, chain: StaffChain, *, by: "User | None", at: datetime) -> None:
    about = {"season": chain.season_id, "anchor": chain.anchor, "length": chain.length}
    journal.record(RoundEntry, Act(kind, {}, about), stream=STREAM, by=by, at=at)


def _second(kind: str, subject: str, content: str, *, by: "User", at: datetime, instead: bool = False) -> Approval | None:
    """
    What the first person prepared when this one is the second to say the same; None when this one is the first.

    :param instead: where the two differ, this person's word becomes the first
    """
    pending = Approval.objects.select_for_update(of=("self",), no_key=True).filter(kind=kind, subject=subject).first()
    differs = pending is not None and pending.digest != approvals.digest_of(content)
    if pending is None or pending.prepared_by_id == by.pk or (differs and instead):
        approvals.prepare(kind=kind, subject=subject, content=content, by=by, at=at)
        return None
    if differs:
        raise CannotType(
            "This differs from what the first officer typed. Compare both with the official value. The first officer may type "
            "theirs again, or you put yours in its place; another officer must then type the same. Nothing was changed.",
            "Cette valeur diffère de celle que le premier agent a saisie. Comparez les deux avec la valeur officielle. Le "
            "premier agent peut refaire sa saisie, ou vous mettez la vôtre à sa place; un autre agent doit alors saisir la même. "
            "Rien n'a été modifié.",
        )
    approvals.approve(kind=kind, subject=subject, content=content, by=by, at=at)
    approvals.carry_out(kind=kind, subject=subject, content=content, at=at)
    return pending


def _waiting(round_id: int) -> tuple[Round | None, Manifest | None]:
    """The held round and its manifest while it waits for its random value."""
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    if round_.state != RoundState.PUBLISHED:
        return None, None
    draw = Draw.objects.get(round=round_)
    return round_, parse_manifest(draw.manifest.encode("ascii"))


def _wanted(round_: Round | None, manifest: Manifest | None, known: list[str], at: datetime) -> list[str]:
    if round_ is None or manifest is None:
        return []
    return typed_values.expected_lines(
        beacons=manifest.beacons,
        fallbacks=manifest.fallback,
        known=known,
        anchor=manifest.staff_anchor,
        draw_at=round_.draw_at,
        at=at,
    )


def _go_on(round_: Round, *, at: datetime) -> None:
    """Let the seed be made at once; a round that was put aside for want of this value takes its step again."""
    Round.objects.filter(pk=round_.pk).update(next_step_at=at, attempts=0, put_aside_at=None, last_error="")


def _may(by: "User") -> None:
    if not (by.has_perm("rounds.approve_round") or by.has_perm("rounds.plan_round")):
        raise CannotType("You may not type random values.", "Vous ne pouvez pas saisir de valeurs aléatoires.")
