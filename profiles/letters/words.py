"""Composes a letter's words from its templates, and the e-mail that carries them."""

import re
import secrets
from datetime import date, datetime
from email.message import Message
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

from profiles.models import Letter

ATTACHED = "attached"
"""The key of a letter's context whose files go with the e-mail: a list of `name` and `text`, JSON each."""


SECRETS = ("undo", "cancel", "unlock")
"""The keys of a letter's context that hold what opens a link of its reader's own, without signing in."""


_ADDRESS = re.compile(r"(\S*(?:://|@)\S*)")


def compose(letter: Letter) -> tuple[str, str]:
    """
    Subject (one line) and text of a letter in its reader's language.

    The templates are `templates/letters/<kind>/subject.<language>.txt` and `body.<language>.txt`. They get the letter's context
    (a key that ends in `_at` as an instant, in `_on` as a day), `person` (what we call the reader: their one name where they have
    no other), `time_zone`, `site_url` (to be followed by a path with the language) and `language`. Paragraphs are separated by an
    empty line.
    """
    context = {name: _moment(name, value) for name, value in letter.context.items()}
    names = (letter.profile.given_names, letter.profile.family_name) if letter.profile else ()
    context |= {
        "person": next(filter(None, (letter.user.preferred_name, *names)), ""),
        "time_zone": letter.user.time_zone,
        "site_url": settings.SITE_URL,
        "language": letter.language,
    }
    with translation.override(letter.language):
        subject = _render(f"letters/{letter.kind}/subject.{letter.language}.txt", context)
        body = _render(f"letters/{letter.kind}/body.{letter.language}.txt", context)
    return " ".join(subject.split()), body.strip() + "\n"


def for_staff(letter: Letter) -> tuple[str, str]:
    """Subject and text of a letter as the staff read it: what opens a link of its reader's own is left out."""
    subject, body = (letter.subject, letter.body) if letter.body else compose(letter)
    for name in SECRETS:
        if secret := letter.context.get(name):
            body = body.replace(secret, "•••")
    return subject, body


def _render(name: str, context: dict[str, Any]) -> str:
    template = get_template(name).template
    return template.render(Context(context, autoescape=False))


def _moment(name: str, value: Any) -> Any:
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name.endswith("_on"):
        return date.fromisoformat(value)
    return value


def as_html(paragraph: str) -> SafeString:
    """A paragraph of plain text as HTML: its addresses are links, its lines are broken as they were."""
    parts = enumerate(_ADDRESS.split(paragraph))
    html = "".join(urlize(part, autoescape=True) if place % 2 else escape(part) for place, part in parts)
    return mark_safe(html.replace("\n", "<br>"))  # noqa: S308 (every part was escaped)


# Where a letter's own words go in its HTML part; no text that came from outside holds this character.
_SUBJECT, _PARAGRAPHS = "\0subject\0", "\0paragraphs\0"


@cache
def _frame(language: str, site_url: str) -> str:
    """What is the same in the HTML part of every letter in a language: of tens of thousands, put together once."""
    with translation.override(language):
        slots = {"subject": _SUBJECT, "paragraphs": _PARAGRAPHS, "language": language, "site_url": site_url}
        return render_to_string("mail/letter.html", slots)


class LetterMessage(EmailMultiAlternatives):
    """An e-mail whose parts are kept apart by lines of chance; the standard library would search the text of each for them."""

    def message(self) -> Message:
        """The message in its MIME form."""
        message = super().message()
        for part in message.walk():
            if part.is_multipart():
                part.set_boundary(f"part-{secrets.token_hex(16)}")
        return message


def message(letter: Letter, *, to: str = "", message_id: str = "", connection: object | None = None) -> EmailMultiAlternatives:
    """
    The e-mail of a letter whose words are frozen: text and HTML, with a Message-ID made of the row's key.

    Who needs plain text gets no HTML, and who needs letters without a PDF gets no PDF.

    :param to: another address of the person, with a `message_id` of its own; empty: the one that signs in
    """
    html = _frame(letter.language, settings.SITE_URL)
    html = html.replace(_SUBJECT, escape(letter.subject))
    html = html.replace(_PARAGRAPHS, "".join(f"<p>{as_html(one)}</p>" for one in letter.body.split("\n\n")))
    email = LetterMessage(
        subject=letter.subject,
        body=letter.body,
        to=[to or letter.user.email],
        connection=connection,
        headers={
            "Message-ID": message_id or f"<letter-{letter.pk}.{letter.queued_at:%Y%m%d%H%M%S}@iec.example.org>",
            "Content-Language": letter.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    if not letter.user.plain_email:
        email.attach_alternative(html, "text/html")
    for one in letter.context.get(ATTACHED, []):
        email.attach(one["name"], one["text"], "application/json")
    if letter.enclosure and not letter.user.no_pdf:
        with default_storage.open(letter.enclosure, "rb") as file:
            email.attach(PurePosixPath(letter.enclosure).name, file.read(), "application/pdf")
    return email
