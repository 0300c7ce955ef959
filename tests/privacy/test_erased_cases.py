"""What an erased file leaves of an application and its decision: columns of this list, and nothing that names its person."""

from datetime import date, timedelta

import pytest

from applications.models import Application, Decision
from applications.operations import decisions, given_back, refunds, retention
from profiles.models import User
from profiles.operations import delivery
from tests.factories import cases, rounds

DAY = timedelta(days=1)
# For statistics and the ledger of places, by numbers and codes; a new column is blanked, or stands here after somebody thought.
STAYS = {
    Application: {
        "id", "reference", "invitation", "profile", "pool", "state", "version", "passport_country", "address_is_own",
        "arrival_on", "stay_months", "designated_setting", "designated_country", "max_stay_months", "offer_ends_on", "job_teer",
        "details_confirmed_at", "declared_at", "started_at", "due_at", "submitted_at", "documents_asked_at", "documents_due_at",
        "ended_at", "officer", "proposal_reasons",
    },
    Decision: {
        "id", "application", "outcome", "reason_codes", "decided_by", "decided_at", "place_taken_at", "given_back_at",
        "letter_valid_until", "permit_months", "check_code", "letter_due_at", "pdf_attempts", "letter_error",
    },
}  # fmt: skip


@pytest.fixture
def erased(noon):
    """A case with everything that its person and an officer wrote, after its erasure."""
    rounds.pool("FR-YP", quota=1, unlimited=False, approved=0)
    officer = cases.officer(at=noon)
    offer = {"offer_number": "A1234567", "offer_passport_country": "FR", "offer_passport_number": "12AB34567"}
    found = cases.in_review("FR-YP", by=officer, at=noon, number="12AB34567", details=offer)
    decisions.approve(application_id=found.pk, by=officer, at=noon)
    given_back.give_back(application_id=found.pk, note="Their sister rang.", by=officer, at=noon + DAY)
    User.objects.filter(pk=found.profile.user_id).update(last_login=noon)
    while refunds.send_next_refund(at=noon + DAY):
        pass
    while delivery.deliver_due(at=noon + DAY):
        pass

    assert retention.erase_due(at=noon + 900 * DAY) == [found.profile.user]

    return Application.objects.select_related("decision").get(pk=found.pk)


@pytest.mark.django_db
def test_no_number_of_a_passport_is_left(erased):
    assert (erased.passport_number, erased.offer_passport_number, erased.offer_passport_country_id) == ("", "", None)


@pytest.mark.django_db
def test_no_words_of_an_officer_are_left(erased):
    assert (erased.proposal_note, erased.decision.note, erased.decision.given_back_note) == ("", "", "")


@pytest.mark.django_db
def test_of_the_last_day_of_the_passport_the_year_is_left(erased):
    assert erased.passport_expires_on == date(2033, 1, 1)


@pytest.mark.django_db
def test_what_an_erasure_leaves_is_blank_or_in_the_list(erased):
    blanked = {Application: {*retention.BLANK, *retention.YEAR_ALONE}, Decision: set(retention.BLANK_OF_DECISION)}
    for row in (erased, erased.decision):
        columns = {field.name for field in type(row)._meta.concrete_fields}

        assert columns == STAYS[type(row)] | blanked[type(row)]
        assert {name for name in columns - STAYS[type(row)] if getattr(row, name)} <= set(retention.YEAR_ALONE)
