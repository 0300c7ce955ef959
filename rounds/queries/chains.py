"""The staff's sealed chains: the one from which a season's rounds take their links, and the one that a frozen round waits for."""

from datetime import datetime

from django.db.models import F, QuerySet

from rounds.models import Draw, RandomValue, Round, StaffChain
from rounds.rules import staff_chain
from rounds.rules.manifest import parse_manifest
from rounds.rules.typed_values import STAFF
from rounds.states import RoundState

# From the freeze until the seed is made a round's manifest names a link that is still to be revealed.
WAITING = (RoundState.FROZEN, RoundState.PUBLISHED)


def in_use(season: int) -> QuerySet[StaffChain]:
    """The chain of a season that was not declared lost and has a link left; the database holds that there is one at most."""
    return StaffChain.objects.filter(season=season, lost_at__isnull=True, revealed__lt=F("length"))


def is_first(chain: StaffChain) -> bool:
    """Whether a chain is its season's first, so that lists which are fixed before it may be used name none."""
    return not StaffChain.objects.filter(season=chain.season_id).exclude(pk=chain.pk).exists()


def holds_up(season: int, *, freeze_at: datetime) -> StaffChain | None:
    """The chain in place of a lost or used up one that was announced too late for a list fixed at a moment; None: none is."""
    chain = in_use(season).first()
    return None if chain is None or freeze_at >= chain.usable_from or is_first(chain) else chain


def named_by(round_: Round) -> StaffChain | None:
    """
    The chain whose next link a frozen round waits for, lost or not: that which stands at the anchor of the round's manifest.

    None for a round without a chain, and when the chain went on without the round.
    """
    anchor = parse_manifest(Draw.objects.values_list("manifest", flat=True).get(round=round_).encode("ascii")).staff_anchor
    return None if anchor is None else StaffChain.objects.filter(season=round_.season_id, known=anchor).first()


def goes_on_with(chain: StaffChain) -> Round | None:
    """The round that waits for the next link of a chain and has it already, as two officers typed it; None: there is none."""
    kept = RandomValue.objects.filter(line=STAFF, round__season=chain.season_id, round__state__in=WAITING)
    known = kept.order_by("round__code").select_related("round")
    return next((one.round for one in known if staff_chain.follows(one.value, chain.known)), None)


def waits_on_lost(season: int) -> Round | None:
    """The first frozen round of a season that waits for a link, which nobody has typed, of a chain that was declared lost."""
    waiting = Round.objects.filter(season=season, state__in=WAITING, test_source=False).order_by("code")
    waiting = waiting.exclude(pk__in=RandomValue.objects.filter(line=STAFF).values("round"))
    chains = ((round_, named_by(round_)) for round_ in waiting)
    return next((round_ for round_, chain in chains if chain is not None and chain.lost_at is not None), None)
