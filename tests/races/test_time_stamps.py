"""Two turns that bring time stamps of one list at the same moment."""

from datetime import timedelta

import pytest

from iecsite import journal
from rounds.models import RoundEntry, TimeStamp
from rounds.operations import time_stamps
from rounds.publication import files
from rounds.rules import time_stamps as rule
from tests.factories import draws, rounds
from tests.factories.authority import Authority
from tests.factories.draws import BEACON_AT
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_turns_keep_each_stamp_once_and_publish_both():
    for _person in range(3):
        rounds.candidate("FR-WH", at=BEACON_AT - timedelta(days=3), season=2023)
    round_ = draws.with_real_beacon({"FR-WH": 1})
    request = rule.request_for(round_.draw.manifest.encode())
    named = {f"https://{name}.example.org": Authority(name) for name in ("one", "two")}
    roots = [root for one in named.values() for root in rule.certificates(one.root)]
    at = BEACON_AT - timedelta(hours=25)
    for authority in named.values():
        authority.at = at

    def turn():
        for address, authority in named.items():
            time_stamps.keep(round_id=round_.pk, authority=address, answer=authority.answer(request), roots=roots, at=at)
        time_stamps.publish(round_id=round_.pk)

    results = at_the_same_moment(*[turn] * 4)

    assert results == [None] * 4
    assert sorted(TimeStamp.objects.values_list("number", flat=True)) == [1, 2]
    assert journal.first_break(RoundEntry) is None
    on_disk = {name: (files.folder_of(round_.code) / name).read_bytes() for name in files.names_of(round_, final=False)}
    assert on_disk == files.round_files(round_)
