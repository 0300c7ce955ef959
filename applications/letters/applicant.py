"""Letters about an application on its way: opened, received, lapsed, withdrawn, not paid."""

from collections.abc import Iterable
from datetime import datetime

from applications.models import Application, Payment
from applications.rules.deadlines import shown
from applications.rules.refunds import RefundLine
from applications.rules.sentences import sentence
from iecsite import money
from profiles.operations.letters import Draft


def accepted(application: Application) -> Draft:
    """The person said yes; the application is open, and this is the second deadline."""
    return _draft("accepted", application, due_at=shown(application.due_at).isoformat())


def received(application: Application, payment: Payment) -> Draft:
    """The application was sent and paid."""
    assert application.submitted_at is not None
    return _draft("received", application, received_at=application.submitted_at.isoformat(), **_amount(payment))


def lapsed(application: Application) -> Draft:
    """The twenty days ended and the application was not sent."""
    return _draft("lapsed", application, due_at=shown(application.due_at).isoformat())


def given_back(application: Application, refunds: Iterable[RefundLine], *, at: datetime) -> Draft:
    """The letter of introduction was given back at the person's wish; what goes back of each fee."""
    return _draft("given_back", application, given_back_at=at.isoformat(), refunds=_lines(refunds))


def withdrawn(application: Application, refunds: Iterable[RefundLine]) -> Draft:
    """The person withdrew; what goes back of each fee that was paid."""
    assert application.ended_at is not None
    return _draft("withdrawn", application, withdrawn_at=application.ended_at.isoformat(), refunds=_lines(refunds))


def documents_asked(application: Application, faults: Iterable[tuple[str, str]]) -> Draft:
    """Documents are not usable and are asked for again; `faults`: each as its line of the checklist and what is wrong."""
    assert application.documents_asked_at is not None
    assert application.documents_due_at is not None
    lines = [{language: _fault(requirement, fault, language) for language in ("en", "fr")} for requirement, fault in faults]
    return _draft(
        "documents_asked",
        application,
        about=f"{application.documents_asked_at.timestamp():.6f}",
        documents=lines,
        due_at=shown(application.documents_due_at).isoformat(),
    )


def payment_failed(application: Application, payment: Payment) -> Draft:
    """A payment whose end was not known at first turned out not to have been taken."""
    assert payment.settled_at is not None
    return _draft(
        "payment_failed",
        application,
        about=str(payment.pk),
        tried_at=payment.started_at.isoformat(),
        due_at=shown(application.due_at).isoformat(),
        **_amount(payment),
    )


def _lines(refunds: Iterable[RefundLine]) -> list[dict[str, str]]:
    return [
        {
            "en": f"{sentence(f'fee.{line.code}', 'en')}: {money.show(line.amount, 'en')}. {sentence(line.reason, 'en')}",
            "fr": f"{sentence(f'fee.{line.code}', 'fr')} : {money.show(line.amount, 'fr')}. {sentence(line.reason, 'fr')}",
        }
        for line in refunds
    ]


def _fault(requirement: str, fault: str, language: str) -> str:
    """A document and what is wrong with it, as one line of a list."""
    what = sentence(f"document.{fault}", language)
    colon = ":" if language == "en" else "\u00a0:"
    return f"{sentence(f'checklist.{requirement}', language)}{colon} {what[0].lower()}{what[1:]}"


def _amount(payment: Payment) -> dict[str, str]:
    return {f"amount_{code}": money.show(payment.amount, code, with_code=True) for code in ("en", "fr")}


def _draft(kind: str, application: Application, *, about: str = "", **context: object) -> Draft:
    user = application.profile.user
    pool = application.pool
    return Draft(
        kind=f"applications/{kind}",
        event_key="/".join(part for part in (f"application/{application.pk}", kind, about) if part),
        user_id=user.pk,
        profile_id=application.profile_id,
        language=user.language,
        context={
            **context,
            "reference": application.reference,
            "pool_title_en": pool.title("en"),
            "pool_title_fr": pool.title("fr"),
        },
    )
