"""The letter of a decision is written once, as an accessible PDF in the person's language, whatever happens to the worker."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.files.storage import default_storage

from applications.models import ApplicationEntry, Decision
from applications.operations import decision_letters, decisions
from applications.operations.decision_letters import CannotWrite
from iecsite import clock, stored_files
from iecsite.turns import TimeIsUp
from profiles.models import Letter
from profiles.operations import delivery
from tests.factories import cases, people, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(noon):
    rounds.pool("FR-WH", quota=100, approved=0)
    return cases.officer(at=noon)


def approve(officer, noon, **more):
    application = cases.in_review(by=officer, at=noon, **more)
    return decisions.approve(application_id=application.pk, by=officer, at=noon)


def refuse(officer, noon, *codes, **more):
    application = cases.in_review(by=officer, at=noon, **more)
    return decisions.refuse(
        application_id=application.pk, reason_codes=codes or ["age"], note="For the file.", by=officer, at=noon
    )


def letters_of(decision):
    return Letter.objects.filter(event_key=f"application/{decision.application_id}/decided")


def files():
    folders, _none = default_storage.listdir("decisions")
    return [name for folder in folders for name in default_storage.listdir(f"decisions/{folder}")[1]]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("decide", [approve, refuse])
def test_the_letter_is_a_tagged_pdf_in_the_language_of_the_person(officer, noon, decide, language):
    decision = decide(officer, noon, user=_person(noon, language))

    written = decision_letters.write_next_letter(at=noon)

    assert written == decision
    with written.pdf.open() as file:
        pdf = pikepdf.open(io.BytesIO(file.read()))
    assert pdf.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang).startswith(language)
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]


def test_the_letter_goes_out_with_the_decision_enclosed(officer, noon, mailoutbox):
    decision = approve(officer, noon)
    decision_letters.write_next_letter(at=noon)
    decision.refresh_from_db()

    [letter] = letters_of(decision)
    assert letter.enclosure == decision.pdf.name
    delivery.deliver_due(at=noon)
    [message] = [one for one in mailoutbox if decision.application.reference in one.subject]
    assert "decision" in message.subject.lower()
    assert "approved" not in (message.subject + message.body).lower()
    [(name, content, kind)] = message.attachments
    assert (name, kind) == (f"{decision.application.reference}.pdf", "application/pdf")
    assert content.startswith(b"%PDF")


def test_a_letter_is_written_once(officer, noon):
    decision = approve(officer, noon)

    assert decision_letters.write_next_letter(at=noon) == decision
    assert decision_letters.write_next_letter(at=noon + timedelta(days=1)) is None
    assert letters_of(decision).count() == 1
    assert len(files()) == 1


def test_who_waits_for_a_place_has_no_letter_until_there_is_one(officer, noon):
    rounds.pool("FR-WH", quota=5, approved=5)
    decision = approve(officer, noon)
    assert decision_letters.write_next_letter(at=noon) is None

    rounds.pool("FR-WH", quota=6)
    later = noon + timedelta(days=40)
    decisions.give_next_place(at=later)

    assert decision_letters.write_next_letter(at=later) == decision


def test_a_worker_that_dies_between_storing_and_commit_loses_and_doubles_nothing(officer, noon, monkeypatch):
    decision = approve(officer, noon)

    def die(*arguments, **more):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(decision_letters.outbox, "queue_letter", die)
        with pytest.raises(SystemExit):
            decision_letters.write_next_letter(at=noon)
    decision.refresh_from_db()
    assert (decision.pdf.name, decision.pdf_attempts, len(files())) == ("", 1, 1)
    assert not letters_of(decision).exists()
    # Another worker leaves it alone while the first may still be at it.
    assert decision_letters.write_next_letter(at=noon + timedelta(seconds=30)) is None

    decision_letters.write_next_letter(at=noon + timedelta(minutes=5))

    assert (letters_of(decision).count(), len(files())) == (1, 1)
    assert ApplicationEntry.objects.filter(kind="decision_letter_written").count() == 1


def test_what_a_worker_stored_that_died_is_removed_when_no_other_writes_the_letter(officer, noon, monkeypatch):
    decision = approve(officer, noon)

    def die(*arguments, **more):
        raise SystemExit

    monkeypatch.setattr(decision_letters.outbox, "queue_letter", die)
    with pytest.raises(SystemExit):
        decision_letters.write_next_letter(at=noon)
    assert len(files()) == 1

    while stored_files.remove_next(at=clock.now() + timedelta(hours=7)):
        pass
    assert files() == []
    monkeypatch.undo()
    decision_letters.write_next_letter(at=noon + timedelta(days=1))
    while stored_files.remove_next(at=clock.now() + timedelta(days=2)):
        pass

    assert files() == [f"{decision.application.reference}.pdf"]


def test_a_letter_that_fails_is_put_aside_and_holds_up_no_other(officer, noon, monkeypatch):
    bad, good = approve(officer, noon), refuse(officer, noon)

    def fail(decision):
        raise ValueError(decision)

    monkeypatch.setattr(decision_letters, "introduction_letter", fail)
    for hours in range(6):
        while decision_letters.write_next_letter(at=noon + timedelta(hours=hours)):
            pass
    bad.refresh_from_db()

    assert letters_of(good).exists()
    assert bad.letter_put_aside()
    assert (bad.pdf_attempts, bad.letter_error) == (3, "ValueError")
    assert ApplicationEntry.objects.filter(kind="decision_letter_put_aside").count() == 1

    monkeypatch.undo()
    later = noon + timedelta(days=1)
    decision_letters.write_again(decision_id=bad.pk, by=officer, at=later)
    assert decision_letters.write_next_letter(at=later) == bad
    assert letters_of(bad).count() == 1


def test_the_end_of_the_tasks_time_is_no_failure_of_the_letter_in_hand(officer, noon, monkeypatch):
    decision = approve(officer, noon)

    def overtaken(_content):
        raise TimeIsUp

    with monkeypatch.context() as late:
        late.setattr(decision_letters, "introduction_letter", overtaken)
        with pytest.raises(TimeIsUp):
            decision_letters.write_next_letter(at=noon)

    decision.refresh_from_db()
    assert (decision.letter_error, decision.pdf.name) == ("", "")
    decision_letters.write_next_letter(at=noon + timedelta(minutes=2))
    assert letters_of(decision).count() == 1


def test_a_letter_that_was_written_is_not_written_again(officer, noon):
    decision = approve(officer, noon)
    decision_letters.write_next_letter(at=noon)

    with pytest.raises(CannotWrite):
        decision_letters.write_again(decision_id=decision.pk, by=officer, at=noon)


def test_the_introduction_says_until_when_and_what_shortens_the_stay(officer, noon, told):
    details = {"arrival_on": date(2026, 9, 1), "passport_expires_on": date(2027, 5, 1)}
    decision = approve(officer, noon, details=details)
    decision_letters.write_next_letter(at=noon)

    content = told["introduction_letter"]
    assert (content.enter_by, content.permit_months) == (date(2027, 2, 2), 24)
    assert content.permit_limit.startswith("Your passport expires on May 1, 2027.")
    assert content.head.check_code.replace("-", "") == decision.check_code
    assert content.head.address == ["1, rue de l'Exemple", "69000 Lyon", "France"]
    assert content.employer == ""


def test_the_refusal_gives_reasons_and_what_goes_back_but_not_the_note(officer, noon, told):
    refuse(officer, noon, "age", "passport", user=_person(noon, "fr"))
    decision_letters.write_next_letter(at=noon)

    content = told["refusal_letter"]
    assert [reason.sentence for reason in content.reasons] == [
        "Votre âge le jour de l'invitation ne respectait pas les limites de l'accord.",
        "Vous n'avez pas présenté un passeport valide que nous pouvons accepter.",
    ]
    assert [str(line.amount) for line in content.refunds] == ["184.75", "100.00", "0.00"]
    assert content.refunds[0].remark == "Votre demande a été refusée. Ces frais vous sont remboursés."
    assert content.explanation == ""
    assert Decision.objects.get().note == "For the file."


@pytest.fixture
def told(monkeypatch):
    """What each letter was told to say."""
    heard = {}

    def listen(name, write):
        def writing(content):
            heard[name] = content
            return write(content)

        monkeypatch.setattr(decision_letters, name, writing)

    for name in ("introduction_letter", "refusal_letter"):
        listen(name, getattr(decision_letters, name))
    return heard


def _person(noon, language):
    return people.account(at=noon - timedelta(days=3), language=language)
