"""The letters to addresses beside a person's own: their words, and the links by which their readers answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation

from profiles.letters import words
from profiles.models import OtherAddress, OtherAddressLetter
from profiles.rules.other_addresses import Purpose

SECOND_ASKED, CONTACT_ASKED = "second_asked", "contact_asked"
CONTACT_TOLD, FORMER_TOLD = "contact_told", "former_told"
PUT_AWAY, SECOND_ENDED = "address_put_away", "second_ended"
COPY = "copy"
KINDS = frozenset({SECOND_ASKED, CONTACT_ASKED, CONTACT_TOLD, FORMER_TOLD, PUT_AWAY, SECOND_ENDED, COPY})

# The page to which a link for each purpose leads.
_PAGES = {Purpose.ANSWER: "other_address_answer", Purpose.END: "other_address_end", Purpose.UNDO: "email_undo"}


@dataclass(frozen=True)
class Words:
    """What is read: a subject of one line, the text, and the language of both."""

    subject: str
    body: str
    language: str


def token(address_id: int, *, purpose: Purpose) -> str:
    """A sealed number of an address for the links in letters; it carries no address and no name."""
    return signing.dumps(address_id, salt=f"profiles.other_address.{purpose}")


def address_of(text: str, *, purpose: Purpose) -> int | None:
    """The number of the address of a link, or None when the link is not ours or was changed. Whether it is over, its row says."""
    try:
        found = signing.loads(text, salt=f"profiles.other_address.{purpose}")
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def link(address: OtherAddress, *, purpose: Purpose) -> str:
    """The whole address of the page for a purpose, in the reader's language."""
    with translation.override(address.language):
        return settings.SITE_URL + reverse(_PAGES[purpose], args=[token(address.pk, purpose=purpose)])


def compose(letter: OtherAddressLetter) -> Words:
    """The words of a letter in its reader's language; a copy has those of its letter, and says below them why it came."""
    address = letter.address
    language = address.language if letter.letter is None else letter.letter.language
    context = {
        "first_name": address.first_name,
        "person_name": address.person_name,
        "staff": address.user.is_staff,
        "answer_url": link(address, purpose=Purpose.ANSWER),
        "end_url": link(address, purpose=Purpose.END),
        "undo_url": link(address, purpose=Purpose.UNDO),
    }
    with translation.override(language):
        context["contact_url"] = settings.SITE_URL + reverse("contact")
        subject, body = (
            get_template(f"letters/profiles/{letter.kind}/{part}.{language}.txt").template.render(
                Context(context, autoescape=False)
            )
            for part in ("subject", "body")
        )
    body = body.strip() + "\n"
    if letter.letter is None:
        return Words(" ".join(subject.split()), body, language)
    if not letter.letter.body:
        letter.letter.subject, letter.letter.body = words.compose(letter.letter)
    return Words(letter.letter.subject, f"{letter.letter.body}\n{body}", language)


def message(letter: OtherAddressLetter, *, connection: object | None = None) -> EmailMultiAlternatives:
    """The e-mail of a letter: a copy looks like its letter and carries the same file."""
    said = compose(letter)
    own = f"<address-{letter.pk}.{letter.due_at:%Y%m%d%H%M%S}@iec.example.org>"
    if letter.letter is not None:
        letter.letter.subject, letter.letter.body = said.subject, said.body
        return words.message(letter.letter, to=letter.address.email, message_id=own, connection=connection)
    headers = {"Message-ID": own, "Content-Language": said.language, "Auto-Submitted": "auto-generated"}
    email = EmailMultiAlternatives(
        subject=said.subject, body=said.body, to=[letter.address.email], connection=connection, headers=headers
    )
    email.attach_alternative(_html(said, said.body.split("\n\n")), "text/html")
    return email


def _html(said: Words, paragraphs: Sequence[str]) -> str:
    with translation.override(said.language):
        return render_to_string("mail/alert.html", {"letter": said, "language": said.language, "paragraphs": paragraphs})
