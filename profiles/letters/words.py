"""Composes a letter's words from its templates, and the e-mail that carries them."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from profiles.models import Letter


def compose(letter: Letter) -> tuple[str, str]:
    """
    Subject (one line) and text of a letter in its reader's language, from `templates/letters/<kind>/subject.txt` and `body.txt`.

    The context of the letter is given to both, with `site_url` and `letter`.
    """
    with translation.override(letter.language):
        context = {**letter.context, "letter": letter, "site_url": settings.SITE_URL, "language": letter.language}
        subject = " ".join(render_to_string(f"letters/{letter.kind}/subject.txt", context).split())
        body = render_to_string(f"letters/{letter.kind}/body.txt", context).strip() + "\n"
    return subject, body


def message(letter: Letter, *, connection: object | None = None) -> EmailMultiAlternatives:
    """The e-mail of a letter whose words are frozen: text and HTML, with a Message-ID made of the row's key."""
    with translation.override(letter.language):
        html = render_to_string(
            "mail/letter.html",
            {"letter": letter, "paragraphs": letter.body.split("\n\n"), "site_url": settings.SITE_URL},
        )
    email = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        to=[letter.user.email],
        connection=connection,
        headers={
            "Message-ID": f"<letter-{letter.pk}.{letter.queued_at:%Y%m%d%H%M%S}@iec.example.org>",
            "Content-Language": letter.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(html, "text/html")
    if letter.enclosure:
        with default_storage.open(letter.enclosure, "rb") as file:
            email.attach(PurePosixPath(letter.enclosure).name, file.read(), "application/pdf")
    return email
