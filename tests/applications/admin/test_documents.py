"""Documents on the staff site: one page each, a mark, and on to the next."""

from html import unescape

import pytest
from django.urls import reverse

from applications.operations import decisions
from iecsite import clock
from tests.factories import applications, cases, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = cast.with_second_factor(cases.officer(at=clock.now()))
    client.force_login(user)
    return user


@pytest.fixture
def case(officer):
    at = clock.now()
    return decisions.take(application_id=applications.submitted(at=at).pk, by=officer, at=at)


def page_of(document):
    return reverse("admin:applications_application_review", args=[document.application_id, document.pk])


def text(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def test_the_page_shows_the_file_beside_what_was_asked_for(client, case):
    document = case.documents.get(requirement="passport")
    page = text(client.get(page_of(document)))

    assert "Copy of your passport" in page
    assert "every page with a stamp" in page
    file = reverse("admin:applications_application_document", args=[case.pk, document.pk])
    assert f'src="{file}"' in page
    assert f"{case.documents.count()} documents of this case are not checked yet." in page


def test_one_document_after_the_other_is_accepted_and_then_the_case_stands_there(client, case):
    documents = list(case.documents.order_by("id"))
    for document, following in zip(documents, [*documents[1:], None], strict=True):
        answer = client.post(page_of(document), {"act": "accept"})
        there = page_of(following) if following else reverse("admin:applications_application_change", args=[case.pk])
        assert answer["Location"] == there

    assert {one.state for one in case.documents.all()} == {"accepted"}
    assert text(client.get(answer["Location"])).count("Accepted") == len(documents)


def test_a_document_is_marked_as_not_usable_and_the_case_says_why(client, case, officer):
    document = case.documents.get(requirement="passport")

    client.post(page_of(document), {"act": "reject", "fault": "expired"})
    page = text(client.get(reverse("admin:applications_application_change", args=[case.pk])))

    assert "Not usable" in page
    assert "It has expired or is too old" in page
    approving = client.post(
        reverse("admin:applications_application_decide", args=[case.pk, "approve"]), {"confirm": "1"}, follow=True
    )
    assert "A required document is marked as not usable: Copy of your passport." in text(approving)
    case.refresh_from_db()
    assert case.state == "in_review"


@pytest.mark.parametrize("fault", ["", "ugly"])
def test_without_a_reason_the_page_says_so(client, case, fault):
    document = case.documents.get(requirement="passport")

    answer = client.post(page_of(document), {"act": "reject", "fault": fault})

    assert answer.status_code == 200
    assert "Choose why the document is not usable." in text(answer)
    document.refresh_from_db()
    assert document.state == "added"


def test_in_french(client, case):
    document = case.documents.get(requirement="passport")
    french = page_of(document).replace("/en/", "/fr/")

    client.post(french, {"act": "reject", "fault": "incomplete"})

    assert "Il manque des pages" in text(client.get(french))


def test_who_does_not_have_the_case_marks_nothing(client, case):
    client.force_login(cast.with_second_factor(cases.officer(at=clock.now())))
    document = case.documents.get(requirement="passport")

    answer = client.post(page_of(document), {"act": "accept"}, follow=True)

    assert "Another officer has this application." in text(answer)
    document.refresh_from_db()
    assert document.state == "added"


def test_a_document_of_another_case_is_not_found_under_this_one(client, case):
    other = applications.submitted(at=clock.now()).documents.first()

    assert client.get(reverse("admin:applications_application_review", args=[case.pk, other.pk])).status_code == 404


def test_documents_that_are_not_usable_are_asked_for_again_from_the_case(client, case, officer):
    there = reverse("admin:applications_application_change", args=[case.pk])
    assert "Ask for these documents again" not in text(client.get(there))
    client.post(page_of(case.documents.get(requirement="passport")), {"act": "reject", "fault": "expired"})
    assert "Not usable: Copy of your passport." in text(client.get(there))

    told = text(client.post(there, {"act": "ask_again"}, follow=True))
    again = text(client.post(there, {"act": "ask_again"}, follow=True))

    assert "The person is written to and has 30 days." in told
    assert "the person has time until:" in told
    assert "Ask for these documents again" not in told
    assert "was asked already" in again
    assert case.profile.user.letters.filter(kind="applications/documents_asked").count() == 1
