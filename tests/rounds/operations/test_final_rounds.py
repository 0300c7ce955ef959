"""The final round is announced at least five days ahead, everybody in the pool is told, and only remaining places come after."""

from datetime import date, timedelta

import pytest

from profiles.letters import words
from profiles.models import Letter
from rounds.models import Pool, RoundEntry
from rounds.operations import announcements, final_rounds, invitations
from rounds.operations.announcements import CannotAnnounce
from rounds.operations.rounds import CannotPlan
from rounds.publication import selections, tables
from rounds.states import CandidacyState, PoolStatus
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# NOON is February 2, 2026, in Ottawa.
IN_FIVE_DAYS = date(2026, 2, 7)


def announce(*codes, on=IN_FIVE_DAYS, at):
    ids = [rounds.pool(code).pk for code in codes or ("FR-WH",)]
    return final_rounds.announce(pool_ids=ids, on=on, by=people.staff("Programme", at=at), at=at)


def closing(noon, *, closes_at, profiles_end_at=None):
    season = rounds.pool("FR-WH").season
    return announcements.announce_season(
        year=2026,
        opens_on=season.opens_on,
        opens_confirmed=True,
        first_round_week=season.first_round_week,
        closes_at=closes_at,
        closes_confirmed=True,
        profiles_end_at=profiles_end_at,
        source_url="",
        by=people.staff("Programme", at=noon),
        at=noon,
    )


def test_four_days_ahead_is_refused_and_five_are_enough(noon):
    with pytest.raises(CannotAnnounce, match=r"at least 5 days ahead\. Choose February 7, 2026 or later"):
        announce(on=IN_FIVE_DAYS - DAY, at=noon)
    assert rounds.pool("FR-WH").final_round_on is None

    announce(at=noon)

    pool = rounds.pool("FR-WH")
    assert (pool.final_round_on, pool.final_announced_at) == (IN_FIVE_DAYS, noon)
    entry = RoundEntry.objects.get(kind="final_round_announced")
    assert (entry.pool_id, entry.details) == (pool.pk, {"on": "2026-02-07"})


def test_everybody_in_the_pools_is_written_to_once(noon):
    both = rounds.candidate("FR-WH", "FR-YP", at=noon)
    rounds.candidate("FR-IC", at=noon)
    left = rounds.candidate("FR-WH", at=noon)
    from rounds.operations import candidacies

    candidacies.leave(profile_id=left.pk, pool_id=rounds.pool("FR-WH").pk, by=left.user, at=noon)
    invited = rounds.invited("FR-WH", at=noon)

    announce("FR-WH", "FR-YP", at=noon)

    letters = Letter.objects.filter(kind="rounds/final_round")
    assert set(letters.values_list("profile_id", flat=True)) == {both.pk, invited.profile_id}
    subject, body = words.compose(letters.get(profile=both))
    assert subject == "The final round of your pools is on February 7, 2026"
    assert "France – Young Professionals\n– France – Working Holiday" in body
    letter = letters.get(profile=both)
    letter.language = "fr"
    assert "La dernière ronde de la saison 2026" in words.compose(letter)[1]


def test_the_same_day_again_changes_and_tells_nothing(noon):
    rounds.candidate("FR-WH", at=noon)
    announce(at=noon)

    assert announce(at=noon + timedelta(hours=1)) == []
    assert Letter.objects.filter(kind="rounds/final_round").count() == 1


def test_it_may_be_moved_or_taken_back_until_its_day_and_each_is_told(noon):
    rounds.candidate("FR-WH", at=noon)
    announce(at=noon)
    later = IN_FIVE_DAYS + 7 * DAY
    announce(on=later, at=noon + DAY)
    pool = rounds.pool("FR-WH")
    by = people.staff("Programme", at=noon)

    with pytest.raises(CannotAnnounce, match="February 14, 2026, has come"):
        final_rounds.take_back(pool_ids=[pool.pk], by=by, at=noon + 12 * DAY)
    final_rounds.take_back(pool_ids=[pool.pk], by=by, at=noon + 2 * DAY)

    assert rounds.pool("FR-WH").final_round_on is None
    assert Letter.objects.filter(kind="rounds/final_round").count() == 2
    assert Letter.objects.filter(kind="rounds/final_round_off").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"status": PoolStatus.NOT_ACCEPTING}, "takes no candidates"),
        ({"first_round_on": IN_FIVE_DAYS + DAY}, "before the first one, on February 8, 2026"),
    ],
)
def test_a_pool_that_cannot_have_it_is_named(noon, changes, sentence):
    rounds.pool("FR-WH", **changes)

    with pytest.raises(CannotAnnounce, match=f"France – Working Holiday: .*{sentence}"):
        announce("FR-WH", "FR-YP", at=noon)
    assert not Pool.objects.filter(final_round_on__isnull=False).exists()


def test_profiles_are_closed_after_it_whichever_is_announced_first(noon):
    announce(at=noon)
    with pytest.raises(CannotAnnounce, match="final round is announced for February 7, 2026"):
        closing(noon, closes_at=noon + DAY, profiles_end_at=noon + 3 * DAY)

    closing(noon, closes_at=noon + DAY, profiles_end_at=noon + 6 * DAY)
    with pytest.raises(CannotAnnounce, match="profiles of season 2026 are closed on February 8, 2026"):
        announce("FR-YP", on=IN_FIVE_DAYS + 9 * DAY, at=noon)


def test_the_public_files_bear_its_week(noon):
    announce(at=noon)

    row = next(row for row in tables.pool_rows(on=noon.date()) if row["pool"] == "FR-WH")
    feed = selections.selections(2026, on=noon.date()).decode()

    assert row["final_round"] == "2026-02-02"
    assert feed.count("<second><![CDATA[Week of February 2, 2026]]></second>") == 1


def test_the_final_round_is_held_after_no_new_profile_is_taken(noon):
    rounds.candidate("FR-WH", at=noon)
    announce(at=noon)
    closing(noon, closes_at=noon + DAY)

    round_ = draws.carried_out({"FR-WH": 1}, at=noon + 4 * DAY)

    assert round_.invitations.count() == 1


def test_who_declines_after_the_closing_is_back_in_the_pool_for_the_last_rounds(noon):
    invitation = rounds.invited("FR-WH", at=noon)
    closing(noon, closes_at=noon + DAY)

    invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=noon + 2 * DAY)

    invitation.candidacy.refresh_from_db()
    assert invitation.candidacy.state == CandidacyState.WAITING


def test_after_the_final_round_only_places_that_came_back_are_given(noon):
    rounds.pool("FR-WH", quota=2)
    for _person in range(4):
        rounds.candidate("FR-WH", at=noon)
    announce(at=noon)
    final = draws.carried_out({"FR-WH": 2}, at=noon + 5 * DAY)
    after = noon + 7 * DAY
    with pytest.raises(CannotPlan, match=r"final round was on February 7, 2026\. Only places that came back .* there are 0"):
        draws.planned({"FR-WH": 1}, at=after)

    declined = final.invitations.first()
    invitations.decline(invitation_id=declined.pk, by=declined.profile.user, at=after)

    with pytest.raises(CannotPlan, match="there is 1"):
        draws.planned({"FR-WH": 2}, at=after)
    assert draws.carried_out({"FR-WH": 1}, at=after).invitations.count() == 1
