"""Documents that were found unusable are asked for again; their lines, and no others, take files until the time is over."""

from datetime import timedelta

import pytest

from applications.models import ApplicationEntry
from applications.operations import decisions, document_requests, document_review
from applications.operations.held import NotOpen
from applications.queries import standing
from applications.rules.documents import Fault
from applications.states import ApplicationState, DocumentState
from profiles.models import Letter
from tests.factories import applications, cases

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def officer(noon):
    return cases.officer(at=noon)


@pytest.fixture
def case(officer, noon):
    return decisions.take(application_id=applications.submitted(at=noon).pk, by=officer, at=noon)


@pytest.fixture
def reject(officer):
    def reject(case, requirement, *, at, fault=Fault.UNREADABLE):
        document = case.documents.filter(requirement=requirement).latest("pk")
        return document_review.reject(document_id=document.pk, fault=fault, by=officer, at=at)

    return reject


@pytest.fixture
def ask(officer):
    return lambda case, *, at: document_requests.ask_again(application_id=case.pk, by=officer, at=at)


def letters():
    return list(Letter.objects.filter(kind="applications/documents_asked").order_by("pk"))


def test_the_person_is_told_what_is_wrong_with_which_and_until_when(case, reject, ask, noon):
    reject(case, "passport", at=noon)
    reject(case, "cv", at=noon, fault=Fault.NOT_TRANSLATED)

    assert ask(case, at=noon) == noon + 30 * DAY

    (letter,) = letters()
    assert letter.user == applications.owner(case)
    assert letter.context["due_at"] == (noon + 30 * DAY).isoformat()
    assert letter.context["documents"] == [
        {
            "en": "Copy of your passport: it cannot be read, or parts are cut off",
            "fr": "Copie de votre passeport\u00a0: il est illisible ou coupé par endroits",
        },
        {
            "en": "CV or résumé: it is in another language and has no translation",
            "fr": "Curriculum vitæ\u00a0: il est dans une autre langue et n'est pas traduit",
        },
    ]
    entry = ApplicationEntry.objects.get(kind="documents_asked")
    assert entry.details == {"requirements": ["passport", "cv"]}


def test_asking_twice_for_the_same_writes_once_and_again_after_another_mark(case, reject, ask, noon):
    reject(case, "passport", at=noon)
    ask(case, at=noon)

    with pytest.raises(document_requests.CannotAsk, match="asked already"):
        ask(case, at=noon + DAY)
    assert len(letters()) == 1

    reject(case, "cv", at=noon + 2 * DAY)
    assert ask(case, at=noon + 2 * DAY) == noon + 32 * DAY
    assert len(letters()) == 2


def test_once_the_time_is_over_it_may_be_asked_anew(case, reject, ask, noon):
    reject(case, "passport", at=noon)
    ask(case, at=noon)

    assert ask(case, at=noon + 30 * DAY) == noon + 60 * DAY


def test_nothing_is_asked_for_while_every_line_has_a_usable_file(case, reject, ask, noon):
    with pytest.raises(document_requests.CannotAsk, match="nothing to ask for"):
        ask(case, at=noon)


def test_only_the_officer_who_has_the_case_asks(case, reject, noon):
    reject(case, "passport", at=noon)
    with pytest.raises(decisions.CannotDecide):
        document_requests.ask_again(application_id=case.pk, by=cases.officer(at=noon), at=noon)


def test_another_file_comes_to_the_line_and_the_case_can_be_approved(case, officer, reject, ask, noon):
    reject(case, "passport", at=noon)
    ask(case, at=noon)
    with pytest.raises(decisions.CannotApprove, match="Ask the person for another"):
        decisions.approve(application_id=case.pk, by=officer, at=noon + DAY)

    added = applications.add_document(case, "passport", at=noon + DAY).document

    case.refresh_from_db()
    assert added.state == DocumentState.ADDED
    assert case.declared_at is not None
    assert not standing.of(case, at=noon + DAY).awaited
    decisions.approve(application_id=case.pk, by=officer, at=noon + 2 * DAY)
    case.refresh_from_db()
    assert case.state == ApplicationState.APPROVED


@pytest.mark.parametrize("requirement", ["cv", "photo"])
def test_a_line_that_was_not_asked_for_stays_closed(case, reject, ask, noon, requirement):
    reject(case, "passport", at=noon)
    ask(case, at=noon)

    with pytest.raises(document_requests.NotAsked):
        applications.add_document(case, requirement, at=noon + DAY)


def test_before_anybody_asked_the_line_is_closed(case, reject, noon):
    reject(case, "passport", at=noon)
    with pytest.raises(document_requests.NotAsked):
        applications.add_document(case, "passport", at=noon)


def test_the_last_moment_is_in_time_and_the_next_is_late_with_both_moments(case, reject, ask, noon):
    reject(case, "passport", at=noon)
    due_at = ask(case, at=noon)
    applications.add_document(case, "passport", at=due_at - timedelta(microseconds=1))

    with pytest.raises(document_requests.AnsweredTooLate) as late:
        applications.add_document(case, "passport", at=due_at)
    assert "March 4, 2026" in late.value.en
    assert "4 mars 2026" in late.value.fr


def test_after_the_decision_nothing_is_added(case, officer, reject, ask, noon):
    reject(case, "passport", at=noon)
    ask(case, at=noon)
    applications.add_document(case, "passport", at=noon)
    decisions.approve(application_id=case.pk, by=officer, at=noon)

    with pytest.raises(NotOpen, match="decided"):
        applications.add_document(case, "passport", at=noon + DAY)
