"""Where the selected stand in the order of registration, as anybody computes it who holds the list."""

import hashlib
from datetime import timedelta

import pytest

from rounds.models import Candidacy, DrawEntry, Selection
from rounds.queries.quality import spread
from rounds.rules.quality import kolmogorov_smirnov
from rounds.states import RoundState
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db


def by_protocol(round_, code):
    """The positions of one pool in the words of `docs/draw-protocol.md`."""
    chosen = set(Selection.objects.filter(round=round_, pool__code=code).values_list("ticket_id", flat=True))
    before = set(Selection.objects.filter(round=round_, pool__code="FR-IC").values_list("ticket_id", flat=True)) - chosen
    entries = DrawEntry.objects.filter(round=round_, pool__code=code).exclude(ticket_id__in=before).select_related("ticket")
    ordered = list(entries.order_by("candidacy__entered_at", "candidacy_id"))
    for i, entry in enumerate(ordered, start=1):
        if entry.ticket_id in chosen:
            said = f"IEC-DRAW/1|position|{round_.draw.seed}|{code}|{entry.ticket.ticket}"
            u = int(hashlib.sha256(said.encode()).hexdigest()[:13], 16) / 16**13
            yield (i - u) / len(ordered)


def test_every_selected_stands_within_its_own_share_of_the_order(noon):
    people = [rounds.candidate("FR-IC", "FR-WH", at=noon) for _person in range(4)]
    people += [rounds.candidate("FR-WH", at=noon) for _person in range(5)]
    # Who registered last has the first candidacy.
    for minutes, person in enumerate(reversed(people)):
        Candidacy.objects.filter(profile=person).update(entered_at=noon - timedelta(hours=2) + timedelta(minutes=minutes))
    round_ = draws.carried_out({"FR-IC": 2, "FR-WH": 3}, at=noon, until=RoundState.DRAWN)

    expected = [*by_protocol(round_, "FR-IC"), *by_protocol(round_, "FR-WH")]
    assert sorted(spread(round_.pk).positions) == pytest.approx(sorted(expected), abs=1e-12)
    assert len(expected) == 5


def test_pools_in_which_everybody_is_invited_have_no_position_and_raise_no_alarm(noon):
    codes = ["FR-IC", "FR-YP", "FR-WH", "IE-WH", "IE-YP", "IE-IC"]
    for code in codes:
        citizenship = code[:2]
        for _person in range(2):
            rounds.candidate(code, at=noon, citizenship=citizenship)
    round_ = draws.carried_out(dict.fromkeys(codes, 2), at=noon)

    found = spread(round_.pk)
    assert (len(found.pools), found.positions) == (6, ())
    assert kolmogorov_smirnov(found.positions).p_value == 1
