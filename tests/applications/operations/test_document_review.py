"""An officer marks documents: accepted, or not usable for a coded reason; an approval looks at the marks."""

import pytest

from applications.models import ApplicationEntry, Document
from applications.operations import decisions, document_review
from applications.rules import lifecycle
from applications.rules.documents import Fault
from applications.states import ApplicationState, DocumentState
from tests.factories import applications, cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(noon):
    return cases.officer(at=noon)


@pytest.fixture
def case(officer, noon):
    return decisions.take(application_id=applications.submitted(at=noon).pk, by=officer, at=noon)


def passport(case):
    return case.documents.get(requirement="passport")


def entries():
    kinds = ("document_accepted", "document_rejected")
    return [(one.kind, one.details) for one in ApplicationEntry.objects.filter(kind__in=kinds).order_by("sequence")]


def mark(document, state, *, by, at):
    if state == DocumentState.ACCEPTED:
        return document_review.accept(document_id=document.pk, by=by, at=at)
    return document_review.reject(document_id=document.pk, fault=Fault.UNREADABLE, by=by, at=at)


def test_who_accepted_a_document_and_when_is_kept(case, officer, noon):
    document = document_review.accept(document_id=passport(case).pk, by=officer, at=noon)

    document.refresh_from_db()
    assert (document.state, document.fault) == (DocumentState.ACCEPTED, "")
    assert (document.reviewed_by, document.reviewed_at) == (officer, noon)
    assert entries() == [("document_accepted", {"document": document.pk, "requirement": "passport"})]


@pytest.mark.parametrize("fault", list(Fault))
def test_a_document_is_not_usable_for_a_reason(case, officer, noon, fault):
    document = document_review.reject(document_id=passport(case).pk, fault=fault, by=officer, at=noon)

    document.refresh_from_db()
    assert (document.state, document.fault) == (DocumentState.REJECTED, fault)
    assert entries() == [("document_rejected", {"document": document.pk, "requirement": "passport", "fault": fault})]


@pytest.mark.parametrize("before", [DocumentState.ADDED, DocumentState.ACCEPTED, DocumentState.REJECTED])
@pytest.mark.parametrize("after", [DocumentState.ACCEPTED, DocumentState.REJECTED])
def test_a_mark_may_be_changed_to_the_other_and_the_same_changes_nothing(case, officer, noon, before, after):
    document = passport(case)
    if before != DocumentState.ADDED:
        mark(document, before, by=officer, at=noon)
    told = len(entries())

    mark(document, after, by=officer, at=noon)

    document.refresh_from_db()
    assert document.state == after
    assert document.fault == ("" if after == DocumentState.ACCEPTED else Fault.UNREADABLE)
    assert len(entries()) == told + (before != after)
    assert before == after or lifecycle.DOCUMENT.allows(before, after)


def test_the_reason_may_be_changed(case, officer, noon):
    document = passport(case)
    document_review.reject(document_id=document.pk, fault=Fault.UNREADABLE, by=officer, at=noon)

    document_review.reject(document_id=document.pk, fault=Fault.EXPIRED, by=officer, at=noon)

    document.refresh_from_db()
    assert document.fault == Fault.EXPIRED
    assert [details["fault"] for _kind, details in entries()] == [Fault.UNREADABLE, Fault.EXPIRED]


@pytest.mark.parametrize("fault", ["", "ugly"])
def test_a_reason_is_one_of_the_list(case, officer, noon, fault):
    with pytest.raises(document_review.CannotReview) as refusal:
        document_review.reject(document_id=passport(case).pk, fault=fault, by=officer, at=noon)

    assert refusal.value.sentence("en") == "Choose why the document is not usable."
    assert not entries()


def test_what_the_person_took_out_is_not_marked(case, officer, noon):
    document = passport(case)
    Document.objects.filter(pk=document.pk).update(state=DocumentState.REMOVED, removed_at=noon)

    with pytest.raises(document_review.CannotReview):
        document_review.accept(document_id=document.pk, by=officer, at=noon)


def test_only_the_officer_who_has_the_case_marks_its_documents(case, noon):
    for other in (cases.officer(at=noon), cases.cashier(at=noon), applications.owner(case)):
        with pytest.raises(decisions.CannotDecide):
            document_review.accept(document_id=passport(case).pk, by=other, at=noon)

    assert not entries()


def test_nothing_is_marked_once_the_case_is_decided(case, officer, noon):
    decisions.approve(application_id=case.pk, by=officer, at=noon)

    with pytest.raises(decisions.CannotDecide):
        document_review.reject(document_id=passport(case).pk, fault=Fault.EXPIRED, by=officer, at=noon)


def test_a_required_document_that_is_not_usable_stands_against_an_approval(case, officer, noon):
    document = document_review.reject(document_id=passport(case).pk, fault=Fault.EXPIRED, by=officer, at=noon)

    with pytest.raises(decisions.CannotApprove) as refusal:
        decisions.approve(application_id=case.pk, by=officer, at=noon)

    assert refusal.value.sentence("en").startswith("A required document is marked as not usable: Copy of your passport.")
    assert refusal.value.sentence("fr").startswith(
        "Un document exigé est marqué comme inutilisable\u00a0: Copie de votre passeport."
    )
    document_review.accept(document_id=document.pk, by=officer, at=noon)
    decisions.approve(application_id=case.pk, by=officer, at=noon)
    assert applications.fresh(case).state == ApplicationState.APPROVED


def test_another_usable_file_for_the_same_document_is_enough(officer, noon):
    application = applications.with_documents(applications.with_details(applications.opened(at=noon), at=noon), at=noon)
    applications.add_document(application, "passport", at=noon, name="second.jpg")
    from applications.operations import submission

    submission.declare(application_id=application.pk, by=applications.owner(application), at=noon)
    applications.pay(application, at=noon)
    decisions.take(application_id=application.pk, by=officer, at=noon)
    first = application.documents.filter(requirement="passport").first()
    document_review.reject(document_id=first.pk, fault=Fault.UNREADABLE, by=officer, at=noon)

    decisions.approve(application_id=application.pk, by=officer, at=noon)

    assert applications.fresh(application).state == ApplicationState.APPROVED


def test_a_document_that_is_not_usable_is_no_hindrance_to_a_refusal(case, officer, noon):
    document_review.reject(document_id=passport(case).pk, fault=Fault.ALTERED, by=officer, at=noon)

    decisions.refuse(application_id=case.pk, reason_codes=["documents_missing"], note="No passport.", by=officer, at=noon)

    assert applications.fresh(case).state == ApplicationState.REFUSED
