"""The pages that lead back into an account: they say the same to everybody, and a link does what it says, once."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles import tasks
from profiles.models import Recovery, RecoveryAsk
from profiles.operations import accounts
from tests.factories import cast, people, recoveries

pytestmark = pytest.mark.django_db
NEW = {"password1": recoveries.PASSWORD}


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def form(profile, **changes):
    typed = recoveries.typed(profile)
    born = typed["date_of_birth"]
    told = {key: typed[key] for key in ("reference", "family_name", "email", "words")}
    return told | {"date_of_birth_0": born.day, "date_of_birth_1": born.month, "date_of_birth_2": born.year} | changes


def text(response):
    return response.content.decode()


def test_the_page_says_and_does_the_same_whether_it_fits_or_not(client):
    profile = people.active_profile(at=clock.now())
    client.post(reverse("recover_by_identity"), form(profile, reference="warmed up"))  # what is asked once a process
    answers, asked = [], []
    for changes in ({}, {"reference": "AA0000000"}):
        with CaptureQueriesContext(connection) as queries:
            response = client.post(reverse("recover_by_identity"), form(profile, **changes))
        answers.append((response.status_code, response["Location"], text(client.get(response["Location"]))))
        asked.append(len(queries))

    assert answers[0] == answers[1]
    assert asked[0] == asked[1]
    assert Recovery.objects.count() == 0
    tasks.answer_recoveries(at_once=True)
    assert Recovery.objects.get().user == profile.user


def test_a_sixth_wish_about_one_number_in_a_day_is_refused_and_what_was_typed_stays(client):
    profile = people.active_profile(at=clock.now())
    for _time in range(5):
        assert client.post(reverse("recover_by_identity"), form(profile)).status_code == 302

    page = client.post(reverse("recover_by_identity"), form(profile, reference=f" {form(profile)['reference'].lower()} "))

    assert page.status_code == 200
    assert "too many requests" in text(page)
    assert form(profile)["email"] in text(page)
    assert RecoveryAsk.objects.count() == 5
    elsewhere = client.post(reverse("recover_by_identity"), form(profile), REMOTE_ADDR="192.0.2.77")
    assert elsewhere.status_code == 302


def test_what_is_missing_gets_a_sentence_and_nothing_is_kept(client):
    page = text(client.post(reverse("recover_by_identity"), {"email": "not an address", "words": "I lost it"}))

    assert "Enter the number of your passport, or of your application." in page
    assert "Enter an e-mail address such as name@example.org." in page
    assert "I lost it" in page
    assert RecoveryAsk.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_ways_are_reached_from_the_sign_in_pages_and_the_help(client, language):
    at = clock.now()
    user = cast.with_second_factor(people.account(at=at))
    accounts.set_password(user_id=user.pk, password=recoveries.PASSWORD, by=None, at=at)
    with translation.override(language):
        way = reverse("recover_account")
        assert way == {"en": "/en/account/recover/", "fr": "/fr/compte/recuperer/"}[language]
        help_page = {"en": "/en/help/i-cannot-sign-in/", "fr": "/fr/aide/connexion-impossible/"}[language]
        pages = [text(client.get(address)) for address in (reverse("account_login"), help_page)]
        client.post(reverse("account_login"), {"login": user.email, "password": recoveries.PASSWORD})
        pages.append(text(client.get(reverse("mfa_authenticate"))))

    assert [f'href="{way}"' in page for page in pages] == [True] * len(pages)


def test_whoever_has_the_letter_stops_it_with_one_button_and_no_sign_in(client):
    found = recoveries.asked(at=clock.now())
    page = reverse("recovery_cancel", args=[recoveries.stop(found)])

    shown = text(client.get(page))
    assert found.number in shown
    assert found.email not in shown
    done = client.post(page, follow=True)

    assert "The recovery is stopped" in text(done)
    assert "The recovery is stopped" in text(client.post(page, follow=True))
    found.refresh_from_db()
    assert found.state == "cancelled"


def test_looking_at_the_link_stops_nothing_and_a_changed_one_is_not_ours(client):
    found = recoveries.asked(at=clock.now())
    client.get(reverse("recovery_cancel", args=[recoveries.stop(found)]))
    # The link that takes the account back is no link that stops, and the other way round.
    for name, token in (("recovery_cancel", recoveries.link(found)), ("recovery_use", recoveries.stop(found))):
        assert "This link is not whole" in text(client.get(reverse(name, args=[token])))
        client.post(reverse(name, args=[token]), NEW)

    found.refresh_from_db()
    assert found.state == "asked"


def test_who_is_signed_in_sees_it_on_the_first_page_and_stops_it_there(client):
    found = recoveries.asked(at=clock.now())
    client.force_login(found.user)
    for name in ("home", "settings", "my_file", "mfa_index"):
        assert "Somebody asked to recover your account" in text(client.get(reverse(name))), name
    stop = reverse("recovery_cancel", args=[recoveries.stop(found)])
    assert f'action="{stop.rsplit("/", 2)[0]}' in text(client.get(reverse("home")))

    client.post(stop)

    assert "Somebody asked to recover your account" not in text(client.get(reverse("home")))
    assert found.user.entries_about.get(kind="recovery_cancelled").actor == found.user


def test_the_link_asks_for_a_good_password_and_gives_the_account_back_once(client):
    user = cast.with_second_factor(people.person(at=clock.now()))
    found = recoveries.ready(at=clock.now(), user=user)
    page = reverse("recovery_use", args=[recoveries.link(found)])
    assert found.email in text(client.get(page))
    assert "too short" in text(client.post(page, {"password1": "short"}))

    done = client.post(page, NEW, follow=True)

    assert "The account is yours again." in text(done)
    assert "The account was recovered with this request already." in text(client.post(page, NEW))
    entered = Client()
    answer = entered.post(reverse("account_login"), {"login": found.email, "password": recoveries.PASSWORD})
    assert answer.status_code == 302
    assert "Set up a second factor again" in text(entered.get(reverse("home")))


def test_a_link_before_its_time_or_too_late_opens_nothing(client, monkeypatch):
    found = recoveries.ready(at=clock.now())
    page = reverse("recovery_use", args=[recoveries.link(found)])
    monkeypatch.setattr(clock, "now", lambda: found.link_ends_at)

    assert "The link was not used in time." in text(client.get(page))
    assert client.post(page, NEW).status_code == 200
    found.user.refresh_from_db()
    assert found.user.email != found.email


def test_the_deadline_stands_on_the_clocks_of_the_person(client):
    found = recoveries.asked(at=clock.now())
    found.user.time_zone = "Europe/Paris"
    found.user.save(update_fields=["time_zone"])
    client.force_login(found.user)

    assert "Paris" in text(client.get(reverse("home")))


def test_an_officer_refuses_with_a_reason_in_both_languages_and_has_no_shortcut(client):
    at = clock.now()
    found = recoveries.asked(at=at)
    officer = cast.with_second_factor(people.staff("Officers", at=at))
    client.force_login(officer)
    listed = text(client.get(reverse("admin:profiles_recovery_changelist")))
    assert found.number in listed
    page = reverse("admin:profiles_recovery_change", args=[found.pk])
    assert text(client.get(page)).count('type="submit"') == text(client.get(reverse("admin:index"))).count('type="submit"') + 1
    assert "Write the reason in French." in text(client.post(page, {"reason_en": "A trial."}))

    client.post(page, {"reason_en": "A trial.", "reason_fr": "Un essai."})

    found.refresh_from_db()
    assert (found.state, found.refused_by) == ("refused", officer)


def test_a_page_of_ones_own_account_asks_once_more_at_most():
    client = Client()
    user = people.account(at=clock.now())
    client.force_login(user)
    client.get(reverse("settings"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("settings"))

    assert len([one for one in asked if "profiles_recovery" in one["sql"]]) == 1
