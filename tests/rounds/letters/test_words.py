"""The words of the letters about pools and invitations, in both languages, for every outcome."""

from datetime import date, timedelta

import pytest

from profiles.letters import words
from profiles.models import Letter
from profiles.operations.letters import Draft, queue_letter
from rounds.letters import invitations as letters
from rounds.models import Season
from rounds.operations import candidacies, invitations
from rounds.queries.selected import Reader
from rounds.rules.calendar import answer_deadline
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def composed(kind, language):
    letter = Letter.objects.select_related("user", "profile").get(kind=f"rounds/{kind}")
    assert letter.language == language
    return words.compose(letter)


def reader(at, language):
    return people.account(at=at, language=language, time_zone="Europe/Paris")


@pytest.mark.parametrize(
    ("language", "subject", "parts"),
    [
        (
            "en",
            "You are in the pool (February 2, 2026)",
            [
                "candidate of the 2026 season",
                "– France – International Co-op: ",
                "– France – Working Holiday: ",
                "/en/pools/2026/FR-WH/",
            ],
        ),
        (
            "fr",
            "Vous êtes dans le bassin (2 février 2026)",
            [
                "de la saison 2026",
                "– France – Stage coop international : ",
                "– France – Vacances-travail : ",
                "/fr/bassins/2026/FR-WH/",
            ],
        ),
    ],
)
def test_the_letter_on_entry_names_the_pools(noon, language, subject, parts):
    rounds.candidate("FR-WH", "FR-IC", at=noon, user=reader(noon, language))

    heading, body = composed("in_pool", language)

    assert heading == subject
    for part in parts:
        assert part in body


@pytest.mark.parametrize(
    ("language", "codes", "words_of_rest"),
    [
        ("en", ["FR-WH"], "You are in no pool now"),
        ("en", ["FR-WH", "FR-YP"], "still in one other pool."),
        ("en", ["FR-WH", "FR-YP", "FR-IC"], "still in 2 other pools."),
        ("fr", ["FR-WH"], "Vous n'êtes plus dans aucun bassin"),
        ("fr", ["FR-WH", "FR-YP"], "encore dans un autre bassin."),
        ("fr", ["FR-WH", "FR-YP", "FR-IC"], "encore dans 2 autres bassins."),
    ],
)
def test_the_letters_of_leaving_say_what_is_left(noon, language, codes, words_of_rest):
    user = reader(noon, language)
    profile = rounds.candidate(*codes, at=noon, user=user, date_of_birth=date(1990, 2, 10))

    candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=user, at=noon)

    assert words_of_rest in composed("left_pool", language)[1]


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "You left a pool because of its age limit (February 10, 2026)"),
        ("fr", "Vous avez quitté un bassin en raison de la limite d'âge (10 février 2026)"),
    ],
)
def test_the_letter_on_the_birthday_says_which_and_why(noon, language, subject):
    rounds.candidate("FR-WH", at=noon, user=reader(noon, language), date_of_birth=date(1990, 2, 10))
    candidacies.remove_next_too_old(at=noon + 30 * DAY)

    heading, body = composed("too_old", language)

    assert heading == subject
    assert ("You were not refused" if language == "en" else "Ce n'est pas un refus") in body


@pytest.mark.parametrize(
    ("language", "subject", "until", "address"),
    [
        (
            "en",
            "You are invited to apply: answer by February 12, 2026",
            "until Thursday, February 12, 2026 at 11:59\xa0pm (Paris time) · 5:59\xa0pm Eastern to say yes or no",
            "/en/invitation/17/",
        ),
        (
            "fr",
            "Invitation à présenter une demande : répondez au plus tard le 12 février 2026",
            "jusqu'au jeudi 12 février 2026 à 23\xa0h\xa059 (heure de Paris) · 17\xa0h\xa059, heure de l'Est pour répondre",
            "/fr/invitation/17/",
        ),
    ],
)
def test_the_letter_of_an_invitation_says_until_when_and_what_silence_means(noon, language, subject, until, address):
    profile = rounds.candidate(at=noon, user=reader(noon, language))
    to = Reader(17, rounds.pool("FR-WH").pk, profile.pk, profile.user_id, language)
    queue_letter(letters.invited(to, rounds.pool("FR-WH"), "2026-004", answer_deadline(noon, "date_line"), back=True), at=noon)

    heading, body = composed("invited", language)

    assert heading == subject
    assert until in body
    assert address in body
    assert ("If you do nothing" if language == "en" else "Sans réponse") in body


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("outcome", ["back", "aged_out", "season_closed"])
def test_the_letter_of_a_no_says_where_the_person_is_now(noon, language, outcome):
    born = date(1990, 2, 5) if outcome == "aged_out" else date(2000, 5, 4)
    invitation = rounds.invited("FR-WH", at=noon, user=reader(noon, language), date_of_birth=born)
    if outcome == "season_closed":
        Season.objects.filter(pk=2026).update(closes_at=noon + DAY, profiles_end_at=noon + DAY)
    invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=noon + 5 * DAY)

    body = composed("declined", language)[1]

    expected = {
        ("en", "back"): "You are back in the pool",
        ("en", "aged_out"): "over its age limit",
        ("en", "season_closed"): "The season is over",
        ("fr", "back"): "Vous êtes de retour dans le bassin",
        ("fr", "aged_out"): "la limite d'âge",
        ("fr", "season_closed"): "La saison est terminée",
    }
    for (written, about), part in expected.items():
        assert (part in body) is ((written, about) == (language, outcome))


@pytest.mark.parametrize(
    ("language", "part"), [("en", "You can start again now"), ("fr", "Vous pouvez recommencer dès maintenant")]
)
def test_the_letter_of_silence_says_that_the_person_may_start_again(noon, language, part):
    invitation = rounds.invited("FR-WH", at=noon, user=reader(noon, language))
    invitations.expire_next(at=invitation.lapses_at)

    assert part in composed("expired", language)[1]


def test_no_letter_is_sent_twice_for_one_event(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    first = Letter.objects.get(kind="rounds/in_pool")

    queue_letter(
        Draft(kind=first.kind, event_key=first.event_key, user_id=profile.user_id, language="en", context=first.context), at=noon
    )

    assert Letter.objects.filter(kind="rounds/in_pool").count() == 1
