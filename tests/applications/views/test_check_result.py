"""What the result of the check says in the states that it may be in, and having it sent to oneself."""

from datetime import date, timedelta
from hashlib import sha256
from smtplib import SMTPServerDisconnected
from urllib.parse import unquote, urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import translation

from applications.models import CheckLetter
from applications.operations import check_letters
from iecsite import clock, seal
from profiles.models import Agreement, Profile, User
from profiles.queries import carried_answers
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
FRENCH = {
    "citizenships": ["FR"],
    "date_of_birth": "2002-05-04",
    "passport": {"country": "FR", "expires": "2033-01-01"},
    "participations": [],
    "student": {"enrolled": False},
    "placement": None,
    "job_offer": None,
    "dependants_accompany": False,
}
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def programme():
    people.agreements()


def result(told, *, at=None, language="en"):
    with translation.override(language):
        return f"{reverse('check_result')}?a={carried_answers.sealed(told, at=at or clock.now())}"


def shown(client, told, **more):
    return client.get(result(told, **more)).content.decode()


def sends(client, told=FRENCH, *, email=READER, language="en"):
    return client.post(result(told, language=language), {"email": email, "send": "1"}, follow=True)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "<dt>You can try until</dt><dd>May 3, 2038. After that you are over the age limit.</dd>"),
        ("fr", "<dt>Vous pouvez essayer jusqu'au</dt><dd>3 mai 2038. Ensuite, vous aurez dépassé la limite d'âge.</dd>"),
    ],
)
def test_until_when_somebody_can_try(client, language, line):
    assert line in shown(client, FRENCH, language=language).replace("\u00a0", " ").replace("&#x27;", "'")


def test_who_is_too_young_hears_from_when_on(client):
    eighteen = clock.today() + timedelta(days=40)
    page = shown(client, FRENCH | {"date_of_birth": eighteen.replace(year=eighteen.year - 18).isoformat()})

    assert f"Not yet: from {eighteen:%B} {eighteen.day}, {eighteen.year}</span>" in page
    assert "You can take part</span>" not in page


def test_one_citizenship_without_an_agreement_is_told_beside_one_with(client):
    page = shown(client, FRENCH | {"citizenships": ["BR", "FR"], "other_passports": []})

    assert page.index(">France</h2>") < page.index(">Brazil</h2>")
    assert "Canada has no youth mobility agreement with this country." in page.split(">Brazil</h2>")[1]


def test_a_pool_without_a_limit_says_so(client):
    rounds.pool("FR-WH", quota=None, unlimited=True)

    assert "No limit: the quota keeps nobody out." in shown(client, FRENCH)


def test_whoever_has_used_up_their_participation_hears_what_a_letter_could_open(client):
    used = {
        "citizenship": "FR",
        "category": "working_holiday",
        "season": 2022,
        "permit_issued": "2022-04-01",
        "permit_expires": "2024-03-31",
    }
    told = FRENCH | {"participations": [used]}

    assert client.get(result(told))["Location"].startswith(reverse("check_question", kwargs={"step": "organization"}))
    assert "A letter of a recognized organization could open: Young Professionals, Working Holiday." in shown(
        client, told | {"recognized_organization": False}
    )
    assert "Through a recognized organization" in shown(client, told | {"recognized_organization": True})


def test_answers_from_before_new_terms_are_judged_by_them_and_the_page_says_so(client):
    Agreement.objects.filter(country="FR", category="working_holiday").update(effective_from=clock.today())

    now, before = (shown(client, FRENCH, at=clock.now() - timedelta(hours=hours)) for hours in (0, 23.9))

    assert "The rules changed since you answered" not in now
    assert "The rules changed since you answered" in before
    assert "<li>France – Working Holiday</li>" in before


def test_new_terms_of_other_countries_are_no_news(client):
    Agreement.objects.filter(country="IE").update(effective_from=clock.today())

    assert "The rules changed" not in shown(client, FRENCH, at=clock.now() - timedelta(hours=23.9))


def test_answers_from_before_new_terms_that_fill_a_profile_come_with_a_word(client):
    Agreement.objects.filter(country="FR", category="working_holiday").update(effective_from=clock.today())
    user = people.account(at=clock.now())
    client.force_login(user)
    client.post(result(FRENCH, at=clock.now() - timedelta(hours=23.9)))

    page = client.post(reverse("profile"), follow=True).content.decode()

    assert "The rules changed after you answered the check." in page
    assert Profile.objects.get(user=user).date_of_birth == date(2002, 5, 4)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["France – Working Holiday: You can take part.", "You can try until May 3, 2038.", "Cost when you apply: $"]),
        (
            "fr",
            ["France – Vacances-travail", "Vous pouvez essayer jusqu'au 3\u00a0mai\u00a02038.", "Coût au moment"],
        ),
    ],
)
def test_the_result_comes_in_one_letter_and_leads_back(client, language, lines):
    page = sends(client, language=language).content.decode()
    for _twice in range(2):
        check_letters.deliver_due(at=clock.now())

    (letter,) = mail.outbox
    assert letter.to == [READER]
    assert [line for line in lines if line.replace("\u00a0", " ") not in letter.body.replace("\u00a0", " ")] == []
    assert READER not in page
    link = next(word for word in letter.body.split() if "?a=" in word)
    assert urlsplit(link).path == urlsplit(result({}, language=language)).path
    html = letter.alternatives[0].content
    assert html.count("?a=") == 1
    assert f'lang="{language}"' in html
    assert client.get(f"{urlsplit(link).path}?{urlsplit(link).query}").status_code == 200


def test_the_letter_repeats_no_answer(client):
    sends(client, FRENCH | {"job_offer": {"paid": True, "self_employed": False, "teer": 2, "post_secondary": True}})
    check_letters.deliver_due(at=clock.now())

    words = mail.outbox[0].body.partition("?a=")[0]
    assert "2002" not in words
    assert "2033" not in words


def test_the_link_of_the_letter_is_good_for_thirty_days(client, monkeypatch):
    sends(client)
    check_letters.deliver_due(at=clock.now())
    token = unquote(next(word for word in mail.outbox[0].body.split() if "?a=" in word).partition("?a=")[2])

    assert carried_answers.opened(token, at=clock.now() + timedelta(days=29))["citizenships"] == ["FR"]
    with pytest.raises(carried_answers.TooOld):
        carried_answers.opened(token, at=clock.now() + timedelta(days=31))


def test_nothing_is_kept_once_the_letter_is_sent(client):
    sends(client)
    assert CheckLetter.objects.get().email == READER
    assert "2002-05-04" not in CheckLetter.objects.get().answers

    check_letters.deliver_due(at=clock.now())

    assert CheckLetter.objects.count() == User.objects.count() == 0


def test_a_letter_that_will_not_go_is_given_up_and_forgotten(client, monkeypatch):
    def fails(*_arguments, **_more):
        raise SMTPServerDisconnected

    sends(client)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fails)
    at = clock.now()
    for hours in range(22):
        check_letters.deliver_due(at=at + timedelta(hours=hours))
        assert CheckLetter.objects.count() == 1
    for hours in range(22, 25):
        check_letters.deliver_due(at=at + timedelta(hours=hours))

    assert CheckLetter.objects.count() == 0


def test_what_is_counted_of_an_address_does_not_tell_it(client):
    sends(client)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM iecsite_cache")
        keys = " ".join(key for (key,) in cursor.fetchall())
    assert sha256(READER.encode()).hexdigest() not in keys
    assert sha256(seal.digest(READER, purpose="check letter to").encode()).hexdigest() in keys


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "These answers are too old"), ("fr", "Ces réponses sont trop anciennes")]
)
def test_answers_that_cannot_be_read_lead_to_the_start_with_a_sentence(client, language, sentence):
    url = result(FRENCH | {"date_of_birth": "no day"}, language=language)

    assert sentence in client.get(url, follow=True).content.decode()


def test_a_letter_that_no_server_takes_for_a_day_is_forgotten(client, monkeypatch):
    def away(_self):
        raise ConnectionRefusedError

    sends(client)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away)
    check_letters.deliver_due(at=clock.now() + timedelta(hours=23))
    assert CheckLetter.objects.count() == 1

    check_letters.deliver_due(at=clock.now() + timedelta(hours=25))

    assert CheckLetter.objects.count() == len(mail.outbox) == 0


def test_the_same_result_is_on_its_way_once_and_an_address_gets_three_a_day(client):
    for _twice in range(2):
        sends(client)
    assert CheckLetter.objects.count() == 1
    check_letters.deliver_due(at=clock.now())

    pages = [sends(client, email=address).content for address in (READER, READER.upper(), READER)]
    check_letters.deliver_due(at=clock.now())

    assert len(mail.outbox) == 2
    assert all(b"The result is on its way" in page for page in pages)


def test_the_page_says_the_same_whether_the_address_has_an_account_or_not(client):
    people.account(at=clock.now(), email=READER)

    known, unknown = (sends(client, email=address) for address in (READER, "nobody@example.org"))

    assert [(one.status_code, b"is on its way" in one.content) for one in (known, unknown)] == [(200, True)] * 2


def test_too_many_from_one_network_are_told_so(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"check_letter": "1/h/ip"}
    sends(client)

    page = sends(client, email="other@example.org").content.decode()

    assert "Too many results were sent from your network." in page
    assert 'value="other@example.org"' in page
    assert CheckLetter.objects.count() == 1


@pytest.mark.parametrize("email", ["", "reader", "reader@example.org\nBcc: other@example.org"])
def test_an_address_that_is_none_gets_a_sentence(client, email):
    page = sends(client, email=email).content.decode()

    assert "Enter your e-mail address, such as name@example.org." in page
    assert CheckLetter.objects.count() == 0


def test_who_hears_that_there_is_no_agreement_may_have_that_sent_too(client):
    sends(client, {"citizenships": ["BR"]})
    check_letters.deliver_due(at=clock.now())

    assert "Canada has no youth mobility agreement with any country of which you are a citizen." in mail.outbox[0].body
