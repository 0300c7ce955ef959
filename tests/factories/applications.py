"""Applications that walked the real operations to the state that a test needs."""

import io
import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from applications.gateway import local
from applications.inspection import here
from applications.models import Application, Payment
from applications.operations import decisions, details, documents, expiry, intake, payments, submission, withdrawal
from applications.queries import standing
from applications.rules.checklist import Key
from applications.rules.details import asked, has_employer
from applications.states import ApplicationState
from rounds.models import Invitation
from tests.factories import people, rounds

_numbers = itertools.count(1)
BACK = "https://iec.example.org/back"


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (540, 1000)) -> bytes:
    """A picture that an inspection accepts, as small as one may be; no two are the same file."""
    number = next(_numbers)
    image = Image.new("RGB", size, "white")
    # A shade alone may be lost in a JPEG; a place is not.
    left = 40 + number % 60 * 4
    image.paste((number % 251, number // 251 % 251, 90), (left, 40, left + 200, 400))
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def opened(code: str = "FR-WH", *, at: datetime, **person: Any) -> Application:
    """An application that was opened by saying yes at `at`; the person as in `people.active_profile`."""
    invitation = rounds.invited(code, at=at - timedelta(days=1), **person)
    return accepted(invitation, at=at)


def accepted(invitation: Invitation, *, at: datetime) -> Application:
    """The application of an invitation, opened by its owner."""
    return intake.accept_invitation(invitation_id=invitation.pk, by=invitation.profile.user, at=at)


def owner(application: Application) -> Any:
    """The person whose application it is."""
    return application.profile.user


def answers(application: Application, **changes: Any) -> dict[str, Any]:
    """Details that are complete and right for its category."""
    arrival = application.started_at.date() + timedelta(days=150)
    whole: dict[str, Any] = {
        "address": "12, rue des Exemples",
        "city": "Nantes",
        "postal_code": "44000",
        "country": "FR",
        "phone": "+33 6 12 34 56 78",
        "arrival_on": arrival,
        "stay_months": min(12, application.max_stay_months or 12),
        "designated_setting": False,
        "designated_country": False,
        "biometrics_valid_until": None,
    }
    if has_employer(application.pool.category):
        whole |= {
            "offer_number": "A1234567",
            "offer_passport_country": "",
            "offer_passport_number": "",
            "employer_name": "Exemple Ltd.",
            "offer_ends_on": arrival + timedelta(days=360),
            "job_teer": 2,
        }
    assert set(whole) == set(asked(application.pool.category))
    return whole | changes


def with_details(application: Application, *, at: datetime, **changes: Any) -> Application:
    """The same with its details told and confirmed."""
    return details.save_details(
        application_id=application.pk,
        values=answers(application, **changes),
        confirmed=True,
        version=application.version,
        by=owner(application),
        at=at,
    )


def add_document(application: Application, requirement: str, *, at: datetime, content: bytes = b"", name: str = "") -> Any:
    """Adds one file, looked at in this process so that tests do not start another."""
    content = content or picture()
    name = name or f"{requirement}.jpg"
    found = here.examine(content, name, portrait=requirement == Key.PHOTO)
    return documents.keep(
        application_id=application.pk, requirement=requirement, inspected=found, name=name, by=owner(application), at=at
    )


def with_documents(application: Application, *, at: datetime, but: Sequence[str] = ()) -> Application:
    """The same with a file for every required document, except those named."""
    for requirement in standing.checklist_of(application):
        if requirement.required and requirement.key not in but:
            add_document(application, requirement.key, at=at)
    return application


def ready_to_pay(code: str = "FR-WH", *, at: datetime, **person: Any) -> Application:
    """Complete and declared; nothing is paid yet."""
    application = with_documents(with_details(opened(code, at=at, **person), at=at), at=at)
    return submission.declare(application_id=application.pk, by=owner(application), at=at)


def begin_to_pay(application: Application, *, at: datetime) -> Payment:
    """The payment page was opened; no card was entered yet."""
    return payments.start_payment(application_id=application.pk, back_url=BACK, by=owner(application), at=at).payment


def pay(application: Application, *, at: datetime, number: str = local.TAKEN) -> Payment:
    """Opens the payment page, enters a card and comes back; taken, the application is sent."""
    payment = begin_to_pay(application, at=at)
    local.charge_card(payments.charge_of(payment), number, at=at)
    return payments.settle_payment(payment_id=payment.pk, by=owner(application), at=at)


def submitted(code: str = "FR-WH", *, at: datetime, **person: Any) -> Application:
    """Sent and paid at `at`, waiting for an officer."""
    application = ready_to_pay(code, at=at, **person)
    pay(application, at=at)
    application.refresh_from_db()
    return application


def application_at(state: str, *, at: datetime, code: str = "FR-WH", officer: Any = None, **person: Any) -> Application:
    """
    An application that came to a state by the operations that lead there.

    :param officer: who decides; somebody of the staff is made when it is not given
    """
    state = ApplicationState(state)
    if state == ApplicationState.IN_PROGRESS:
        return opened(code, at=at, **person)
    if state == ApplicationState.LAPSED:
        application = opened(code, at=at - timedelta(days=20), **person)
        assert expiry.lapse_next(at=at) == application
        return fresh(application)
    application = submitted(code, at=at, **person)
    if state == ApplicationState.SUBMITTED:
        return application
    if state == ApplicationState.WITHDRAWN:
        return withdrawal.withdraw(application_id=application.pk, by=owner(application), at=at)
    officer = officer or people.staff("Officers", at=at)
    decisions.take(application_id=application.pk, by=officer, at=at)
    if state == ApplicationState.APPROVED:
        decisions.approve(application_id=application.pk, by=officer, at=at)
    elif state == ApplicationState.REFUSED:
        from applications.rules.refusals import Kind, reasons_for

        reason = next(one for one in reasons_for(application.pool.category, Kind.REFUSAL) if not one.needs_second_officer)
        decisions.refuse(application_id=application.pk, reason_codes=[reason.code], note="Not shown.", by=officer, at=at)
    elif state == ApplicationState.AWAITING_PLACE:
        rounds.pool(code, quota=0, unlimited=False, approved=0)
        decisions.approve(application_id=application.pk, by=officer, at=at)
    return fresh(application)


def fresh(application: Application) -> Application:
    """The application as it stands now."""
    return Application.objects.select_related("profile__user", "pool__country", "invitation").get(pk=application.pk)
