"""What the person tells."""

from datetime import date, timedelta

import pytest

from applications.models import Application
from applications.operations import details, held, submission
from applications.states import ApplicationState
from tests.factories import applications, people

pytestmark = pytest.mark.django_db


def save(application, *, at, confirmed=True, version=None, by=None, **changes):
    return details.save_details(
        application_id=application.pk,
        values=applications.answers(application, **changes),
        confirmed=confirmed,
        version=application.version if version is None else version,
        by=by or applications.owner(application),
        at=at,
    )


def test_details_are_kept_and_confirmed(noon):
    application = save(applications.opened(at=noon), at=noon)

    assert application.city == "Nantes"
    assert application.details_confirmed_at == noon


def test_half_the_details_may_be_kept_for_now(noon):
    application = save(applications.opened(at=noon), at=noon, arrival_on=None, phone="")

    assert application.arrival_on is None


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("FR-WH", {"stay_months": 25}, "stay_months"),
        ("FR-WH", {"stay_months": 0}, "stay_months"),
        ("FR-WH", {"arrival_on": date(2026, 2, 2)}, "arrival_on"),
        ("FR-WH", {"arrival_on": date(2033, 1, 9)}, "arrival_on"),
        ("FR-WH", {"phone": "12"}, "phone"),
        ("FR-WH", {"biometrics_valid_until": date(2026, 2, 1)}, "biometrics_valid_until"),
        ("FR-WH", {"biometrics_valid_until": date(2036, 2, 3)}, "biometrics_valid_until"),
        ("FR-YP", {"offer_number": "B1234567"}, "offer_number"),
        ("FR-YP", {"offer_ends_on": date(2026, 3, 1)}, "offer_ends_on"),
        ("FR-YP", {"job_teer": 5}, "job_teer"),
        ("FR-YP", {"offer_passport_country": "DE"}, "offer_passport_country"),
        ("FR-YP", {"offer_passport_number": "another"}, "offer_passport_number"),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_field(noon, code, changes, field):
    application = applications.opened(code, at=noon)

    with pytest.raises(details.CannotSave) as refusal:
        save(application, at=noon, **changes)

    assert [problem.field for problem in refusal.value.problems] == [field]
    assert applications.fresh(application).city == ""


def test_a_working_holiday_has_no_offer(noon):
    application = applications.opened(at=noon)

    with pytest.raises(ValueError, match="offer_number"):
        save(application, at=noon, offer_number="A1234567")


def test_two_windows_the_second_is_told(noon):
    application = applications.opened(at=noon)
    save(application, at=noon, city="Nantes")

    with pytest.raises(details.ChangedElsewhere):
        save(application, at=noon, version=application.version, city="Brest")

    assert applications.fresh(application).city == "Nantes"


def test_declarations_are_asked_again_after_a_change(noon):
    application = applications.ready_to_pay(at=noon)

    changed = save(applications.fresh(application), at=noon, city="Brest")

    assert changed.declared_at is None
    with pytest.raises(submission.NotDeclared):
        applications.begin_to_pay(application, at=noon)


def test_after_the_deadline_nothing_is_changed(noon):
    application = applications.opened(at=noon)

    with pytest.raises(held.TooLate) as refusal:
        save(application, at=application.due_at)

    assert "Sunday, February 22, 2026" in refusal.value.en
    save(application, at=application.due_at - timedelta(microseconds=1))


@pytest.mark.parametrize("state", sorted(set(ApplicationState) - {ApplicationState.IN_PROGRESS}))
def test_details_of_a_sent_or_ended_application_stay(noon, state):
    application = applications.application_at(state, at=noon)

    with pytest.raises(held.NotOpen):
        save(application, at=noon)


def test_somebody_elses_application_is_not_found(noon):
    application = applications.opened(at=noon)

    with pytest.raises(Application.DoesNotExist):
        save(application, at=noon, by=people.account(at=noon))


def test_nothing_changes_while_a_payment_is_under_way(noon):
    application = applications.ready_to_pay(at=noon)
    applications.begin_to_pay(application, at=noon)

    with pytest.raises(held.PaymentUnderWay):
        save(applications.fresh(application), at=noon)
