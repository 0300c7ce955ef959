"""The applicant's pages: nothing typed is lost, every refusal says what to do, and nobody sees somebody else's."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.gateway import local
from applications.models import Application, Document, Payment
from applications.operations import decisions, document_requests, document_review
from iecsite import clock
from profiles.operations import profiles
from tests.conftest import NOON
from tests.factories import applications, cases, people
from tests.factories.applications import picture
from tests.journeys.people import day
from tests.journeys.walk import Browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at(monkeypatch):
    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    put(NOON)
    return put


def window(application: Application) -> Browser:
    browser = Browser()
    browser.client.force_login(applications.owner(application))
    return browser


def url(name: str, application: Application, *more: object) -> str:
    return reverse(name, args=[application.reference, *more])


@pytest.fixture
def opened():
    return applications.opened(at=NOON)


@pytest.fixture
def ready():
    return applications.ready_to_pay(at=NOON)


def test_the_task_list_says_what_is_done_and_what_cannot_start_yet(opened):
    page = window(opened).open(url("application", opened))

    assert "0 of 4 done" in page.text
    assert "Finish your details and documents first." in page.text
    assert url("application_check", opened) not in page.html
    assert "February 22, 2026" in page.text


def test_details_are_prefilled_from_the_profile_and_kept_when_something_is_wrong(opened):
    page = window(opened).open(url("application_details", opened))
    assert "Exemple" in page.text

    page.send(city="Nantes", stay_months="ninety", phone="+33 6 12 34 56 78", **day("arrival_on", date(2026, 9, 1)))

    assert 'value="Nantes"' in page.html
    assert 'value="ninety"' in page.html
    assert 'href="#id_stay_months"' in page.html


def test_the_address_of_the_profile_is_proposed_until_another_is_written_here(opened):
    page = window(opened)
    assert "The address comes from your profile" in page.open(url("application_details", opened)).html
    page.send()
    assert "The address comes from your profile" not in page.open(url("application_details", opened)).html

    moved = {"country": "FR", "street_address": "9, rue Neuve", "postal_code": "44000", "city": "Nantes"}
    mine = opened.profile
    profiles.save_section(
        profile_id=mine.pk,
        section="contact",
        values={"address": moved, "phone": ""},
        version=mine.version,
        by=mine.user,
        at=clock.now(),
    )
    shown = page.open(url("application_details", opened)).html
    assert "The address comes from your profile" in shown
    assert 'value="9, rue Neuve"' in shown

    page.send(address="1, rue à moi", city="Brest")
    assert 'value="1, rue à moi"' in page.open(url("application_details", opened)).html


def test_half_of_the_details_can_be_saved(opened):
    page = window(opened).open(url("application_details", opened)).send(city="Nantes")

    opened.refresh_from_db()
    assert "Saved." in page.html
    assert opened.city == "Nantes"
    assert 'value="Nantes"' in page.open(url("application_details", opened)).html


def test_an_answer_can_be_emptied_again(opened):
    page = window(opened).open(url("application_details", opened)).send(city="Nantes", country="FR")

    page.open(url("application_details", opened)).send(city="", country="")

    opened.refresh_from_db()
    assert (opened.city, opened.country_id) == ("", None)


def test_two_windows_do_not_overwrite_each_other(opened):
    first, second = window(opened), window(opened)
    first.open(url("application_details", opened))
    second.open(url("application_details", opened)).send(city="Nantes")

    first.send(city="Lyon")
    opened.refresh_from_db()
    assert opened.city == "Nantes"
    assert 'value="Lyon"' in first.html
    first.send(city="Lyon")

    opened.refresh_from_db()
    assert opened.city == "Lyon"


def pdf(*, password: str = "") -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(file, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("passport.pdf", lambda: b"", "empty"),
        ("passport.pdf", lambda: b"MZ" + b"\x00" * 600, "PDF"),
        ("passport.pdf", lambda: picture(), "JPEG"),
        ("passport.pdf", lambda: pdf(password="secret"), "password"),
        ("passport.jpg", lambda: picture()[:2000], "We cannot read this picture to its end."),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_with_a_sentence(opened, name, content, words):
    page = window(opened).open(url("application_document_add", opened, "passport"))

    page.send(file=SimpleUploadedFile(name, content(), "application/pdf"))

    assert words in page.text, page.text[:800]
    assert not Document.objects.exists()
    assert 'href="#id_file"' in page.html


def test_a_file_is_added_shown_and_taken_out(opened):
    page = window(opened).open(url("application_document_add", opened, "passport"))
    page.send(file=SimpleUploadedFile("my passport.jpg", picture(), "image/jpeg"))
    document = Document.objects.get()

    assert "Added: my passport.jpg" in page.html
    file = page.client.get(url("application_document", opened, document.pk))
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content)
    page.client.post(url("application_document_remove", opened, document.pk))
    document.refresh_from_db()
    assert document.state == "removed"
    assert page.client.get(url("application_document", opened, document.pk)).status_code == 404


def test_the_same_file_twice_is_one_copy(opened):
    same = picture()
    page = window(opened).open(url("application_document_add", opened, "passport"))

    for name in ("one.jpg", "two.jpg"):
        page.send(file=SimpleUploadedFile(name, same, "image/jpeg"))

    assert "You added this file here already, as one.jpg." in page.text
    assert Document.objects.count() == 1


def test_a_line_that_is_not_on_the_checklist_is_not_there(opened):
    page = window(opened)

    assert page.client.get(url("application_document_add", opened, "nonsense")).status_code == 404


def test_before_declaring_the_page_names_what_is_missing_and_leads_there(opened):
    page = window(opened).open(url("application_check", opened))

    assert "Street and number – This is still to be filled in." in page.text
    assert url("application_details", opened) + "#id_address" in page.html
    assert f'href="{url("application_document_add", opened, "passport")}"' in page.html
    answer = page.client.post(url("application_check", opened), dict.fromkeys(("true", "alone", "insured", "funds"), "on"))

    opened.refresh_from_db()
    assert answer.status_code == 200
    assert opened.declared_at is None


def test_the_sum_is_that_of_the_category_and_day(ready):
    text = window(ready).open(url("application_fees", ready)).text

    for amount in ("$184.75", "$100.00", "$85.00", "$369.75"):
        assert amount in text


def test_in_french_the_sum_is_written_as_in_french(ready):
    page = window(ready).open(f"/fr/demande/{ready.reference}/frais/")

    assert "369,75\xa0$" in page.html


def test_paid_once_however_often_it_is_pressed(ready):
    page = window(ready).open(url("application_fees", ready)).send()
    card = page.url
    page.send(number=local.TAKEN)
    again = page.client.get(card, follow=True)
    fees = page.client.post(url("application_fees", ready), follow=True)

    ready.refresh_from_db()
    assert ready.state == "submitted"
    assert ready.reference in again.content.decode()
    assert fees.status_code == 200
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "words"), [("4111 1111 1111 1111", "Do not enter a real card."), ("", "Enter one of the numbers above.")]
)
def test_a_real_card_is_not_taken(ready, number, words):
    page = window(ready).open(url("application_fees", ready)).send()

    page.send(number=number)

    assert words in page.text
    assert Payment.objects.get().state == "started"


def test_cancelling_takes_nothing(ready):
    page = window(ready).open(url("application_fees", ready)).send()

    page.send(press="cancel")

    assert "You cancelled the payment. Nothing was taken." in page.html
    assert Payment.objects.get().state == "failed"


def test_a_payment_of_which_nothing_is_heard_is_said_to_be_open(ready):
    page = window(ready).open(url("application_fees", ready)).send()

    page.send(number=local.SILENT)

    ready.refresh_from_db()
    assert ready.state == "in_progress"
    assert Payment.objects.get().state == "started"


def test_a_deadline_that_passes_between_page_and_click_loses_nothing(opened, at):
    page = window(opened).open(url("application_details", opened))
    at(opened.due_at + timedelta(seconds=1))

    page.send(city="Nantes")

    opened.refresh_from_db()
    assert opened.city == ""
    assert 'value="Nantes"' in page.html
    page.open(url("application", opened))
    assert "The time to send it is over" in page.text


def test_withdrawing_says_what_it_means_and_does_it_once():
    sent = applications.submitted(at=NOON)
    page = window(sent).open(url("application_withdraw", sent))

    page.send()

    sent.refresh_from_db()
    assert sent.state == "withdrawn"
    assert "You withdrew" in page.html
    assert {refund.outcome for refund in sent.refunds.all()} == {"withdrawn_before_letter"}


def test_what_was_sent_can_be_read_again_with_a_receipt():
    sent = applications.submitted(at=NOON)
    page = window(sent).open(url("application_sent", sent))

    assert sent.reference in page.text
    assert "passport.jpg" in page.text
    receipt = page.client.get(url("receipt", sent))
    assert receipt["Content-Type"] == "application/pdf"
    assert receipt.content.startswith(b"%PDF-")


@pytest.mark.parametrize("state", ["approved", "refused", "awaiting_place", "withdrawn", "lapsed"])
def test_every_end_says_what_comes_next(state):
    found = applications.application_at(state, at=NOON)
    page = window(found).open(url("application", found))

    assert {
        "approved": "Read the decision",
        "refused": "Read the decision",
        "awaiting_place": "waits for a place",
        "withdrawn": "You withdrew it.",
        "lapsed": "It was not sent in time",
    }[state] in page.text


def test_somebody_elses_application_does_not_exist(opened):
    stranger = Browser()
    stranger.client.force_login(people.account(at=NOON))

    for name in ("application", "application_details", "application_fees", "application_withdraw", "decision"):
        assert stranger.client.get(url(name, opened)).status_code == 404


def test_a_document_that_was_asked_for_again_is_sent_from_the_first_page(noon, at):
    officer = cases.officer(at=NOON)
    case = decisions.take(application_id=applications.submitted(at=NOON).pk, by=officer, at=NOON)
    document = case.documents.get(requirement="passport")
    document_review.reject(document_id=document.pk, fault="unreadable", by=officer, at=NOON)
    document_requests.ask_again(application_id=case.pk, by=officer, at=NOON)

    page = window(case).open(reverse("home"))
    assert "Send documents again" in page.text
    assert "March 4, 2026" in page.text
    page.follow("See why, and add files")
    assert "It cannot be read, or parts are cut off" in page.text
    page.follow("Add another file")
    assert "An officer could not use what is there: It cannot be read" in page.text
    page.send(file=SimpleUploadedFile("again.jpg", picture(), content_type="image/jpeg"))
    assert "Added: again.jpg" in page.html
    page.open(reverse("home"))
    assert "Send documents again" not in page.text

    at(NOON + timedelta(days=30))
    late = window(case).open(url("application_document_add", case, "passport"))
    assert "Add this file" not in late.text


def test_an_application_that_an_officer_has_takes_no_file_unasked(noon):
    case = decisions.take(application_id=applications.submitted(at=NOON).pk, by=cases.officer(at=NOON), at=NOON)

    page = window(case).open(url("application_documents", case))
    assert "Add a file" not in page.text
    assert "still missing" not in page.text
