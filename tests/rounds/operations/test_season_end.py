"""After the final round the profiles that are left are closed, with a letter; what is under way goes on."""

from datetime import timedelta

import pytest

from applications.operations import decisions, expiry, intake
from profiles.letters import words
from profiles.models import Letter, Profile
from profiles.operations import profiles
from profiles.states import ProfileState, Removal
from rounds import tasks
from rounds.models import Candidacy, Season
from rounds.operations import announcements, invitations, season_end
from rounds.queries.ledger import ledger
from rounds.rules.ledger import Ledger
from rounds.states import CandidacyState, Departure, RoundState
from tests.factories import cases, draws, people, rounds
from tests.races.together import at_the_same_moment

DAY = timedelta(days=1)


def announced(noon, end):
    """The season takes no profile from tomorrow on, and closes those that are left at a moment."""
    season = Season.objects.get(year=2026)
    return announcements.announce_season(
        year=2026,
        opens_on=season.opens_on,
        opens_confirmed=True,
        first_round_week=season.first_round_week,
        closes_at=noon + DAY,
        closes_confirmed=True,
        source_url="",
        profiles_end_at=end,
        by=people.staff("Programme", at=noon),
        at=noon,
    )


@pytest.mark.django_db
def test_candidates_are_closed_at_the_moment_and_everybody_else_goes_on(noon, monkeypatch):
    waiting = [rounds.candidate("FR-WH", "FR-YP", at=noon) for _ in range(2)]
    nowhere = people.active_profile(at=noon)
    invited = rounds.candidate("IE-WH", at=noon, citizenship="IE")
    draws.carried_out({"IE-WH": 1}, at=noon)
    draft = people.draft_profile(at=noon)
    announced(noon, noon + 10 * DAY)
    closed = {}
    for moment in (noon + 10 * DAY - timedelta(seconds=1), noon + 10 * DAY):
        monkeypatch.setattr("iecsite.clock.now", lambda moment=moment: moment)
        for _run in range(2):
            tasks.close_profiles(at_once=True)
        closed[moment] = Profile.objects.filter(state=ProfileState.REMOVED, removal=Removal.SEASON_CLOSED).count()

    assert list(closed.values()) == [0, 3]
    states = dict(Profile.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (*waiting, nowhere)] == [ProfileState.REMOVED] * 3
    assert (states[invited.pk], states[draft.pk]) == (ProfileState.INVITED, ProfileState.DRAFT)
    gone = Candidacy.objects.filter(state=CandidacyState.REMOVED, reason=Departure.SEASON_CLOSED)
    assert gone.count() == 4
    assert Letter.objects.filter(kind="rounds/season_ended").count() == 3


@pytest.mark.django_db
def test_invitations_and_applications_under_way_go_on_after_the_closing(noon):
    rounds.pool("FR-WH", quota=5, approved=0)
    officer = cases.officer(at=noon)
    invited = rounds.invited("FR-WH", at=noon + 4 * DAY)
    started = intake.accept_invitation(**answer(rounds.invited("FR-WH", at=noon), noon + 4 * DAY))
    sent = cases.in_review("FR-WH", by=officer, at=noon)
    declining, silent = (rounds.invited("FR-WH", at=noon + 4 * DAY) for _ in range(2))
    announced(noon, noon + 5 * DAY)
    assert season_end.close_next(at=noon + 5 * DAY) is None

    after = noon + 6 * DAY
    application = intake.accept_invitation(**answer(invited, after))
    decisions.approve(application_id=sent.pk, by=officer, at=after)
    invitations.decline(**answer(declining, after))
    invitations.expire_next(at=silent.lapses_at)

    assert application.due_at == after + 20 * DAY
    assert expiry.lapse_next(at=started.due_at) == started
    book = ledger(sent.pool_id)
    assert book == Ledger(issued=5, accepted=1, approved=1, declined=1, expired=1, lapsed=1)
    # Who says no then has no pool to go back to, and hears so.
    declining.profile.refresh_from_db()
    assert (declining.profile.state, declining.profile.removal) == (ProfileState.REMOVED, Removal.SEASON_CLOSED)


def answer(invitation, at):
    return {"invitation_id": invitation.pk, "by": invitation.profile.user, "at": at}


@pytest.mark.django_db
def test_nobody_is_closed_while_a_round_is_under_way(noon):
    rounds.candidate("FR-WH", at=noon)
    draws.approved({"FR-WH": 1}, at=noon)
    announced(noon, noon + 10 * DAY)

    assert season_end.close_next(at=noon + 10 * DAY) is None
    assert Profile.objects.filter(state=ProfileState.ACTIVE).count() == 1


@pytest.mark.django_db
def test_who_sends_a_profile_for_the_next_season_is_not_closed(noon):
    announced(noon, noon + 10 * DAY)
    later = people.active_profile(at=noon + 11 * DAY)

    assert season_end.close_next(at=noon + 12 * DAY) is None
    later.refresh_from_db()
    assert later.state == ProfileState.ACTIVE


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "kind"), [("en", "You were not refused"), ("fr", "Ce n'est pas un refus")])
def test_the_letter_is_kind_and_the_answers_are_offered_again(noon, language, kind):
    profile = rounds.candidate("FR-WH", at=noon, family_name="Wiederkehr")
    announced(noon, noon + 10 * DAY)
    season_end.close_next(at=noon + 10 * DAY)
    letter = Letter.objects.get(kind="rounds/season_ended")
    letter.language = language

    subject, body = words.compose(letter)
    again = profiles.start(user_id=profile.user_id, by=profile.user, at=noon + 300 * DAY)

    assert "2026" in subject
    assert kind in body
    assert again.family_name == "Wiederkehr"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("codes", "few"),
    [(["FR-WH"], True), (["FR-YP"], False), (["FR-WH", "FR-YP"], False), (["FR-IC"], False), (["AU-WH"], False), ([], False)],
)
def test_the_letter_speaks_of_too_few_places_only_to_whom_places_were_too_few(noon, codes, few):
    """The one place of Working Holiday is taken up by somebody invited; one of Young Professionals is left over."""
    rounds.pool("FR-WH", quota=1, unlimited=False, approved=0)
    rounds.pool("FR-YP", quota=1, unlimited=False, approved=0)
    rounds.pool("FR-IC", quota=None, unlimited=False, approved=0)
    rounds.pool("AU-WH", unlimited=True, quota=None, approved=0)
    rounds.candidate("FR-WH", at=noon)
    draws.carried_out({"FR-WH": 1}, at=noon)
    country = codes[0][:2] if codes else "FR"
    rounds.candidate(*codes, at=noon, citizenship=country)
    announced(noon, noon + 10 * DAY)
    season_end.close_next(at=noon + 10 * DAY)
    letter = Letter.objects.get(kind="rounds/season_ended")

    for letter.language, phrase in (("en", "more people than places"), ("fr", "plus de personnes que de places")):
        assert (phrase in words.compose(letter)[1]) is few


@pytest.mark.django_db
def test_the_work_is_a_bounded_number_of_statements(noon, django_assert_max_num_queries):
    announced(noon, noon + 10 * DAY)
    for _ in range(6):
        rounds.candidate("FR-WH", at=noon)

    with django_assert_max_num_queries(25):
        assert season_end.close_next(at=noon + 10 * DAY) == 6


@pytest.mark.django_db
def test_profiles_are_not_closed_before_new_ones_are_refused(noon):
    with pytest.raises(announcements.CannotAnnounce, match="takes no new ones"):
        announced(noon, noon + timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_each_person_once(noon):
    for _ in range(4):
        rounds.candidate("FR-WH", at=noon)
    announced(noon, noon + 10 * DAY)

    at_the_same_moment(*[lambda: season_end.close_next(at=noon + 10 * DAY)] * 2)
    season_end.close_next(at=noon + 10 * DAY)

    assert Profile.objects.filter(state=ProfileState.REMOVED).count() == 4
    assert Letter.objects.filter(kind="rounds/season_ended").count() == 4


@pytest.mark.django_db
def test_the_next_season_is_told_once_to_those_who_were_closed_and_have_begun_nothing_since(noon):
    told, begun = [rounds.candidate("FR-WH", at=noon) for _person in range(2)]
    type(told.user).objects.filter(pk=told.user_id).update(language="fr")
    announced(noon, noon + 10 * DAY)
    season_end.close_next(at=noon + 10 * DAY)
    profiles.start(user_id=begun.user_id, by=begun.user, at=noon + 20 * DAY)
    opens_on = (noon + 300 * DAY).date()
    Season.objects.create(year=2027, opens_on=opens_on, opens_confirmed=True)

    runs = [season_end.tell_season_opens(at=noon + days * DAY) for days in (299, 301, 301, 310)]

    assert runs == [0, 1, 0, 0]
    letter = Letter.objects.get(kind="rounds/season_opens")
    assert (letter.profile_id, letter.language) == (told.pk, "fr")
    assert words.compose(letter)[0] == "La saison 2027 est ouverte"


@pytest.mark.django_db
def test_who_stands_in_a_list_that_is_fixed_is_closed_after_365_days_only_when_it_is_drawn(noon):
    drawn, other = rounds.candidate("FR-WH", at=noon), rounds.candidate("FR-WH", "FR-YP", at=noon)
    year = noon + 365 * DAY
    rounds.pool("FR-WH", season=2026)
    round_ = draws.carried_out({"FR-WH": 1}, at=year - DAY, draw_at=year + DAY, until=RoundState.FROZEN)

    assert season_end.close_next_waited(at=year + timedelta(hours=1)) is None
    draws.carry_on(round_, at=year + DAY)
    assert season_end.close_next_waited(at=year + DAY) == 1

    assert sorted(Profile.objects.filter(pk__in=[drawn.pk, other.pk]).values_list("state", flat=True)) == ["invited", "removed"]
