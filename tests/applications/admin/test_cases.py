"""Officers at work: the queue, one case, a decision looked at before it is made, and two officers where the law asks for them."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from applications.models import Application, Decision, Refund
from applications.rules.refusals import Kind, reasons_for
from applications.rules.sentences import sentence
from iecsite import clock
from profiles.models import Passport, Profile
from tests.conftest import NOON
from tests.factories import applications, cases, cast, people, rounds
from tests.journeys.walk import Browser

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE = "admin:applications_application_changelist"
CASE = "admin:applications_application_change"
DECIDE = "admin:applications_application_decide"


@pytest.fixture(autouse=True)
def at(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def window(role: str = "Officers") -> Browser:
    browser = Browser()
    browser.user = cast.with_second_factor(people.staff(role, at=NOON))
    browser.client.force_login(browser.user)
    return browser


def case() -> Application:
    return applications.submitted(at=NOON)


def reason(*, two: bool) -> str:
    return next(one.code for one in reasons_for("working_holiday", Kind.REFUSAL) if one.needs_second_officer is two)


def chosen(browser: Browser) -> list[str]:
    """The reasons that are ticked on the page."""
    boxes = re.findall(r'<input[^>]*name="reasons"[^>]*>', browser.html)
    return [re.search(r'value="(\w+)"', box).group(1) for box in boxes if "checked" in box]


def test_the_queue_shows_the_oldest_first_and_takes_one_number_of_queries():
    officer = window()
    first = case()
    officer.open(reverse(QUEUE))
    with CaptureQueriesContext(connection) as one:
        officer.open(reverse(QUEUE))
    others = [case() for _n in range(4)]
    with CaptureQueriesContext(connection) as many:
        officer.open(reverse(QUEUE))

    places = [officer.html.index(found.reference) for found in [first, *others]]
    assert places == sorted(places)
    assert len(one) == len(many)


def test_the_queue_is_what_waits_for_a_decision_until_more_is_asked_for():
    waiting, done, officer = case(), applications.application_at("approved", at=NOON), window()
    officer.open(reverse(QUEUE))
    assert waiting.reference in officer.html
    assert done.reference not in officer.html

    assert done.reference in officer.open(reverse(QUEUE) + "?state=approved").html
    assert waiting.reference not in officer.html
    assert done.reference in officer.open(reverse(QUEUE) + "?state=all").html
    assert "<h1>Applications</h1>" in officer.html


def test_take_next_gives_the_oldest_case_and_then_says_that_none_waits():
    found, officer = case(), window()

    officer.open(reverse(QUEUE))
    page = officer.client.post(reverse("admin:applications_application_next"), follow=True)
    again = officer.client.post(reverse("admin:applications_application_next"), follow=True)

    found.refresh_from_db()
    assert (found.state, found.officer) == ("in_review", officer.user)
    assert found.reference in page.content.decode()
    assert "No case is waiting." in again.content.decode()


def test_a_case_shows_facts_documents_payments_and_what_happened():
    found, officer = case(), window()

    text = officer.open(reverse(CASE, args=[found.pk])).text

    for words in (found.reference, "Exemple", found.passport_number, "passport.jpg", "12, rue des Exemples", "$", "Timeline"):
        assert words in officer.html, words
    assert "every condition is met" in text
    document = found.documents.first()
    shown = officer.client.get(reverse("admin:applications_application_document", args=[found.pk, document.pk]))
    assert shown["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(shown.streaming_content)


def test_approving_is_looked_at_and_done_once():
    found, officer = case(), window()
    officer.open(reverse(CASE, args=[found.pk])).send(press="act=take")

    officer.open(reverse(DECIDE, args=[found.pk, "approve"]))
    assert "cannot be undone" in officer.text
    key = officer.html.split('name="once" value="')[1].split('"')[0]
    posts = [
        officer.client.post(reverse(DECIDE, args=[found.pk, "approve"]), {"confirm": "1", "note": "", "once": key})
        for _n in range(2)
    ]

    found.refresh_from_db()
    assert found.state == "approved"
    assert posts[0]["Location"] == posts[1]["Location"]
    assert Decision.objects.count() == rounds.pool().approved == 1


def test_without_a_place_the_case_waits():
    found, officer = case(), window()
    rounds.pool(quota=0, unlimited=False)
    officer.open(reverse(CASE, args=[found.pk])).send(press="act=take")

    officer.open(reverse(DECIDE, args=[found.pk, "approve"])).send(press="confirm")

    assert "Approved, awaiting a place" in officer.text
    assert rounds.pool().approved == 0


def test_a_refusal_needs_a_reason_and_a_note_and_keeps_what_was_typed():
    found, officer = case(), window()
    officer.open(reverse(CASE, args=[found.pk])).send(press="act=take")

    officer.open(reverse(DECIDE, args=[found.pk, "refuse"])).send(note="Funds not shown.")
    assert "Choose at least one reason." in officer.text
    assert "Funds not shown." in officer.html
    officer.send(reasons=reason(two=False), note=" ")

    assert "Write in the note which requirement is not met, and why." in officer.text
    assert "What the letter says" not in officer.text
    assert chosen(officer) == [reason(two=False)]
    assert Decision.objects.count() == 0


def test_the_note_is_shown_apart_from_what_the_letter_says_and_can_be_changed():
    found, officer = case(), window()
    officer.open(reverse(CASE, args=[found.pk])).send(press="act=take")
    officer.open(reverse(DECIDE, args=[found.pk, "refuse"])).send(reasons=reason(two=False), note="Funds not shown.")

    letter, _heading, file = officer.text.partition("For the file, not in the letter")
    assert sentence(f"refusal.{reason(two=False)}", "en") in letter
    assert "Funds not shown." in file
    assert "Funds not shown." not in letter

    officer.send(press="change")
    assert (chosen(officer), "Funds not shown." in officer.text) == ([reason(two=False)], True)
    officer.send(note="No statement at all.").send(press="confirm")
    assert Decision.objects.get().note == "No statement at all."


@pytest.mark.parametrize("outcome", ["approve", "refuse"])
def test_a_decision_that_cannot_be_made_is_said_in_the_form_and_loses_nothing(outcome):
    found, officer, other = case(), window(), window()
    officer.open(reverse(CASE, args=[found.pk])).send(press="act=take")
    officer.open(reverse(DECIDE, args=[found.pk, outcome]))
    if outcome == "refuse":
        officer.send(reasons=reason(two=False), note="Funds not shown.")
    other.open(reverse(CASE, args=[found.pk])).send(press="act=take_over")

    officer.send(press="confirm", note="Funds not shown.")

    assert sentence("decide.another_officer", "en") in officer.text
    assert "Funds not shown." in officer.text
    if outcome == "refuse":
        assert chosen(officer) == [reason(two=False)]
    assert Decision.objects.count() == 0


def test_a_reason_for_two_officers_is_proposed_and_agreed_to_by_another():
    found, officer, second = case(), window(), window()
    officer.open(reverse(CASE, args=[found.pk])).send(press="act=take")
    officer.open(reverse(DECIDE, args=[found.pk, "refuse"])).send(reasons=reason(two=True), note="The statement is forged.")
    assert "another officer agrees" in officer.text
    officer.send(press="confirm")

    assert "Refusal proposed" in officer.open(reverse(CASE, args=[found.pk])).text
    assert "Agree and refuse" not in officer.text
    officer.client.post(reverse(CASE, args=[found.pk]), {"act": "agree"})
    found.refresh_from_db()
    assert found.state == "in_review"

    second.open(reverse(CASE, args=[found.pk]))
    assert "The statement is forged." in second.text
    second.send(press="act=agree")

    found.refresh_from_db()
    assert found.state == "refused"
    assert Decision.objects.get().decided_by == second.user
    assert "Agree and refuse" not in second.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_decided_case_names_reasons_and_fees_in_words(language):
    officer = window()
    found = applications.application_at("refused", at=NOON, officer=officer.user)
    [code] = found.decision.reason_codes
    with translation.override(language):
        officer.open(reverse(CASE, args=[found.pk]))

    page = unescape(officer.text)
    assert sentence(f"refusal.{code}.name", language) in page
    assert sentence("fee.IEC_FEE", language) in page
    assert "IEC_FEE" not in page
    assert f" {code} " not in page


def test_who_does_not_have_the_case_cannot_decide_it():
    found, officer, other = case(), window(), window()
    officer.open(reverse(CASE, args=[found.pk])).send(press="act=take")

    other.open(reverse(DECIDE, args=[found.pk, "approve"])).send(press="confirm")

    found.refresh_from_db()
    assert found.state == "in_review"
    assert "another officer" in other.html.lower()
    other.open(reverse(CASE, args=[found.pk])).send(press="act=take_over")
    found.refresh_from_db()
    assert found.officer == other.user


def test_a_cashier_pays_back_what_the_matrix_says_after_a_look_at_it():
    officer = cases.officer(at=NOON)
    found, cashier = applications.application_at("approved", at=NOON, officer=officer), window("Cashiers")

    page = cashier.open(reverse("admin:applications_refund_pay_back", args=[found.pk]))
    assert "The employer withdrew the offer" in page.text
    assert "The application was refused" not in page.text
    page.send(ending="refused_at_entry")
    assert "What goes back" in page.text
    assert Refund.objects.count() == 0
    page.send(press="confirm")

    assert {refund.outcome for refund in Refund.objects.all()} == {"refused_at_entry"}
    assert sum(refund.amount for refund in Refund.objects.all()) > 200
    page.open(reverse("admin:applications_refund_pay_back", args=[found.pk])).send(ending="refused_at_entry")
    assert "Nothing" in page.text


def test_nothing_is_paid_back_while_a_case_goes_on():
    found, cashier = case(), window("Cashiers")

    page = cashier.open(reverse("admin:applications_refund_pay_back", args=[found.pk]))
    answer = cashier.client.post(
        reverse("admin:applications_refund_pay_back", args=[found.pk]), {"ending": "refused", "confirm": "1"}
    )

    assert "The case goes on" in page.text
    assert answer.status_code == 200
    assert Refund.objects.count() == 0


def told_again(found: Application) -> None:
    """The person of a case had another passport before, has another one still, and used another name."""
    profile = found.profile
    profile.passports.update(lines_reason="The last figure is printed badly")
    former = {"country_id": "FR", "number": "OLD77711", "number_key": "OLD77711", "expires_on": date(2026, 1, 1)}
    other = {"country_id": "GB", "number": "GB55522", "number_key": "GB55522", "expires_on": date(2031, 1, 1)}
    Passport.objects.create(profile=profile, corrected=True, replaced=True, **former)
    Passport.objects.create(profile=profile, document="british_overseas", lines_reason="An O for a 0", **other)
    Profile.objects.filter(pk=profile.pk).update(other_names=["Camille Ancienne"])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "The person says why: “The last figure is printed badly”",
                "OLD77711, valid until January 1, 2026; number put right since",
                "A British National (Overseas) passport: United Kingdom, GB55522, valid until January 1, 2031",
                "a check digit does not fit: “An O for a 0”",
                "Other names used Camille Ancienne",
            ],
        ),
        (
            "fr",
            [
                "La personne en donne la raison : « The last figure is printed badly »",
                "un chiffre de contrôle ne correspond pas : « An O for a 0 »",
                "Autres noms utilisés Camille Ancienne",
            ],
        ),
    ],
)
def test_the_officer_reads_why_a_digit_does_not_fit_and_sees_every_passport_and_name(language, words):
    officer, found = window(), case()
    told_again(found)

    with translation.override(language):
        page = officer.open(reverse(CASE, args=[found.pk]))

    told = re.sub(r"\s+(?=;)", "", page.text)
    assert [one for one in words if one not in told] == []
    with translation.override(language):
        assert reverse("admin:profiles_profile_change", args=[found.profile_id]) in page.html


def test_who_pays_fees_back_sees_no_more_of_the_profile_than_the_case():
    cashier, found = window("Cashiers"), case()
    told_again(found)

    page = cashier.open(reverse(CASE, args=[found.pk]))

    assert found.passport_number in page.html
    profile = reverse("admin:profiles_profile_change", args=[found.profile_id])
    hidden = ["OLD77711", "GB55522", "printed badly", "Ancienne", profile]
    assert [one for one in hidden if one in page.html] == []
