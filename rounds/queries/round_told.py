"""How rounds stand, as everybody is told it. The words are in `rounds.rules.round_told`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from rounds.models import Draw, RandomValue, Round, StaffChain
from rounds.rules import round_told
from rounds.rules.manifest import Manifest, parse_manifest
from rounds.rules.round_told import Facts, Told
from rounds.rules.typed_values import STAFF
from rounds.states import RoundState


@dataclass(frozen=True)
class Standing:
    """How a round stands, in the language of the page."""

    told: Told

    @property
    def code(self) -> str:
        """One of the codes of `rounds.rules.round_told`."""
        return self.told.code

    @property
    def tone(self) -> str:
        """The tint of its word."""
        return self.told.tone

    @property
    def word(self) -> str:
        """A word or two, for a table."""
        return self.told.word(get_language() or "en")

    @property
    def sentence(self) -> str:
        """What everybody is told."""
        return self.told.sentence(get_language() or "en")


def of_round(round_: Round, *, at: datetime) -> Standing:
    """How one round stands at a moment. Three queries at most."""
    return of_rounds([round_], at=at)[round_.pk]


def of_rounds(rounds: Iterable[Round], *, at: datetime) -> dict[int, Standing]:
    """Round -> how it stands at a moment. Three queries at most, however many there are; none where no list lies open undrawn."""
    rounds = list(rounds)
    open_ = [one.pk for one in rounds if one.state == RoundState.PUBLISHED and not one.test_source]
    manifests = _manifests(open_)
    known: dict[int, set[str]] = {}
    if open_:
        for pk, line in RandomValue.objects.filter(round__in=open_).values_list("round_id", "line"):
            known.setdefault(pk, set()).add(line)
    lost = _lost({one.staff_anchor for one in manifests.values() if one.staff_anchor})
    return {
        one.pk: Standing(round_told.told(_facts(one, manifests.get(one.pk), known.get(one.pk, set()), lost), at=at))
        for one in rounds
    }


def _facts(round_: Round, manifest: Manifest | None, known: set[str], lost: set[str]) -> Facts:
    announced = () if manifest is None else (manifest.beacons, manifest.fallback)
    return Facts(
        state=round_.state,
        freeze_at=round_.freeze_at,
        draw_at=round_.draw_at,
        published_at=round_.published_at,
        issued_at=round_.issued_at,
        test_source=round_.test_source,
        stopped_at=round_.put_aside_at,
        stopped_by=round_.last_error if round_.put_aside_at else "",
        value_known=any(lines and known >= set(lines) for lines in announced),
        fallback=() if manifest is None else manifest.fallback,
        chain_lost=manifest is not None and manifest.staff_anchor in lost and STAFF not in known,
    )


def _manifests(ids: list[int]) -> dict[int, Manifest]:
    if not ids:
        return {}
    rows = Draw.objects.filter(round__in=ids).values_list("round_id", "manifest")
    return {pk: parse_manifest(text.encode("ascii")) for pk, text in rows}


def _lost(anchors: set[str]) -> set[str]:
    """Of these links, the ones at which a chain stands that was declared lost."""
    if not anchors:
        return set()
    return set(StaffChain.objects.filter(known__in=anchors, lost_at__isnull=False).values_list("known", flat=True))
