"""Questions that people ask about their own case, and the answers of staff."""

from datetime import datetime

from django.db import transaction

from iecsite import clock, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import ProfileEntry, Question, User
from profiles.models.journal import STREAM
from profiles.operations import letters
from profiles.operations.letters import Draft
from profiles.rules.answer_days import answer_by

# More open at once than anybody needs, and a bound on what one person can put on the desk.
MOST_OPEN = 3
LONGEST = 4000


class CannotAsk(Refused):
    """The question cannot be taken."""


class CannotAnswer(Refused):
    """The question cannot be answered like this."""


@transaction.atomic(durable=True)
def ask(*, topic: str, words: str, by: User, at: datetime) -> Question:
    """
    Take a person's question; the day by which it is answered stands on it.

    :param topic: one of `Question.Topic`
    :raises CannotAsk: without words, with three open already, for staff, or for an account that is about to be closed
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    if person.is_staff:
        raise CannotAsk("Questions are asked by candidates.", "Les questions sont posées par les candidats.")
    if person.closing_at is not None:
        raise CannotAsk(
            "Your account is about to be closed. Keep it first; then you can ask.",
            "Votre compte est sur le point d'être fermé. Gardez-le d'abord; vous pourrez ensuite poser votre question.",
        )
    if not words.strip():
        raise CannotAsk("Write your question.", "Écrivez votre question.")
    if Question.objects.filter(person=person, answered_at=None).count() >= MOST_OPEN:
        raise CannotAsk(
            "Three of your questions wait for an answer already. Wait for one of them first.",
            "Trois de vos questions attendent déjà une réponse. Attendez d'abord l'une d'elles.",
        )
    made = Question.objects.create(
        person=person,
        topic=Question.Topic(topic),
        words=words.strip()[:LONGEST],
        asked_at=at,
        answer_by=answer_by(clock.home_date(at)),
    )
    _record(made, "question_asked", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def answer(*, question_id: int, words: str, by: User, at: datetime) -> Question:
    """
    Answer a question: the person is written that an answer lies in their account; it is read there.

    :raises CannotAnswer: without words, when it was answered already, or when its file was erased
    """
    found = Question.objects.select_for_update(of=("self",), no_key=True).select_related("person").filter(pk=question_id).first()
    if found is None:
        raise CannotAnswer("This question was erased with its file.", "Cette question a été effacée avec son dossier.")
    if found.answered_at is not None:
        raise CannotAnswer("This question was answered already.", "Cette question a déjà reçu une réponse.")
    if not words.strip():
        raise CannotAnswer("Write the answer that the person reads.", "Rédigez la réponse que la personne lira.")
    found.answer, found.answered_by, found.answered_at = words.strip()[:LONGEST], by, at
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    _record(found, "question_answered", by=by, at=at)
    draft = Draft(
        kind="profiles/question_answered",
        event_key=f"question/{found.pk}/answered",
        user_id=found.person_id,
        language=found.person.language,
        context={"number": found.number},
    )
    letters.queue_letter(draft, at=at)
    return found


def _record(found: Question, kind: str, *, by: User, at: datetime) -> None:
    details = {"question": found.pk, "topic": str(found.topic)}
    journal.record(ProfileEntry, Act(kind, {"account_id": found.person_id}, details), stream=STREAM, by=by, at=at)
